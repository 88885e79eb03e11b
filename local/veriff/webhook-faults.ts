import type { SimStrike, SimWebhookFault } from './control.ts';
import { type Packet, packetBytes, type Webhook } from './deliveries.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Integration } from './integration.ts';
import { isList, isRecord, parseJson } from './json.ts';
import { edit } from './json-pointer.ts';
import { type Corruption, corrupted, type SigningKey, signedPacket, withBody } from './packets.ts';

/** Answers the rule of that kind that strikes this webhook now. */
export type Striker = (kind: SimWebhookFault) => FaultRule | undefined;

export interface Prepared {
  readonly packet: Packet;
  readonly strikes: readonly SimStrike[];
}

/** What goes out: body edited, then signed, then damaged, in that order. */
export function prepare(webhook: Webhook, integration: Integration, strike: Striker): Prepared {
  const strikes: SimStrike[] = [];
  const note = (rule: FaultRule, more: Omit<SimStrike, 'kind' | 'rule'> = {}): void => {
    strikes.push({ kind: rule.kind, rule: rule.id, ...more });
  };
  const rewritten = rewriteBody(webhook.body, strike('rewrite'), note);
  const body = malformBody(rewritten, strike('malformed'), note);
  const old = strike('oldSecret');
  const key: SigningKey = old === undefined ? 'current' : oldKey(old);
  if (old !== undefined) note(old, { note: key });
  let packet = signedPacket(integration, body, key);
  const corrupt = strike('corruptSignature');
  if (corrupt !== undefined) {
    const how = corruption(corrupt.parameters['how']);
    packet = corrupted(how, packet, { integration, body, key });
    note(corrupt, { note: how });
  }
  const sent = truncateBody(body, strike('truncate'), note);
  const plain = Buffer.compare(sent, packetBytes(packet, webhook)) === 0;
  return { packet: plain ? packet : withBody(packet, sent), strikes };
}

type Note = (rule: FaultRule, more?: Omit<SimStrike, 'kind' | 'rule'>) => void;

function rewriteBody(body: string, rule: FaultRule | undefined, note: Note): string {
  if (rule === undefined) return body;
  const { set, add, remove } = rule.parameters;
  const edited = edit(parseJson(body), {
    ...(isRecord(set) ? { set } : {}),
    ...(isRecord(add) ? { add } : {}),
    ...(isList(remove) ? { remove: remove.map(String) } : {}),
  });
  if (edited.ok) {
    note(rule);
    return JSON.stringify(edited.value);
  }
  note(rule, { skipped: true, note: `the body lacks ${edited.missing.join(', ')}` });
  return body;
}

function malformBody(body: string, rule: FaultRule | undefined, note: Note): Buffer {
  if (rule === undefined) return Buffer.from(body);
  const how = String(rule.parameters['how']);
  note(rule, { note: how });
  switch (how) {
    case 'bom':
      return Buffer.from(`\uFEFF${body}`);
    case 'invalid-utf8':
      // 0xC3 opens a character of two bytes that never ends.
      return Buffer.concat([
        Buffer.from(body.slice(0, 2)),
        Buffer.of(0xc3),
        Buffer.from(body.slice(2)),
      ]);
    case 'duplicate-key':
      return Buffer.from(`${body.slice(0, -1)},${body.slice(1)}`);
    case 'deep':
      return Buffer.from(`${body.slice(0, -1)},"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    default:
      return Buffer.from('<html><body>502 Bad Gateway</body></html>');
  }
}

/** Cut after signing; content-length fits what is left. */
function truncateBody(body: Buffer, rule: FaultRule | undefined, note: Note): Buffer {
  if (rule === undefined) return body;
  const bytes = rule.parameters['bytes'];
  const kept = typeof bytes === 'number' ? bytes : Math.floor(body.length / 2);
  note(rule, { note: `${Math.min(kept, body.length)} of ${body.length} bytes` });
  return body.subarray(0, kept);
}

function oldKey(rule: FaultRule): SigningKey {
  return rule.parameters['which'] === 'unknown' ? 'unknown' : 'previous';
}

const CORRUPTIONS: readonly Corruption[] = [
  'flip',
  'missing',
  'empty',
  'short',
  'upper',
  'twice',
  'reserialised',
  'legacy-only',
];

function corruption(how: unknown): Corruption {
  return CORRUPTIONS.find((each) => each === how) ?? 'flip';
}
