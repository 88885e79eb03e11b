import { setTimeout as pause } from 'node:timers/promises';
import { type Mismatch, mismatches, mismatchText } from './match.ts';
import { filled } from './names.ts';
import type { Expectation } from './schema.ts';
import { viewOf } from './view.ts';
import { StepFailure, sessionId, type World } from './world.ts';

const LOOK_AGAIN_MS = 50;

/** Compares what is seen of a session with what is expected, again and again where it may take its time. */
export async function expectSession(world: World, asked: Expectation): Promise<void> {
  const { session, eventually, ...expected } = asked;
  const id = sessionId(world, session);
  const until = performance.now() + milliseconds(eventually);
  let wrong: readonly Mismatch[];
  do {
    wrong = mismatches(filled(expected, world.names), await viewOf(world, id, asked));
    if (wrong.length === 0) return;
    if (performance.now() < until) await pause(LOOK_AGAIN_MS);
  } while (performance.now() < until);
  throw new StepFailure(wrong.map(mismatchText));
}

/** `5s` or `200ms`; nothing is no time at all. */
function milliseconds(text = '0ms'): number {
  const number = Number.parseInt(text, 10);
  return text.endsWith('ms') ? number : number * 1000;
}
