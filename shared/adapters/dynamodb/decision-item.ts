import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Decision, DecisionSource } from '../../domain/decision.ts';
import { type DecisionTime, decisionTime } from '../../domain/decision-time.ts';
import { isAttemptId } from '../../domain/ids.ts';
import { isDecisionStatus } from '../../domain/verdict.ts';
import { type AttributeReader, given, map, number, text } from './attributes.ts';

const SOURCES: Readonly<Record<DecisionSource, true>> = { webhook: true, poll: true, own: true };

function isSource(value: string): value is DecisionSource {
  return Object.hasOwn(SOURCES, value);
}

/** Only what the domain itself would make of a time comes back as one. */
function isDecisionTime(value: string): value is DecisionTime {
  return decisionTime(value) === value;
}

/** A decision as a map: each part only where the decision has it. */
export function decisionAttribute(decision: Decision): AttributeValue {
  return map({
    status: text(decision.status),
    source: text(decision.source),
    ...given('code', decision.code, number),
    ...given('reason', decision.reason, text),
    ...given('reasonCode', decision.reasonCode, number),
    ...given('attemptId', decision.attemptId, text),
    ...given('decidedAt', decision.decidedAt, text),
    ...given('contradiction', decision.contradiction, (BOOL) => ({ BOOL })),
  });
}

/** The decision that a map holds. */
export function readDecision(from: AttributeReader): Decision {
  return {
    status: from.exactly('status', isDecisionStatus),
    source: from.exactly('source', isSource),
    ...(from.has('code') && { code: from.number('code') }),
    ...(from.has('reason') && { reason: from.text('reason') }),
    ...(from.has('reasonCode') && { reasonCode: from.number('reasonCode') }),
    ...(from.has('attemptId') && { attemptId: from.exactly('attemptId', isAttemptId) }),
    ...(from.has('decidedAt') && { decidedAt: from.exactly('decidedAt', isDecisionTime) }),
    ...(from.has('contradiction') && { contradiction: true }),
  };
}
