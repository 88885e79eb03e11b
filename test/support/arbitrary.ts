import fc from 'fast-check';
import type { Decision } from '../../shared/domain/decision.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import { DECISION_STATUSES } from '../../shared/domain/verdict.ts';
import { at, decision, FIRST, LIVE, SECOND, started, submitted, THIRD } from './given.ts';

/** Few attempts and few moments, so that ties and collisions are common. */
export const anyAttempt = fc.constantFrom(FIRST, SECOND, THIRD);
const anyTime = fc.constantFrom(
  '10:19:05',
  '10:25:00',
  '10:25:00.000001',
  '10:31:48.476',
  '10:31:48.476108',
);

/** Any decision that Veriff can be read to have made: timed or not, with or without code and reason, contradictory or clean. */
export const anyDecision: fc.Arbitrary<Decision> = fc
  .record({
    status: fc.constantFrom(...DECISION_STATUSES),
    time: fc.option(anyTime, { nil: undefined }),
    attemptId: fc.option(anyAttempt, { nil: undefined, freq: 6 }),
    source: fc.constantFrom('webhook' as const, 'poll' as const),
    reason: fc.constantFrom(undefined, 'Poor image quality', 'Video missing'),
    contradiction: fc.constantFrom(undefined, undefined, undefined, true as const),
  })
  .map(({ time, attemptId, source, reason, contradiction, status }) => ({
    status: contradiction ? 'review' : status,
    source,
    ...(time !== undefined && { decidedAt: at(time) }),
    ...(attemptId !== undefined && { attemptId }),
    ...(reason !== undefined && { reason, reasonCode: 204 }),
    ...(contradiction
      ? { contradiction, code: 9001 }
      : { code: decision(status, '10:00:00').code ?? 0 }),
  }));

/** Any decision, observed. */
export const anyDecisionSeen: fc.Arbitrary<Observation> = anyDecision.map((made) => ({
  kind: 'decision',
  integration: LIVE,
  decision: made,
}));

/** Any event, of a named attempt or of none. */
export const anyEvent: fc.Arbitrary<Observation> = fc
  .tuple(fc.option(anyAttempt, { nil: undefined, freq: 6 }), fc.boolean())
  .map(([attemptId, isStart]) => (isStart ? started(attemptId) : submitted(attemptId)));

/** Any list of attempts. */
const anyAttempts: fc.Arbitrary<Observation> = fc
  .shuffledSubarray([FIRST, SECOND, THIRD])
  .map((oldestFirst) => ({ kind: 'attempts', integration: LIVE, oldestFirst }));

/** Whatever can be observed of a session; the end of its life is rare. */
export const anyObservation: fc.Arbitrary<Observation> = fc.oneof(
  { weight: 4, arbitrary: anyDecisionSeen },
  { weight: 4, arbitrary: anyEvent },
  { weight: 1, arbitrary: anyAttempts },
  { weight: 1, arbitrary: fc.constant<Observation>({ kind: 'lapse', integration: LIVE }) },
);

/** A short history of observations. */
export const anyHistory = fc.array(anyObservation, { maxLength: 12 });

/** The same messages twice: in two orders, each with repetitions. */
export function twoOrders(
  message: fc.Arbitrary<Observation>,
): fc.Arbitrary<readonly [readonly Observation[], readonly Observation[]]> {
  return fc
    .array(message, { minLength: 1, maxLength: 7 })
    .chain((set) => fc.tuple(orderOf(set), orderOf(set)));
}

function orderOf(set: readonly Observation[]): fc.Arbitrary<readonly Observation[]> {
  return fc
    .tuple(fc.shuffledSubarray([...set]), fc.shuffledSubarray([...set], { minLength: set.length }))
    .map(([repeated, all]) => [...repeated, ...all]);
}
