import { OF_EDGES } from './histories-of-edges.ts';
import { OF_WORDS } from './histories-of-words.ts';

/** Every history that has a name. */
export const HISTORIES = [...OF_WORDS, ...OF_EDGES];
