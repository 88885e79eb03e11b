import * as z from 'zod/mini';
import type { Decision, DecisionSource } from '../../domain/decision.ts';
import { decisionTime } from '../../domain/decision-time.ts';
import { isAttemptId, isSessionId, type SessionId } from '../../domain/ids.ts';
import type { DecisionObservation } from '../../domain/observation.ts';
import { DECISION_STATUSES, verdictOf } from '../../domain/verdict.ts';
import { anything, readCode, readReason, readReasonCode, text } from './fields.ts';

/** A decision on a session; whose integration said so is for the caller to add. */
export interface DecisionSeen {
  readonly sessionId: SessionId;
  readonly observation: Omit<DecisionObservation, 'integration'>;
}

const status = z.enum(DECISION_STATUSES);

/** The fields that are stored, and no others: persons, documents and media are never looked at. */
const verificationSchema = z.object({
  id: z.string(),
  attemptId: text,
  status,
  code: anything,
  reason: text,
  reasonCode: anything,
  decisionTime: text,
});

/** The decision is a string in one recorded payload and an object in another. */
const fullAutoSchema = z.object({
  sessionId: z.string(),
  attemptId: text,
  time: text,
  data: z.object({
    verification: z.object({ decision: z.union([status, z.object({ value: status })]) }),
  }),
});

type Said = z.infer<typeof verificationSchema>;

/** The one place where Veriff's words become a decision: status and code together, or `review` where they disagree. */
function decisionOf(said: Said, source: DecisionSource): Decision {
  const code = readCode(said.code);
  const reason = readReason(said.reason);
  const reasonCode = readReasonCode(said.reasonCode);
  const decidedAt = decisionTime(said.decisionTime ?? '');
  const verdict = verdictOf(said.status, code);
  return {
    status: verdict.status,
    source,
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
    ...(reasonCode !== undefined && { reasonCode }),
    ...attemptOf(said),
    ...(decidedAt !== undefined && { decidedAt }),
    ...(verdict.contradiction && { contradiction: true }),
  };
}

function attemptOf({ attemptId }: Said): Pick<Decision, 'attemptId'> {
  return typeof attemptId === 'string' && isAttemptId(attemptId) ? { attemptId } : {};
}

function seen(said: Said, source: DecisionSource): DecisionSeen | undefined {
  if (!isSessionId(said.id)) return undefined;
  const decision = decisionOf(said, source);
  return { sessionId: said.id, observation: { kind: 'decision', decision } };
}

/** Reads the `verification` object of the decision webhook or of GET decision; undefined where it holds no decision that we know. */
export function readVerification(value: unknown, source: DecisionSource): DecisionSeen | undefined {
  const read = verificationSchema.safeParse(value);
  return read.success ? seen(read.data, source) : undefined;
}

/** Reads the full-auto webhook, which has no code and no reason; undefined where its decision is none that we know. */
export function readFullAuto(body: unknown): DecisionSeen | undefined {
  const read = fullAutoSchema.safeParse(body);
  if (!read.success) return undefined;
  const { sessionId, attemptId, time, data } = read.data;
  const { decision } = data.verification;
  const said = {
    id: sessionId,
    attemptId,
    status: typeof decision === 'string' ? decision : decision.value,
    decisionTime: time,
  };
  return seen(said, 'webhook');
}
