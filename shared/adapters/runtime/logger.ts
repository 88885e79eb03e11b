import type { Note } from '../../ports/telemetry.ts';
import { jsonLine } from './line.ts';

/** Every key that a log line may hold; the compiler keeps it equal to the port's allow-list. */
const ALLOWED: Readonly<Record<keyof Note, true>> = {
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
};

/** Who writes, and when. */
export interface Stamp {
  readonly timestamp: string;
  readonly service: string;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A log line: stamp, level, message and the allow-listed fields, whatever else an object carries at run time. */
export function noteLine(
  stamp: Stamp,
  head: Readonly<Record<string, string>>,
  fields: Note,
): string {
  const all: readonly (readonly [string, unknown])[] = Object.entries(fields);
  const kept = all.filter(([key, value]) => Object.hasOwn(ALLOWED, key) && isPlain(value));
  return jsonLine({ ...stamp, ...head, ...Object.fromEntries(kept) });
}
