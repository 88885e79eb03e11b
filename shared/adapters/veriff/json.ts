/** Why bytes that are signed correctly still cannot be read. */
type UnreadableReason = 'not-utf-8' | 'not-json' | 'too-deep' | 'duplicate-key';

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly why: UnreadableReason;
}

export type Json = { readonly kind: 'json'; readonly value: unknown } | Unreadable;

/** Veriff's deepest documented body has seven levels; deeper than this is nobody's honest message. */
const DEEPEST = 32;

/** The path to a decision ends in `data.verification.decision.value`: a fourth object. */
const GUARDED_DEPTH = 4;

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
/** `[` and `{`, `]` and `}` differ in this bit alone. */
const CURLY = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

interface Outline {
  readonly deepest: number;
  /** Keys of the guarded objects, as often as they are written. */
  readonly keys: number;
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function nesting(byte: number): number {
  if ((byte | CURLY) === OPEN) return 1;
  return (byte | CURLY) === CLOSE ? -1 : 0;
}

/** One pass without recursion, so a hostile depth costs nothing. In UTF-8 the structural characters are single bytes. */
function outlineOf(bytes: Uint8Array): Outline {
  let depth = 0;
  let deepest = 0;
  let keys = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COLON) keys += depth <= GUARDED_DEPTH ? 1 : 0;
    else depth += nesting(byte);
    if (depth > deepest) deepest = depth;
  }
  return { deepest, keys };
}

/** Keys that the parser kept; of duplicates, however they were escaped, it keeps one. */
function keptKeys(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > GUARDED_DEPTH) return 0;
  const children: readonly unknown[] = Object.values(value);
  let kept = Array.isArray(value) ? 0 : children.length;
  for (const child of children) kept += keptKeys(child, depth + 1);
  return kept;
}

const unreadable = (why: UnreadableReason): Unreadable => ({ kind: 'unreadable', why });

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): Json {
  try {
    // JSON.parse is typed as any; unknown is what it is.
    const value: unknown = JSON.parse(text);
    return { kind: 'json', value };
  } catch {
    return unreadable('not-json');
  }
}

/**
 * Reads bytes as JSON and never throws: strict UTF-8 with one byte order mark dropped, at most 32
 * levels, and no duplicate key in the objects down to the decision, of which readers would differ on the
 * one that counts.
 */
export function readJson(bytes: Uint8Array): Json {
  const { deepest, keys } = outlineOf(bytes);
  if (deepest > DEEPEST) return unreadable('too-deep');
  const text = textOf(bytes);
  if (text === undefined) return unreadable('not-utf-8');
  const json = parse(text);
  if (json.kind === 'json' && keptKeys(json.value, 1) !== keys) return unreadable('duplicate-key');
  return json;
}
