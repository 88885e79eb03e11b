import { SecretUnusable, VeriffError } from '../../domain/failure.ts';
import type { EpochMs, IntegrationName } from '../../domain/ids.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import {
  type Failure,
  failureOfAnswer,
  failureOfExchange,
  malformed,
  type Operation,
} from './failures.ts';
import { readJson } from './json.ts';
import { type Integration, integrationOf, type Secrets } from './keyring.ts';
import { backoffMs, MOST_ATTEMPTS } from './retry.ts';
import { actsAlike, isGenuine, signedRequest, type Unsigned } from './signed-exchange.ts';
import { type Lane, type Throttle, throttle } from './throttle.ts';
import { type Answered, httpTransport, type Transport } from './transport.ts';

const ATTEMPT_MS = 5000;
const DEADLINE_MS = 8000;
const BACKOFF_MS = 200;

export interface VeriffClientParts {
  readonly secrets: Secrets;
  readonly telemetry: Telemetry;
  readonly now: () => EpochMs;
  /** For one exchange with Veriff; 5 seconds. */
  readonly attemptMs?: number;
  /** For a whole call, repetitions and pauses included; 8 seconds. Keep it below the function's own timeout. */
  readonly deadlineMs?: number;
  /** Bound of the pause before the first repetition; 200 milliseconds. */
  readonly backoffMs?: number;
}

/** One call: what is asked, which answers are good, and how those are read. */
export interface Call<Value> extends Unsigned {
  readonly operation: Operation;
  readonly expected: readonly number[];
  /** Reads the JSON of a good answer (null where it is empty); undefined where it is not Veriff's. */
  readonly read: (body: unknown) => Value | undefined;
}

/** A call on its way: by whom, until when, for the how-manieth time. */
interface Attempt<Value> {
  readonly call: Call<Value>;
  readonly integration: Integration;
  readonly number: number;
  readonly deadline: number;
}

type Result<Value> = { readonly value: Value } | Failure;

type Caller = <Value>(name: IntegrationName, call: Call<Value>) => Promise<Value>;

function laneOf({ operation }: Call<unknown>): Lane {
  return operation === 'delete' ? 'erasure' : 'other';
}

function jsonOf(body: Uint8Array): unknown {
  if (body.length === 0) return null;
  const json = readJson(body);
  return json.kind === 'json' ? json.value : undefined;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** The integration by the newest secret, or nothing where it has become unusable. */
async function renewed(secrets: Secrets, name: IntegrationName): Promise<Integration | undefined> {
  try {
    return integrationOf(await secrets.renewed(), name);
  } catch (error) {
    if (error instanceof SecretUnusable) return undefined;
    throw error;
  }
}

/** A signature that no held key made may be of a secret that is newer than ours. */
async function isTrusted(
  { secrets, now }: VeriffClientParts,
  integration: Integration,
  answer: Required<Answered>,
): Promise<boolean> {
  if (isGenuine(answer, integration, now())) return true;
  const newest = await renewed(secrets, integration.name);
  return newest !== undefined && isGenuine(answer, newest, now());
}

async function judge<Value>(
  parts: VeriffClientParts,
  { call, integration }: Attempt<Value>,
  answer: Answered,
): Promise<Result<Value>> {
  const { status, headers, body } = answer;
  if (body === undefined || !call.expected.includes(status)) {
    return failureOfAnswer(call.operation, answer, parts.now());
  }
  const trusted = await isTrusted(parts, integration, { kind: 'answered', status, headers, body });
  const value = trusted ? call.read(jsonOf(body)) : undefined;
  return value === undefined ? malformed(call.operation) : { value };
}

function report<Value>({ telemetry }: VeriffClientParts, call: Call<Value>, result: Result<Value>) {
  const outcome = 'value' in result ? 'ok' : result.error.code;
  telemetry.count('VeriffCall', { operation: call.operation, outcome });
  if (outcome === 'throttled') telemetry.count('VeriffThrottled', {});
  if ('malformed' in result) telemetry.count('VeriffMalformed', {});
}

/** Milliseconds until the same request may be sent again, or undefined where this call is over. */
function pauseBeforeNext(
  { number, deadline }: Attempt<unknown>,
  { error, repeatable }: Failure,
  firstMs: number,
): number | undefined {
  if (!repeatable || number >= MOST_ATTEMPTS) return undefined;
  const wait = Math.max(backoffMs(number, firstMs), (error.retryAfterSeconds ?? 0) * 1000);
  return performance.now() + wait < deadline ? wait : undefined;
}

/** What the calls of one client share. */
interface Line {
  readonly parts: VeriffClientParts;
  readonly exchange: Transport;
  readonly throttled: Throttle;
}

async function once<Value>(
  { parts, exchange }: Line,
  attempt: Attempt<Value>,
): Promise<Result<Value>> {
  const { call, integration, deadline } = attempt;
  const { operation } = call;
  const startedAt = performance.now();
  const timeoutMs = Math.min(parts.attemptMs ?? ATTEMPT_MS, deadline - startedAt);
  const got = await exchange({ ...signedRequest(call, integration, parts.now()), timeoutMs });
  parts.telemetry.measure('VeriffLatency', performance.now() - startedAt, { operation });
  const result =
    got.kind === 'failed' ? failureOfExchange(operation, got) : await judge(parts, attempt, got);
  report(parts, call, result);
  return result;
}

async function again<Value>(line: Line, attempt: Attempt<Value>, failed: Failure): Promise<Value> {
  const { call, integration, number } = attempt;
  const { error } = failed;
  if (error.code === 'throttled') {
    line.throttled.hold(integration.name, laneOf(call), error.retryAfterSeconds ?? 0);
  }
  const wait = pauseBeforeNext(attempt, failed, line.parts.backoffMs ?? BACKOFF_MS);
  if (wait === undefined) throw error;
  await pause(wait);
  return run(line, { ...attempt, number: number + 1 });
}

/** Ends, since the secret is read at most once a minute: the second 401 finds the same keys again. */
async function withNewestSecret<Value>(
  line: Line,
  attempt: Attempt<Value>,
  { error }: Failure,
): Promise<Value> {
  const { secrets, now } = line.parts;
  const newest = await renewed(secrets, attempt.integration.name);
  if (newest === undefined || actsAlike(newest, attempt.integration, now())) throw error;
  return run(line, { ...attempt, integration: newest });
}

async function run<Value>(line: Line, attempt: Attempt<Value>): Promise<Value> {
  const result = await once(line, attempt);
  if ('value' in result) return result.value;
  return result.error.code === 'unauthenticated'
    ? withNewestSecret(line, attempt, result)
    : again(line, attempt, result);
}

/**
 * Carries out calls: signs, sends, checks, reads; repeats what may be repeated, within the deadline.
 * After a 429 further calls fail at once until the time that Veriff named. After a 401 the secret
 * is read again, since ours may be the old one; Veriff has done nothing then.
 */
export function caller(parts: VeriffClientParts): Caller {
  const { secrets, now, deadlineMs = DEADLINE_MS } = parts;
  const line = { parts, exchange: httpTransport(now), throttled: throttle(now) };
  return async (name, call) => {
    const integration = integrationOf(await secrets.keyring(), name);
    const retryAfterSeconds = line.throttled.waitSeconds(name, laneOf(call));
    if (retryAfterSeconds !== undefined) {
      throw new VeriffError('throttled', { retryable: true, retryAfterSeconds });
    }
    return run(line, { call, integration, number: 1, deadline: performance.now() + deadlineMs });
  };
}
