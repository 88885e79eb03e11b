import { SecretUnusable, StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';
import { dice } from '../support/dice.ts';
import { ENCODING_NAMES, type Encoding, FIELDS, personalData, planted } from './canaries.ts';

type Roll = () => number;

function one<T>(roll: Roll, from: readonly [T, ...T[]]): T {
  return from[Math.floor(roll() * from.length)] ?? from[0];
}

const ENCODINGS = ENCODING_NAMES as readonly [Encoding, ...Encoding[]];

/** Some personal text, at times as part of a longer one, with what breaks lines and terminals, or a huge one. */
function text(roll: Roll): string {
  const value = planted(one(roll, FIELDS), one(roll, ENCODINGS));
  const long = roll() < 0.01 ? 3000 : 10;
  return one(roll, [
    value,
    `{"person":${JSON.stringify(value)}}`,
    `\r\n\u001b[31m\u2028${value}\u0000`,
    `POST /v1/sessions ${value} `.repeat(long),
    `"}\n{"level":"info","message":"${value}"}`,
  ]);
}

const PEOPLE = new Map(ENCODING_NAMES.map((encoding) => [encoding, personalData(encoding)]));

const throws = (): never => {
  throw new Error('a property that cannot be read');
};

/** What clients hang on their errors. */
function baggage(roll: Roll): object {
  const people = PEOPLE.get(one(roll, ENCODINGS));
  return one<() => object>(roll, [
    () => ({ request: { body: text(roll), headers: { authorization: text(roll) } } }),
    () => ({ $metadata: { httpStatusCode: 400 }, $response: { body: people } }),
    () => ({ code: text(roll), errno: -1, syscall: text(roll), address: text(roll) }),
    () => ({ config: { url: `https://a.example/?q=${text(roll)}`, data: people } }),
    () => ({ toString: () => text(roll), toJSON: () => people }),
    () => ({ toString: throws, toJSON: throws }),
    () => ({ sessionId: people, route: people, kind: [text(roll)], version: { text: text(roll) } }),
    () => ({}),
  ])();
}

/** Names of classes, as clients have them, and what is no name of a class. */
function named(roll: Roll, error: Error): Error {
  const how = roll();
  if (how < 0.4) return error;
  const name = { configurable: true, enumerable: roll() < 0.5 };
  if (how < 0.5) return Object.defineProperty(error, 'name', { ...name, get: throws });
  const value = one<unknown>(roll, [
    'ThrottlingException',
    'TimeoutError',
    // One word alone could be the name of a class.
    `Error: ${text(roll)}`,
    `${text(roll)} is no class`,
    undefined,
    42,
    { text: text(roll) },
    Symbol('name'),
  ]);
  return Object.defineProperty(error, 'name', { ...name, value });
}

function built(roll: Roll, options: ErrorOptions): Error {
  const message = text(roll);
  return one<() => Error>(roll, [
    () => new Error(message, options),
    () => new TypeError(message, options),
    () => new AggregateError([new Error(message)], message, options),
    () => Object.assign(Object.create(Error.prototype) as Error, { message, stack: message }),
  ])();
}

/** One of ours: nobody else hangs anything on it, but it has a cause. */
function ours(roll: Roll, cause: unknown): Error {
  return one<() => Error>(roll, [
    () => new StoreUnavailable(cause),
    () => new VeriffError('unavailable', { retryable: true, cause }),
    () => new SecretUnusable('unavailable', cause),
  ])();
}

function anError(roll: Roll, depth: number): Error {
  const cause = depth === 0 ? text(roll) : anError(roll, depth - 1);
  if (roll() < 0.2) return ours(roll, cause);
  const error = Object.assign(built(roll, { cause }), baggage(roll));
  if (roll() < 0.05) Object.assign(error, { cause: error });
  if (roll() < 0.1) Object.defineProperty(error, 'message', { get: throws });
  if (roll() < 0.1) Object.defineProperty(error, 'stack', { get: throws });
  return named(roll, error);
}

/** Whatever can be thrown, with personal data wherever it can hide, by a number alone. */
export function errorShape(number: number): unknown {
  const roll = dice(`error ${number}`);
  if (roll() < 0.85) return anError(roll, Math.floor(roll() ** 3 * 12));
  return one<() => unknown>(roll, [
    () => text(roll),
    () => PEOPLE.get(one(roll, ENCODINGS)),
    () => Object.assign(Object.create(null) as object, { name: text(roll), message: text(roll) }),
    () => [text(roll)],
    () => undefined,
    () => null,
    () => 42n,
    () => Symbol(text(roll)),
    () => () => text(roll),
  ])();
}
