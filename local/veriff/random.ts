import { createHash } from 'node:crypto';

/** One step of a small generator (mulberry32): same state, same story, on every machine and version. */
export function draw(state: number): { readonly value: number; readonly state: number } {
  const next = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(next ^ (next >>> 15), next | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return { value: ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296, state: next };
}

/** A seed made from a text, so that every rule of a set has its own. */
export function seedFrom(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** The same invented choice each time for the same key: made-up data must not change between two calls. */
export function pick<T>(choices: readonly [T, ...T[]], key: string): T {
  return choices[seedFrom(key) % choices.length] ?? choices[0];
}
