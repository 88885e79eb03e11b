import { dice } from '../support/dice.ts';

/** Choices that follow from a seed and an index alone, so that any single attack can be made again. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  bytes(length: number): Buffer;
}

/** The choices of the `index`-th attack of a run. */
export function random(seed: number, index: number): Random {
  const roll = dice(`${seed} ${index}`);
  const below = (limit: number): number => Math.floor(roll() * limit);
  return {
    below,
    pick(choices) {
      if (choices.length === 0) throw new Error('there is nothing to choose from');
      return choices[below(choices.length)] as (typeof choices)[number];
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
