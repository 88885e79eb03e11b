import { computed, signal } from '@preact/signals';
import type { LocalDueList } from '../../console-api/wire.ts';
import { pathOf } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { reloadOn } from './reload.ts';
import { resource } from './resource.ts';
import { onNews } from './stream.ts';

const TICK_MS = 1000;

const realNow = signal(Date.now());
/** How far virtual time is ahead of this machine's, in ms. */
export const offsetMs = signal(0);

/** Virtual time in ms since 1970, each second anew. */
export const virtualNow = computed(() => realNow.value + offsetMs.value);

/** What is going to happen by itself, the next thing first. */
export const due = resource(async () => {
  const list = await send<LocalDueList>({
    does: 'read what is due',
    method: 'GET',
    path: pathOf(['_local', 'due']),
  });
  setClock(list.now);
  return list;
});

/** Takes over the virtual time that an answer tells. */
export function setClock(now: string): void {
  realNow.value = Date.now();
  offsetMs.value = Date.parse(now) - realNow.value;
}

/** Virtual time ticks from now on. */
export function startClock(): void {
  setInterval(() => {
    realNow.value = Date.now();
  }, TICK_MS);
  onNews('clock', ({ now }) => setClock(now));
  reloadOn(due, ['clock', 'session', 'delivery', 'reset']);
  void due.reload();
}
