import { draw, seedFrom } from '../../local/veriff/random.ts';

/** Numbers from 0 to 1, the same for the same text on every machine. */
export function dice(text: string): () => number {
  let state = seedFrom(text);
  return () => {
    const drawn = draw(state);
    state = drawn.state;
    return drawn.value;
  };
}
