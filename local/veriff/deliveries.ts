import type {
  SimDelivery,
  SimDeliveryOutcome,
  SimDeliverySummary,
  SimDeliveryWait,
  SimSigningKey,
  SimStrike,
  SimWebhookKind,
} from './control.ts';
import type { Candidate } from './faults.ts';
import { isoTime } from './times.ts';

/** What Veriff has to say once; it may take many deliveries. */
export interface Webhook {
  readonly id: string;
  readonly kind: SimWebhookKind;
  readonly sessionId: string;
  readonly attemptId: string;
  /** `started`, `approved` … */
  readonly action: string;
  readonly code: number | null;
  readonly body: string;
  /** ms; retries end seven days later. */
  readonly madeAt: number;
}

/** Exactly what goes over the wire. */
export interface Packet {
  /** Absent: the webhook's own body. Base64, since a fault may leave no valid text. */
  readonly base64?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly key: SimSigningKey;
  readonly signature: string | null;
}

/** One try to deliver one webhook. */
export interface Delivery {
  readonly id: string;
  readonly seq: number;
  readonly webhookId: string;
  readonly sessionId: string;
  readonly attemptId: string;
  readonly kind: SimWebhookKind;
  readonly action: string;
  readonly code: number | null;
  readonly try: number;
  readonly origin: 'first' | 'retry' | 'copy' | 'resend';
  readonly repeats?: string;
  /** ms */
  readonly dueAt: number;
  /** Order among those that are due at the same moment. */
  readonly rank: number;
  /** `fresh`: every fault may strike · `released`: it was held already · `exact`: the packet stands, no fault. */
  readonly stage: 'fresh' | 'released' | 'exact';
  readonly waitsFor: SimDeliveryWait;
  /** The reorder rule that collects it. */
  readonly collectedBy?: string;
  readonly outcome: SimDeliveryOutcome;
  readonly packet?: Packet;
  readonly sentAt?: number;
  readonly milliseconds?: number;
  readonly answer?: { readonly status: number; readonly body: string };
  readonly error?: string;
  readonly faults: readonly SimStrike[];
  readonly retryAt?: number;
}

/** The first try of a webhook, as it waits for its moment. */
export function newDelivery(
  webhook: Webhook,
  when: { readonly seq: number; readonly dueAt: number; readonly waitsFor: SimDeliveryWait },
): Delivery {
  return {
    id: `d${when.seq}`,
    seq: when.seq,
    webhookId: webhook.id,
    sessionId: webhook.sessionId,
    attemptId: webhook.attemptId,
    kind: webhook.kind,
    action: webhook.action,
    code: webhook.code,
    try: 1,
    origin: 'first',
    dueAt: when.dueAt,
    rank: 0,
    stage: 'fresh',
    waitsFor: when.waitsFor,
    outcome: 'waiting',
    faults: [],
  };
}

/** What the filters of a fault look at. */
export function candidateOf(webhook: Webhook): Candidate {
  return { sessionId: webhook.sessionId, kind: webhook.kind, action: webhook.action };
}

export function deliverySummary(delivery: Delivery): SimDeliverySummary {
  const { waitsFor, answer, error, milliseconds, repeats, sentAt, retryAt } = delivery;
  return {
    id: delivery.id,
    webhookId: delivery.webhookId,
    sessionId: delivery.sessionId,
    attemptId: delivery.attemptId,
    kind: delivery.kind,
    action: delivery.action,
    code: delivery.code,
    try: delivery.try,
    origin: delivery.origin,
    ...(repeats === undefined ? {} : { repeats }),
    outcome: delivery.outcome,
    ...(delivery.outcome === 'waiting' ? { waitsFor } : {}),
    dueAt: isoTime(delivery.dueAt),
    ...(sentAt === undefined ? {} : { sentAt: isoTime(sentAt) }),
    ...(answer === undefined ? {} : { answerStatus: answer.status }),
    ...(error === undefined ? {} : { error }),
    ...(milliseconds === undefined ? {} : { milliseconds }),
    faults: delivery.faults,
    ...(retryAt === undefined ? {} : { retryAt: isoTime(retryAt) }),
  };
}

/** Everything about a delivery; `plain` is the packet that would go out if no fault strikes. */
export function deliveryDetail(
  delivery: Delivery,
  webhook: Webhook,
  context: { readonly url: string; readonly plain: Packet },
): SimDelivery {
  const packet = delivery.packet ?? context.plain;
  const bytes = packetBytes(packet, webhook);
  return {
    ...deliverySummary(delivery),
    url: context.url,
    body: { text: bytes.toString('utf8'), base64: bytes.toString('base64'), bytes: bytes.length },
    headers: packet.headers,
    signature: { key: packet.key, value: packet.signature },
    ...(delivery.answer === undefined ? {} : { answer: delivery.answer }),
  };
}

export function packetBytes(packet: Packet, webhook: Webhook): Buffer {
  return packet.base64 === undefined
    ? Buffer.from(webhook.body)
    : Buffer.from(packet.base64, 'base64');
}
