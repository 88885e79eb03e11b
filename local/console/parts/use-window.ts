import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type View, type Window, windowOf } from './windowed.ts';

interface Windowed<E extends Element> {
  /** Goes on the element whose top is the top of the first row. */
  readonly ref: RefObject<E | null>;
  readonly rows: Window;
}

/** The rows of a long list that are in view now; follows the page as it scrolls. */
export function useWindow<E extends Element>(heights: readonly number[]): Windowed<E> {
  const ref = useRef<E>(null);
  const view = useSignal<View>({ top: 0, height: 900 });
  useEffect(() => {
    const look = (): void => {
      const top = ref.current?.getBoundingClientRect().top ?? 0;
      const seen = { top: Math.round(-top), height: innerHeight };
      const { value } = view;
      if (value.top !== seen.top || value.height !== seen.height) view.value = seen;
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [view]);
  return { ref, rows: windowOf(heights, view.value) };
}
