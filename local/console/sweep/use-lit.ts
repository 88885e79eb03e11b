import { type Signal, useSignal } from '@preact/signals';
import { useNews } from '../live/stream.ts';

/** How long a state stays lit after it was left: a run takes milliseconds. */
const AFTERGLOW_MS = 900;

/** The states that a run is in, or was in a moment ago. */
export function useLit(): Signal<ReadonlySet<string>> {
  const lit = useSignal<ReadonlySet<string>>(new Set());
  useNews('sweep', (news) => {
    if (news.kind !== 'step') return;
    const { state, within } = news.step;
    const names = within === undefined ? [state] : [state, within.map];
    lit.value = new Set([...lit.value, ...names]);
    setTimeout(() => {
      lit.value = new Set([...lit.value].filter((each) => !names.includes(each)));
    }, AFTERGLOW_MS);
  });
  return lit;
}
