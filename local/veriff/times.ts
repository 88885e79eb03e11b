/** Microseconds since 1970, UTC: Veriff's times have six fraction digits. */
export type Micros = number;

export const SECOND_MS = 1000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** `2024-09-06T21:11:48.476108Z`, as in Veriff's decisions. */
export function veriffTime(at: Micros): string {
  const micros = String(at % 1000).padStart(3, '0');
  return new Date(millis(at)).toISOString().replace('Z', `${micros}Z`);
}

/** ISO 8601 with three fraction digits, for everything that is the simulator's own. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

export function millis(at: Micros): number {
  return Math.floor(at / 1000);
}

/** Time stamps that never repeat: two decisions in one millisecond still have an order. */
export function stamper(now: () => number): () => Micros {
  let last = 0;
  return () => {
    last = Math.max(now() * 1000 + Math.floor(Math.random() * 1000), last + 1);
    return last;
  };
}
