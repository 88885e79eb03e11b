import type { TraceOutcome } from '../../console-api/wire-trace.ts';
import type { SimDeliveryOutcome } from '../../veriff/control.ts';
import type { StatusLook } from './status.ts';

const OUTCOMES: Readonly<Record<TraceOutcome, StatusLook>> = {
  ok: { word: 'ok', tone: 'good', shape: 'check' },
  unchanged: { word: 'no change', tone: 'mute', shape: 'dash' },
  refused: { word: 'refused', tone: 'bad', shape: 'cross' },
  lost: { word: 'lost', tone: 'bad', shape: 'cross' },
  failed: { word: 'failed', tone: 'bad', shape: 'cross' },
};

/** How it looks what came of a message. */
export function outcomeLook(outcome: TraceOutcome): StatusLook {
  return OUTCOMES[outcome];
}

const DELIVERIES: Readonly<Record<SimDeliveryOutcome, StatusLook>> = {
  waiting: { word: 'waiting', tone: 'busy', shape: 'clock' },
  delivered: { word: 'delivered', tone: 'good', shape: 'check' },
  refused: { word: 'refused', tone: 'bad', shape: 'cross' },
  failed: { word: 'no answer', tone: 'bad', shape: 'cross' },
  dropped: { word: 'dropped', tone: 'warn', shape: 'cross' },
  cancelled: { word: 'cancelled', tone: 'mute', shape: 'dash' },
};

/** How it looks what came of a try to deliver a webhook. */
export function deliveryLook(outcome: SimDeliveryOutcome): StatusLook {
  return DELIVERIES[outcome];
}

export const DELIVERY_OUTCOMES = Object.keys(DELIVERIES);
