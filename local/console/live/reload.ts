import { useEffect } from 'preact/hooks';
import type { Resource } from './resource.ts';
import { type News, onNews } from './stream.ts';

/** At most so often; what comes in between is one more read at the end. */
const REST_MS = 500;

/** Reads a resource again when one of these came, but no more than twice a second. */
export function useReloadOn<T>(of: Resource<T>, names: readonly News[]): void {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the names are written at the call and never change
  useEffect(() => reloadOn(of, names), [of]);
}

/** The same outside of a component; the answer ends it. */
export function reloadOn<T>(of: Resource<T>, names: readonly News[]): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void of.reload();
    }, REST_MS);
  };
  const ends = names.map((name) => onNews(name, soon));
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}
