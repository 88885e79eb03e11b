import { isRecord, parseJson } from '../json.ts';
import { present } from '../present.ts';

/** What a webhook says, as far as it can be read. */
export interface WebhookWords {
  /** `decision approved 9001`. */
  readonly label: string;
  /** The id that it names, whatever that is. */
  readonly id?: string;
  /** Veriff's own time of a decision. */
  readonly decidedAt?: string;
}

const ID = /"(?:id|sessionId)"\s*:\s*"([0-9a-fA-F-]{36})"/;

/** Reads a webhook's body. Where it is cut off or damaged, the first id in it still tells whose it is. */
export function webhookWords(body: Buffer): WebhookWords {
  const text = body.toString('utf8');
  const parsed = parseJson(text);
  const first = ID.exec(text)?.[1];
  if (!isRecord(parsed)) return { label: 'unreadable', ...present({ id: first }) };
  const id = idOf(parsed) ?? first;
  const decidedAt = verificationOf(parsed)?.['decisionTime'];
  return {
    label: labelOf(parsed),
    ...(id !== undefined && { id: words(id) }),
    ...(typeof decidedAt === 'string' && { decidedAt }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function verificationOf(parsed: Fields): Fields | undefined {
  const { verification } = parsed;
  return isRecord(verification) ? verification : undefined;
}

function idOf(parsed: Fields): string | undefined {
  const id = verificationOf(parsed)?.['id'] ?? parsed['sessionId'] ?? parsed['id'];
  return typeof id === 'string' ? id : undefined;
}

/** Only what tells messages apart: kind, action or status, code. */
function labelOf(parsed: Fields): string {
  const verification = verificationOf(parsed);
  const data = isRecord(parsed['data']) ? verificationOf(parsed['data']) : undefined;
  if (verification !== undefined)
    return words('decision', verification['status'], verification['code']);
  if (parsed['checkType'] !== undefined) return words('watchlist', parsed['matchStatus']);
  if (parsed['eventType'] === 'fullauto') return words('fullauto', data?.['decision']);
  if (parsed['eventType'] !== undefined) return words(parsed['eventType']);
  return words('event', parsed['action'], parsed['code']);
}

/** What came over the wire must not move the cursor or fill the screen. */
function words(...parts: readonly unknown[]): string {
  return parts
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .join(' ')
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, 40);
}
