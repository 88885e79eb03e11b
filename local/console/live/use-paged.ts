import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Identified, type Page, type Paged, withFirstPage, withNextPage } from './paged.ts';
import { useReloadOn } from './reload.ts';
import { type Resource, resource } from './resource.ts';
import type { News } from './stream.ts';

interface PagedList<R extends Identified, H> {
  readonly list: Resource<Paged<R, H>>;
  /** Reads the page after the last one, if there is one and nobody is reading it. */
  readonly more: () => void;
}

/** A list under a filter, which the key names: kept up to date, and longer when its end comes into view. */
export function usePaged<R extends Identified, H>(
  key: string,
  news: readonly News[],
  load: (cursor: string) => Promise<Page<R, H>>,
): PagedList<R, H> {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key says what `load` reads
  const list = useMemo(() => pagedResource(load), [key]);
  useEffect(() => {
    void list.reload();
  }, [list]);
  useReloadOn(list, news);
  const isReading = useRef(false);
  const more = (): void => {
    const cursor = list.data.value?.nextCursor ?? null;
    if (isReading.current || cursor === null) return;
    isReading.current = true;
    void load(cursor)
      .then((page) => list.put((held) => withNextPage(held, page)))
      // The next scroll tries again, and what is there stays.
      .catch(() => undefined)
      .finally(() => {
        isReading.current = false;
      });
  };
  return { list, more };
}

function pagedResource<R extends Identified, H>(
  load: (cursor: string) => Promise<Page<R, H>>,
): Resource<Paged<R, H>> {
  const made: Resource<Paged<R, H>> = resource(async () =>
    withFirstPage(made.data.peek(), await load('')),
  );
  return made;
}
