import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Call } from '../calls/call.ts';

/** What the page itself shows: its own reading call, until a control takes the place. */
const ofPage = signal<Call | undefined>(undefined);
const ofControl = signal<Call | undefined>(undefined);

/** The call whose twins stand at the foot of the page. */
export const shownTwin = computed(() => ofControl.value ?? ofPage.value);

/** The focused control, or the one that was used last. */
export function showTwin(call: Call): void {
  ofControl.value = call;
}

/** The call of a form: shown as it is filled in. */
export function useTwin(call: Call): void {
  const key = JSON.stringify(call);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key is the call
  useEffect(() => showTwin(call), [key]);
}

/** The call that a page reads with: shown when the page comes up, and when its filter changes. */
export function usePageTwin(call: Call): void {
  const key = JSON.stringify(call);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key is the call
  useEffect(() => showPageTwin(call), [key]);
}

function showPageTwin(call: Call): void {
  ofPage.value = call;
  ofControl.value = undefined;
}
