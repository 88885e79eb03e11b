import { type Change, decide, type NoChangeReason } from '../domain/decide.ts';
import type { DecisionTime } from '../domain/decision-time.ts';
import { evolve } from '../domain/evolve.ts';
import type { EpochMs, SessionId } from '../domain/ids.ts';
import type { Observation } from '../domain/observation.ts';
import type { Session } from '../domain/session.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { type PublishPorts, publishNow } from './publish-owed.ts';
import { untilUncontended } from './until-uncontended.ts';

/** What became of an observation. All of them are good answers: the webhook is told 200. */
export type Recorded =
  | { readonly kind: 'changed'; readonly session: Session }
  | { readonly kind: 'unchanged'; readonly session: Session; readonly why: NoChangeReason }
  | { readonly kind: 'refused'; readonly why: 'integration-mismatch' }
  | { readonly kind: 'unknown-session' };

/** One line a change: what changed and from where it was learned. */
function report(telemetry: Telemetry, change: Change, [before, after]: [Session, Session]): void {
  const [from, to] = [before.state.status, after.state.status];
  telemetry.count('Transition', { from, to });
  if (change.kind === 'decision-taken') reportDecision(telemetry, change);
  if (change.kind === 'lapsed') telemetry.count('DecisionSource', { source: 'own' });
  telemetry.note('info', 'session changed', {
    sessionId: after.id,
    from,
    to,
    version: after.version,
    kind: change.kind,
  });
}

/** Seconds from a decision to `at`; none where Veriff's clock is ahead of ours. `Date` knows no leap second. */
function delaySeconds(decidedAt: DecisionTime, at: EpochMs): number {
  return Math.max(0, at - Date.parse(decidedAt.replace(':60.', ':59.'))) / 1000;
}

function reportDecision(
  telemetry: Telemetry,
  { decision, at }: Extract<Change, { kind: 'decision-taken' }>,
): void {
  const { source, decidedAt } = decision;
  telemetry.count('DecisionSource', { source });
  if (decidedAt !== undefined) {
    telemetry.measure('DecisionDelay', delaySeconds(decidedAt, at), { source });
  }
  if (decision.contradiction === true) telemetry.count('StatusCodeMismatch', {});
}

async function apply(
  ports: PublishPorts,
  read: Session,
  change: Change,
): Promise<Recorded | undefined> {
  const next = evolve(read, change);
  if ((await ports.store.save(next, read, ports.now())) === 'conflict') {
    ports.telemetry.count('ConditionLost', {});
    return undefined;
  }
  report(ports.telemetry, change, [read, next]);
  return { kind: 'changed', session: await publishNow(ports, next) };
}

async function loadSession(ports: PublishPorts, id: SessionId): Promise<Session | undefined> {
  const record = await ports.store.load(id, ports.now());
  return record?.kind === 'session' ? record : undefined;
}

async function tryOnce(
  ports: PublishPorts,
  session: Session | undefined,
  seen: Observation,
): Promise<Recorded | undefined> {
  if (session === undefined) return { kind: 'unknown-session' };
  const outcome = decide(session, seen, ports.now());
  switch (outcome.kind) {
    case 'refused':
      return outcome;
    case 'unchanged':
      return { ...outcome, session };
    case 'changed':
      return apply(ports, session, outcome.change);
  }
}

/**
 * The one path on which a session changes, for webhook and poll alike: load, decide, save, publish.
 * A lost race is decided again on what the record has become; the domain makes the order irrelevant.
 * `read` spares the first load to a caller that has just written the record. Throws
 * `StoreUnavailable` where nothing durable came of it, so that the sender repeats the message.
 */
export async function recordObservation(
  ports: PublishPorts,
  seen: { readonly id: SessionId; readonly observation: Observation; readonly read?: Session },
): Promise<Recorded> {
  let { read } = seen;
  return untilUncontended(async () => {
    const session = read ?? (await loadSession(ports, seen.id));
    read = undefined;
    return tryOnce(ports, session, seen.observation);
  });
}

/** Whether Veriff's list of attempts would tell which attempt is the present one: a resubmission was asked for and another attempt moved. */
export function needsAttempts({ state }: Session): boolean {
  return (
    (state.status === 'started' || state.status === 'submitted') && state.previous !== undefined
  );
}
