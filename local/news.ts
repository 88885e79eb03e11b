import type { LocalStream } from './console-api/wire.ts';

/** Something that happened, as the stream tells it. */
export type NewsItem = {
  readonly [Name in keyof LocalStream]: { readonly name: Name; readonly data: LocalStream[Name] };
}[keyof LocalStream];

type Listener = (item: NewsItem) => void;

/** What happens in the run, for whoever wants to follow it. */
export interface News {
  tell(item: NewsItem): void;
  /** Answers how to stop listening. */
  listen(listener: Listener): () => void;
  /** What is dear to find out is not found out for nobody. */
  readonly isHeard: boolean;
}

/** News without a listener yet. */
export function news(): News {
  const listeners = new Set<Listener>();
  return {
    tell: (item) => {
      for (const listener of listeners) listener(item);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get isHeard() {
      return listeners.size > 0;
    },
  };
}
