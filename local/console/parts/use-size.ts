import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** How wide an element is, in whole pixels; 0 before it has been seen. */
export function useWidth<E extends Element>(): {
  readonly ref: RefObject<E | null>;
  readonly width: Signal<number>;
} {
  const width = useSignal(0);
  const ref = useSize<E>((seen) => {
    width.value = Math.floor(seen.width);
  });
  return { ref, width };
}

/** Tells the height of an element in pixels, whenever it changes. */
export function useHeight<E extends Element>(
  measured: (height: number) => void,
): RefObject<E | null> {
  return useSize<E>((seen) => measured(Math.ceil(seen.height)));
}

function useSize<E extends Element>(told: (seen: DOMRect) => void): RefObject<E | null> {
  const ref = useRef<E>(null);
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    const { current } = ref;
    if (current === null) return undefined;
    const watch = new ResizeObserver(() => latest.current(current.getBoundingClientRect()));
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  return ref;
}
