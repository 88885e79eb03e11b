import type { VirtualClock } from './clock.ts';
import type { SimStrike } from './control.ts';
import { candidateOf, type Delivery, type Webhook } from './deliveries.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Faults } from './faults.ts';
import type { Store } from './store.ts';
import { SECOND_MS } from './times.ts';

export interface Gate {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly faults: Faults;
}

/**
 * The faults that keep a webhook from going out now: drop, then delay, then reorder. Answers the deliveries as
 * they stand afterwards, or undefined where nothing holds this one back.
 */
export function holdBack(
  delivery: Delivery,
  webhook: Webhook,
  gate: Gate,
): readonly Delivery[] | undefined {
  if (delivery.stage !== 'fresh') return undefined;
  const candidate = candidateOf(webhook);
  const drop = gate.faults.strikes('webhooks', 'drop', candidate);
  if (drop !== undefined) return [dropped(struckBy(delivery, drop), drop, gate)];
  const delay = gate.faults.strikes('webhooks', 'delay', candidate);
  if (delay !== undefined) return [delayed(struckBy(delivery, delay), delay, gate)];
  const reorder = gate.faults.strikes('webhooks', 'reorder', candidate);
  return reorder && collected(struckBy(delivery, reorder), reorder, gate);
}

function struckBy(delivery: Delivery, rule: FaultRule): Delivery {
  const strike: SimStrike = { kind: rule.kind, rule: rule.id };
  return { ...delivery, faults: [...delivery.faults, strike] };
}

/** Lost with all its retries, as where no URL is set; or one failure on the network, which Veriff repeats. */
function dropped(delivery: Delivery, rule: FaultRule, gate: Gate): Delivery {
  return rule.parameters['retry'] === true
    ? { ...delivery, outcome: 'failed', sentAt: gate.clock.now(), error: 'dropped on the network' }
    : { ...delivery, outcome: 'dropped', sentAt: gate.clock.now() };
}

function delayed(delivery: Delivery, rule: FaultRule, gate: Gate): Delivery {
  const dueAt = gate.clock.now() + Number(rule.parameters['seconds']) * SECOND_MS;
  return { ...delivery, stage: 'released', waitsFor: 'delay', dueAt };
}

/** Collected until `window` of one session are there, or the first has waited `maxSeconds`; then let go in that order. */
function collected(delivery: Delivery, rule: FaultRule, gate: Gate): readonly Delivery[] {
  const earlier = gate.store
    .deliveriesOf(delivery.sessionId)
    .filter((each) => each.outcome === 'waiting' && each.collectedBy === rule.id);
  const full = earlier.length + 1 >= Number(rule.parameters['window']);
  const now = gate.clock.now();
  const latest = now + Number(rule.parameters['maxSeconds']) * SECOND_MS;
  const dueAt = full ? now : (earlier[0]?.dueAt ?? latest);
  const inOrder = arranged([...earlier, delivery], rule, gate);
  return inOrder.map((each, rank) => ({
    ...each,
    stage: 'released',
    waitsFor: 'reorder',
    collectedBy: rule.id,
    dueAt,
    rank,
  }));
}

function arranged(
  deliveries: readonly Delivery[],
  rule: FaultRule,
  gate: Gate,
): readonly Delivery[] {
  const oldestFirst = deliveries.toSorted((left, right) => left.seq - right.seq);
  if (rule.parameters['order'] !== 'shuffle') return oldestFirst.toReversed();
  const keyed = oldestFirst.map((each) => ({ each, key: gate.faults.drawFor(rule.id) }));
  return keyed.toSorted((left, right) => left.key - right.key).map(({ each }) => each);
}
