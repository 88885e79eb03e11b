import type { SimDelivery, SimDeliveryList, SimResendResult, SimStrike } from './control.ts';
import {
  type ControlParts,
  numberIn,
  oneOf,
  pageOf,
  readObject,
  readPage,
  readQuery,
} from './control-parts.ts';
import {
  type Delivery,
  deliveryDetail,
  deliverySummary,
  newDelivery,
  packetBytes,
  type Webhook,
} from './deliveries.ts';
import { WEBHOOK_KINDS } from './fault-table.ts';
import type { Incoming } from './incoming.ts';
import { signedPacket } from './packets.ts';
import { ControlError } from './problem.ts';
import { editedBytes, packetFor } from './resend-packet.ts';
import { SECOND_MS } from './times.ts';

const OUTCOMES = ['waiting', 'delivered', 'refused', 'failed', 'dropped', 'cancelled'];

/** GET /_sim/deliveries: newest first. */
export function listDeliveries(c: Incoming, parts: ControlParts): SimDeliveryList {
  const query = readQuery(c, ['session', 'kind', 'outcome', 'limit', 'cursor']);
  oneOf('/kind', query['kind'], WEBHOOK_KINDS);
  oneOf('/outcome', query['outcome'], OUTCOMES);
  const { session, kind, outcome } = query;
  const [oldest] = parts.store.deliveries();
  const { entries, nextCursor } = pageOf(
    readPage(query),
    {
      last: parts.store.nextDeliverySeq() - 1,
      first: oldest?.seq ?? 1,
      at: (seq) => parts.store.deliveryBySeq(seq),
    },
    (each) =>
      (session === undefined || each.sessionId === session) &&
      (kind === undefined || each.kind === kind) &&
      (outcome === undefined || each.outcome === outcome),
  );
  return { deliveries: entries.map(deliverySummary), nextCursor };
}

/** GET /_sim/deliveries/{id}: with bytes, headers, signature and answer. */
export function readDelivery(c: Incoming, parts: ControlParts): SimDelivery {
  return detail(parts, deliveryOf(c, parts).delivery);
}

/** POST /_sim/deliveries/{id}/resend: unchanged or edited, past all faults, tried once. */
export async function resend(c: Incoming, parts: ControlParts): Promise<SimResendResult> {
  const body = await readObject(c, [
    'set',
    'add',
    'remove',
    'body',
    'sign',
    'times',
    'delaySeconds',
  ]);
  const { delivery, webhook } = deliveryOf(c, parts);
  const original = delivery.packet ?? signedPacket(parts.integration, Buffer.from(webhook.body));
  const bytes = editedBytes(body, packetBytes(original, webhook));
  const packet = packetFor(parts, { body, original, bytes, webhook });
  const times = numberIn(body['times'] ?? 1, '/times', { min: 1, max: 100 });
  const delay = numberIn(body['delaySeconds'] ?? 0, '/delaySeconds', { min: 0, max: 604_800 });
  const first = parts.store.nextDeliverySeq();
  const dueAt = parts.clock.now() + delay * SECOND_MS;
  const faults: readonly SimStrike[] = bytes === undefined ? delivery.faults : [];
  const made = Array.from(
    { length: times },
    (_, index): Delivery => ({
      ...newDelivery(webhook, { seq: first + index, dueAt, waitsFor: 'resend' }),
      try: delivery.try,
      origin: 'resend',
      repeats: delivery.id,
      stage: 'exact',
      packet,
      faults,
    }),
  );
  parts.dispatcher.commit(made.map((value) => ({ put: 'delivery', value })));
  await parts.dispatcher.settle(delivery.sessionId);
  const after = made.map((each) => parts.store.delivery(each.id) ?? each);
  return {
    delivery: detail(parts, after[0] ?? delivery),
    deliveries: after.map(deliverySummary),
  };
}

function deliveryOf(
  c: Incoming,
  parts: ControlParts,
): { readonly delivery: Delivery; readonly webhook: Webhook } {
  const delivery = parts.store.delivery(c.req.param('id') ?? '');
  const webhook = delivery && parts.store.webhook(delivery.webhookId);
  if (delivery === undefined || webhook === undefined) {
    throw new ControlError(
      'not-found',
      'no delivery has that id, or it is too old to be remembered',
    );
  }
  return { delivery, webhook };
}

function detail(parts: ControlParts, delivery: Delivery): SimDelivery {
  const webhook = parts.store.webhook(delivery.webhookId);
  if (webhook === undefined)
    throw new ControlError('not-found', 'its webhook is too old to be remembered');
  const plain = signedPacket(parts.integration, Buffer.from(webhook.body));
  return deliveryDetail(delivery, webhook, { url: parts.webhookUrl.href, plain });
}
