import { StoreUnavailable, VeriffError } from '../../shared/domain/failure.ts';
import { API_KEY } from '../functions/world.ts';
import { type ApiRequest, apiEvent } from '../support/api-event.ts';
import { OTHER_TENANT } from '../support/given.ts';
import { GENUINE, hmac, SESSIONS } from './genuine.ts';
import { anyJson, anyOdd, anyText } from './odd-values.ts';
import type { Random } from './random.ts';
import type { FunctionName, Rig } from './rig.ts';
import type { Observed } from './verdict.ts';

/** An event for one function, what it may answer, and the trouble that goes on meanwhile. */
export interface Fuzzed {
  readonly kind: string;
  readonly name: FunctionName;
  readonly event: unknown;
  readonly documented: ReadonlySet<number>;
  readonly trouble: (on: Rig, call: () => Promise<Observed>) => Promise<Observed>;
}

type Event = Record<string, unknown>;

/** What `docs/api.md` says that each may answer while all is well. */
const DOCUMENTED: Readonly<Record<FunctionName, readonly number[]>> = {
  create: [201, 400, 401, 409, 413, 415, 422],
  read: [200, 304, 401, 404],
  list: [200, 400, 401],
  erase: [204, 401, 404],
  webhook: [200, 400, 401, 413, 415],
};

const NAMES = Object.keys(DOCUMENTED) as readonly FunctionName[];

const JSON_TYPE = { 'Content-Type': 'application/json' };

function body(choices: Random): string {
  const lot = choices.below(8);
  if (lot === 0) return anyText(choices);
  if (lot === 1) return `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
  if (lot === 2) return JSON.stringify({ verification: { x: 'x'.repeat(choices.below(20_000)) } });
  if (lot < 5) return JSON.stringify({ verification: { vendorData: choices.pick(['a', 'b']) } });
  return JSON.stringify(lot === 5 ? { verification: anyJson(choices, 3) } : anyJson(choices));
}

const REQUESTS: Readonly<Record<FunctionName, (choices: Random) => ApiRequest>> = {
  create: (choices) => {
    const key = choices.below(2) === 0 ? [] : choices.pick(['a', 'b', anyText(choices)]);
    const headers = { ...JSON_TYPE, 'Idempotency-Key': key };
    return { method: 'POST', headers, body: body(choices), base64: choices.below(4) === 0 };
  },
  read: (choices) => ({ id: choices.pick(SESSIONS) }),
  list: () => ({ query: { vendorData: 'cust-0001' } }),
  // The others stay for the rest of the round.
  erase: (choices) => ({ method: 'DELETE', id: choices.pick(SESSIONS.slice(2)) }),
  webhook: (choices) => {
    const signed = choices.below(3) === 0 ? choices.pick(GENUINE).bytes : body(choices);
    const headers = { ...JSON_TYPE, 'x-auth-client': API_KEY, 'x-hmac-signature': hmac(signed) };
    return { method: 'POST', headers, body: signed, base64: true };
  },
};

const HEADERS = [
  'content-type',
  'Content-Encoding',
  'x-request-id',
  'X-Request-ID',
  'idempotency-key',
  'If-None-Match',
  'x-hmac-signature',
  'vrf-hmac-signature',
  'x-auth-client',
  '__proto__',
  'constructor',
] as const;

const QUERY = ['vendorData', 'limit', 'cursor', '__proto__', 'constructor', 'x'] as const;

/** An object with one entry of its own, also where its key is `__proto__`. */
const entry = (key: string, value: unknown): Event => Object.fromEntries([[key, value]]);

type Change = (event: Event, choices: Random) => Event;

const within = (event: Event, field: string, more: Event): Event => {
  const all = [...Object.entries(event[field] ?? {}), ...Object.entries(more)];
  return { ...event, [field]: Object.fromEntries(all) };
};

/** Whatever a client can make API Gateway put into an event. */
const SENT: Readonly<Record<string, Change>> = {
  'as it should be': (event) => event,
  'a header': (event, choices) => {
    const [name, text] = [choices.pick(HEADERS), anyText(choices)];
    const once = within(event, 'headers', entry(name, text));
    return within(once, 'multiValueHeaders', entry(name, [text]));
  },
  'a header twice': (event, choices) => {
    const values = [anyText(choices), anyText(choices)];
    return within(event, 'multiValueHeaders', entry(choices.pick(HEADERS), values));
  },
  'a header with any name': (event, choices) =>
    within(event, 'headers', entry(anyText(choices), anyText(choices))),
  'no headers': (event) => ({ ...event, headers: null, multiValueHeaders: null }),
  'a body': (event, choices) => ({ ...event, body: choices.below(5) === 0 ? null : body(choices) }),
  'a body of noise': (event, choices) => ({
    ...event,
    body: choices.bytes(choices.below(400)).toString('base64'),
    isBase64Encoded: true,
  }),
  'the base64 flag': (event) => ({ ...event, isBase64Encoded: event['isBase64Encoded'] !== true }),
  'a path': (event, choices) => ({ ...event, pathParameters: entry('id', anyText(choices)) }),
  'no path': (event) => ({ ...event, pathParameters: null }),
  'a query': (event, choices) =>
    within(event, 'queryStringParameters', entry(choices.pick(QUERY), anyText(choices))),
  'no query': (event) => ({ ...event, queryStringParameters: null }),
  'another tenant': (event, choices) =>
    within(event, 'requestContext', {
      identity: { accountId: choices.pick([OTHER_TENANT, null, anyText(choices)]) },
    }),
  'a token': (event, choices) => {
    const [client, other] = [anyText(choices), anyText(choices)];
    const claims = { sub: choices.pick([client, other]), client_id: client };
    return within(event, 'requestContext', { authorizer: choices.pick([null, {}, { claims }]) });
  },
};

const FIELDS = [
  'headers',
  'multiValueHeaders',
  'body',
  'isBase64Encoded',
  'pathParameters',
  'queryStringParameters',
  'requestContext',
  'httpMethod',
  'path',
] as const;

/** No event at all: whatever may stand in its place. */
const NOTHING = 'no event at all';

/** Whatever API Gateway never sends. */
const BROKEN: Readonly<Record<string, Change>> = {
  'a field missing': (event, choices) => {
    const field = choices.pick(FIELDS);
    return Object.fromEntries(Object.entries(event).filter(([name]) => name !== field));
  },
  'a field of another type': (event, choices) => ({
    ...event,
    [choices.pick(FIELDS)]: anyOdd(choices),
  }),
  'a header of another type': (event, choices) => {
    const map = choices.pick(['headers', 'multiValueHeaders']);
    return within(event, map, entry(choices.pick(HEADERS), anyOdd(choices)));
  },
  'a parameter of another type': (event, choices) => {
    const map = choices.pick(['pathParameters', 'queryStringParameters']);
    return within(event, map, entry(choices.pick(['id', ...QUERY]), anyOdd(choices)));
  },
  'a context of another type': (event, choices) => {
    const name = choices.pick(['identity', 'authorizer', 'requestId']);
    return within(event, 'requestContext', entry(name, anyOdd(choices)));
  },
  'claims of another type': (event, choices) =>
    within(event, 'requestContext', { authorizer: { claims: anyOdd(choices) } }),
  'an identity of another type': (event, choices) =>
    within(event, 'requestContext', { identity: { accountId: anyOdd(choices) } }),
};

const BUG = new TypeError('a bug, John Smith');
const TROUBLES: readonly (() => Error)[] = [
  () => new StoreUnavailable(BUG),
  () => BUG,
  () => new VeriffError('outcome-unknown', { retryable: false, cause: BUG }),
  () => new VeriffError('rejected', { retryable: false, veriffCode: '1302' }),
  () => new VeriffError('throttled', { retryable: true, retryAfterSeconds: 0.5 }),
];

/** One port fails for the time of the call. */
function failing(choices: Random): Fuzzed['trouble'] {
  const error = choices.pick(TROUBLES);
  const where = choices.pick(['load', 'save', 'insert', 'list', 'createSession']);
  const fail = async () => {
    throw error();
  };
  return async ({ ports }, call) => {
    const port: object = where === 'createSession' ? ports.veriff : ports.store;
    const original: unknown = Reflect.get(port, where);
    Reflect.set(port, where, fail);
    try {
      return await call();
    } finally {
      Reflect.set(port, where, original);
    }
  };
}

const none: Fuzzed['trouble'] = async (_on, call) => call();

interface Class {
  readonly title: string;
  readonly changes: Readonly<Record<string, Change>>;
  /** What else may be answered. */
  readonly more: readonly number[];
  readonly trouble: (choices: Random) => Fuzzed['trouble'];
}

const CLASSES: readonly Class[] = [
  { title: 'sent', changes: SENT, more: [], trouble: () => none },
  { title: 'broken', changes: BROKEN, more: [500], trouble: () => none },
  { title: 'trouble', changes: SENT, more: [500, 502, 503], trouble: failing },
];

/** A good event, changed up to three times, and the name of the last change. */
function changed(good: Event, { changes }: Class, choices: Random): readonly [Event, string] {
  const kinds = Object.keys(changes);
  let event = good;
  let kind = '';
  for (let left = 1 + choices.below(3); left > 0; left -= 1) {
    kind = choices.pick(kinds);
    event = changes[kind]?.(event, choices) ?? event;
  }
  return [event, kind];
}

/** One in so many broken events is none at all. */
const NONE = 20;

/** An event for some function: a good one, changed in one class of ways. */
export function fuzzed(choices: Random): Fuzzed {
  const name = choices.pick(NAMES);
  const way = choices.pick(CLASSES);
  const documented = new Set([...DOCUMENTED[name], ...way.more]);
  const about = { name, documented, trouble: way.trouble(choices) };
  if (way.changes === BROKEN && choices.below(NONE) === 0) {
    return { ...about, kind: `${name}, broken: ${NOTHING}`, event: anyOdd(choices) };
  }
  const [event, kind] = changed({ ...apiEvent(REQUESTS[name](choices)) }, way, choices);
  return { ...about, kind: `${name}, ${way.title}: ${kind}`, event };
}
