import type { Call } from '../../shared/adapters/veriff/call.ts';
import {
  attemptsCall,
  createCall,
  decisionCall,
  deleteCall,
} from '../../shared/adapters/veriff/calls.ts';
import {
  type Failure,
  failureOfAnswer,
  failureOfExchange,
  malformed,
} from '../../shared/adapters/veriff/failures.ts';
import { readJson } from '../../shared/adapters/veriff/json.ts';
import {
  type Integration,
  integrationOf,
  type Secrets,
} from '../../shared/adapters/veriff/keyring.ts';
import { MOST_ATTEMPTS } from '../../shared/adapters/veriff/retry.ts';
import { isGenuine } from '../../shared/adapters/veriff/signed-exchange.ts';
import { DEFAULT_RETRY_AFTER, type Lane, throttle } from '../../shared/adapters/veriff/throttle.ts';
import type { Answered, Failed } from '../../shared/adapters/veriff/transport.ts';
import { SecretUnusable, VeriffError } from '../../shared/domain/failure.ts';
import type { EpochMs, IntegrationName } from '../../shared/domain/ids.ts';
import type { Veriff } from '../../shared/ports/veriff.ts';

/** One exchange with Veriff, however it ends. */
export type Exchanged = Answered | Failed;

/** What is asked of Veriff, without the envelope of HTTP. */
export interface Question {
  readonly operation: Call<unknown>['operation'];
  readonly id: string;
  readonly body?: Uint8Array;
}

interface Parts {
  readonly secrets: Secrets;
  readonly now: () => EpochMs;
  /** Puts the question; comes back with whatever happened. */
  readonly exchange: (question: Question) => Promise<Exchanged>;
}

type Result<Value> = { readonly value: Value } | Failure;

function questionOf({ operation, signed, body }: Call<unknown>): Question {
  return {
    operation,
    id: body === undefined ? Buffer.from(signed).toString() : '',
    ...(body && { body }),
  };
}

function jsonOf(body: Uint8Array): unknown {
  if (body.length === 0) return null;
  const json = readJson(body);
  return json.kind === 'json' ? json.value : undefined;
}

/** What an exchange comes to, by the client's own rules. */
function judged<Value>(
  call: Call<Value>,
  got: Exchanged,
  { integration, now }: { readonly integration: Integration; readonly now: EpochMs },
): Result<Value> {
  if (got.kind === 'failed') return failureOfExchange(call.operation, got);
  const { body, headers } = got;
  if (body === undefined || !call.expected.includes(got.status)) {
    return failureOfAnswer(call.operation, got, now);
  }
  const value = isGenuine({ headers, body }, integration, now)
    ? call.read(jsonOf(body))
    : undefined;
  return value === undefined ? malformed(call.operation) : { value };
}

function laneOf(operation: Question['operation']): Lane {
  return operation === 'delete' ? 'erasure' : 'other';
}

/**
 * The client of Veriff's API over an exchange that is simulated: calls, readers, failures and the memory of a 429 are the
 * real ones. Only the pauses between repetitions are missing, since nobody can tell them from a slow call.
 */
export function veriffPort({ secrets, now, exchange }: Parts): Veriff {
  const throttled = throttle(now);

  /** Remembers a 429; answers whether the same may be asked again in this call. */
  function mayRepeat(
    name: IntegrationName,
    { operation }: Call<unknown>,
    failed: Failure,
  ): boolean {
    const { code, retryAfterSeconds = DEFAULT_RETRY_AFTER } = failed.error;
    if (code === 'throttled') throttled.hold(name, laneOf(operation), retryAfterSeconds);
    return failed.repeatable;
  }

  /** A signature that no held key made may be of a newer secret. */
  async function judgedByNewest<Value>(
    call: Call<Value>,
    got: Exchanged,
    integration: Integration,
  ) {
    const result = judged(call, got, { integration, now: now() });
    if (!('malformed' in result)) return result;
    const newest = await secrets.renewed().catch(() => undefined);
    if (newest === undefined) return result;
    return judged(call, got, { integration: integrationOf(newest, integration.name), now: now() });
  }

  async function attempt<Value>(
    name: IntegrationName,
    call: Call<Value>,
    number = 1,
  ): Promise<Value> {
    const integration = integrationOf(await secrets.keyring(), name);
    const retryAfterSeconds = throttled.waitSeconds(name, laneOf(call.operation));
    if (retryAfterSeconds !== undefined) {
      throw new VeriffError('throttled', { retryable: true, retryAfterSeconds });
    }
    const result = await judgedByNewest(call, await exchange(questionOf(call)), integration);
    if ('value' in result) return result.value;
    if (!mayRepeat(name, call, result) || number >= MOST_ATTEMPTS) throw result.error;
    return attempt(name, call, number + 1);
  }

  return {
    async createSession(verification, name) {
      const integration = name ?? (await secrets.keyring()).defaultIntegration;
      if (integration === undefined) throw new SecretUnusable('invalid');
      return { ...(await attempt(integration, createCall(verification))), integration };
    },
    async fetchDecision(integration, id) {
      const { observation } = await attempt(integration, decisionCall(id));
      return observation === undefined ? undefined : { ...observation, integration };
    },
    fetchAttempts: async (integration, id) => attempt(integration, attemptsCall(id)),
    async deleteSession(integration, id) {
      await attempt(integration, deleteCall(id)).catch((error: unknown) => {
        if (!(error instanceof VeriffError && error.code === 'not-found')) throw error;
      });
    },
  };
}
