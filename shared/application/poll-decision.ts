import { claimPoll, isGivenUp, isLastPoll, postponePoll } from '../domain/due.ts';
import { VeriffError } from '../domain/failure.ts';
import type { DecisionObservation, Observation } from '../domain/observation.ts';
import { isOpen, type OpenSession, type Session } from '../domain/session.ts';
import type { Veriff } from '../ports/veriff.ts';
import type { PublishPorts } from './publish-owed.ts';
import { needsAttempts, recordObservation } from './record-observation.ts';

export interface PollPorts extends PublishPorts {
  readonly veriff: Veriff;
}

/** What one poll came to. `throttled`: Veriff wants to be left alone for a while. */
export type PollOutcome = 'decided' | 'pending' | 'closed' | 'lost-race' | 'failed' | 'throttled';

async function record(
  ports: PollPorts,
  session: Session,
  observation: Observation,
): Promise<Session> {
  const recorded = await recordObservation(ports, { id: session.id, observation, read: session });
  return 'session' in recorded ? recorded.session : session;
}

async function close(ports: PollPorts, session: OpenSession): Promise<PollOutcome> {
  await record(ports, session, { kind: 'lapse', integration: session.integration });
  return 'closed';
}

/** Puts a poll off that Veriff did not answer, or gives the session up at the end of all patience. */
async function putOff(
  ports: PollPorts,
  session: OpenSession,
  error: VeriffError,
): Promise<PollOutcome> {
  const now = ports.now();
  if (isGivenUp(session, now)) return close(ports, session);
  const notBefore = now + (error.retryAfterSeconds ?? 0) * 1000;
  await ports.store.save(postponePoll(session, now, notBefore), session, now);
  return error.code === 'throttled' ? 'throttled' : 'failed';
}

/** Veriff's order of the attempts settles which one is under way; events cannot tell. */
async function settleAttempts(ports: PollPorts, session: Session): Promise<Session> {
  if (!needsAttempts(session)) return session;
  const { id, integration } = session;
  const oldestFirst = await ports.veriff.fetchAttempts(integration, id);
  return record(ports, session, { kind: 'attempts', integration, oldestFirst });
}

async function onAnswer(
  ports: PollPorts,
  session: OpenSession,
  decision: DecisionObservation | undefined,
): Promise<PollOutcome> {
  const decided = decision === undefined ? session : await record(ports, session, decision);
  if (!isOpen(decided)) return 'decided';
  if (isLastPoll(decided, ports.now())) return close(ports, decided);
  const settled = await settleAttempts(ports, decided);
  return settled.version > session.version ? 'decided' : 'pending';
}

/** A session that Veriff does not know has no decision; it is not declined by that. */
async function fetchDecision(
  { veriff }: PollPorts,
  { id, integration }: Session,
): Promise<DecisionObservation | undefined> {
  try {
    return await veriff.fetchDecision(integration, id);
  } catch (error) {
    if (error instanceof VeriffError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/**
 * Asks Veriff for the decision on a session whose poll is due. The next slot is written first, so that
 * two overlapping runs cannot ask twice and an answer without a decision needs no second write.
 */
export async function pollDecision(ports: PollPorts, session: OpenSession): Promise<PollOutcome> {
  const claimed = claimPoll(session, ports.now());
  if ((await ports.store.save(claimed, session, ports.now())) === 'conflict') return 'lost-race';
  try {
    return await onAnswer(ports, claimed, await fetchDecision(ports, claimed));
  } catch (error) {
    if (!(error instanceof VeriffError)) throw error;
    return putOff(ports, claimed, error);
  }
}
