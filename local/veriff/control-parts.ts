import type { Dispatcher } from './delivery.ts';
import type { Faults } from './faults.ts';
import { readBody } from './http-body.ts';
import type { Incoming } from './incoming.ts';
import { isRecord, type JsonObject, parseJson } from './json.ts';
import { badField, ControlError } from './problem.ts';
import { unknownName } from './suggest.ts';
import type { VeriffParts } from './veriff-operations.ts';

/** What the control API works with. */
export interface ControlParts extends VeriffParts {
  readonly dispatcher: Dispatcher;
  readonly faults: Faults;
  readonly webhookUrl: URL;
}

/** The body of a call as an object; a field that nobody knows is refused by name. */
export async function readObject(c: Incoming, known?: readonly string[]): Promise<JsonObject> {
  const body = await readBody(c);
  if (body === undefined) throw new ControlError('too-large', 'send less than 1 MB');
  const parsed = body.length === 0 ? {} : parseJson(body.toString('utf8'));
  if (!isRecord(parsed)) throw badField('', 'must be a JSON object');
  if (known !== undefined) refuseUnknown(parsed, known);
  return parsed;
}

function refuseUnknown(body: JsonObject, known: readonly string[]): void {
  const errors = Object.keys(body)
    .filter((name) => !known.includes(name))
    .map((name) => ({ pointer: `/${name}`, detail: unknownName('field', name, known) }));
  const [first] = errors;
  if (first === undefined) return;
  throw new ControlError('invalid-request', `${first.pointer}: ${first.detail}`, { errors });
}

/** Query parameters, each at most once and known. */
export function readQuery(c: Incoming, known: readonly string[]): Readonly<Record<string, string>> {
  const query = c.req.query();
  for (const name of Object.keys(query)) {
    if (!known.includes(name))
      throw badField(`/${name}`, unknownName('query parameter', name, known));
  }
  return query;
}

export interface Page {
  readonly limit: number;
  /** Entries before this sequence number. */
  readonly before: number;
}

/** `limit` 1 to 100 (25), `cursor` as an earlier answer gave it. */
export function readPage(query: Readonly<Record<string, string>>): Page {
  const { limit = '25', cursor } = query;
  const size = Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    throw badField('/limit', 'must be a whole number from 1 to 100');
  }
  if (cursor === undefined) return { limit: size, before: Number.MAX_SAFE_INTEGER };
  const before = /^b(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (before === undefined) throw new ControlError('invalid-cursor', 'leave it out to begin again');
  return { limit: size, before: Number(before) };
}

function cursorBefore(seq: number): string {
  return Buffer.from(`b${seq}`).toString('base64url');
}

/**
 * One page of the entries that match, newest first, and the cursor of the next page. `at` answers the entry with
 * that number; there are gaps.
 */
export function pageOf<T extends { readonly seq: number }>(
  page: Page,
  source: {
    readonly last: number;
    readonly first: number;
    readonly at: (seq: number) => T | undefined;
  },
  matches: (entry: T) => boolean,
): { readonly entries: readonly T[]; readonly nextCursor: string | null } {
  const entries: T[] = [];
  for (let seq = Math.min(source.last, page.before - 1); seq >= source.first; seq -= 1) {
    const entry = source.at(seq);
    if (entry === undefined || !matches(entry)) continue;
    if (entries.length === page.limit) {
      return { entries, nextCursor: cursorBefore(entries.at(-1)?.seq ?? 0) };
    }
    entries.push(entry);
  }
  return { entries, nextCursor: null };
}

export function oneOf(pointer: string, value: unknown, known: readonly string[]): void {
  if (value !== undefined && !(typeof value === 'string' && known.includes(value))) {
    throw badField(pointer, `must be one of ${known.join(', ')}`);
  }
}

export function numberIn(
  value: unknown,
  pointer: string,
  range: { readonly min: number; readonly max: number },
): number {
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= range.min &&
    value <= range.max
  )
    return value;
  throw badField(pointer, `must be a whole number from ${range.min} to ${range.max}`);
}
