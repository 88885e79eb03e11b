import { effect, signal } from '@preact/signals';
import { place } from '../frame/router.ts';

/** Whether what the simulator invented is readable on this page; over when the page is left. */
export const isRevealed = signal(false);

export function startReveal(): void {
  let shown = '';
  effect(() => {
    const page = place.value.parts.join('/');
    if (page !== shown) isRevealed.value = false;
    shown = page;
  });
}
