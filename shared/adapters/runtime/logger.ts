import type { Note } from '../../ports/telemetry.ts';
import { jsonLine } from './line.ts';

/** Every key that a log line may hold; the compiler keeps it equal to the port's allow-list. */
const ALLOWED: Readonly<Record<keyof Note, true>> = {
  // Stryker disable BooleanLiteral: only the keys count, and the compiler takes no other value.
  sessionId: true,
  attemptId: true,
  route: true,
  requestId: true,
  integration: true,
  kind: true,
  outcome: true,
  reason: true,
  from: true,
  to: true,
  version: true,
  status: true,
  code: true,
  count: true,
  failed: true,
  durationMs: true,
  errorName: true,
  // Stryker restore BooleanLiteral
};

/** Who writes, and when. */
export interface Stamp {
  readonly timestamp: string;
  readonly service: string;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** A log line: stamp, level, message and the allow-listed fields, whatever else an object carries at run time. */
export function noteLine(
  stamp: Stamp,
  head: Readonly<Record<string, string>>,
  fields: Note,
): string {
  // Errors of Node and of clients have a `code`, which is theirs: the compiler lets them pass for a note.
  const given = fields instanceof Error ? {} : fields;
  const all: readonly (readonly [string, unknown])[] = Object.entries(given);
  const kept = all.filter(([key, value]) => Object.hasOwn(ALLOWED, key) && isPlain(value));
  return jsonLine({ ...stamp, ...head, ...Object.fromEntries(kept) });
}
