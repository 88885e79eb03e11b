import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LocalStream } from '../../console-api/wire.ts';
import { trusted } from '../calls/send.ts';

export type News = keyof LocalStream;

/** How the page hears of what happens. */
export type Liveness = 'live' | 'paused' | 'reconnecting';

type Listener = (data: never) => void;

const NAMES: readonly News[] = [
  'trace',
  'session',
  'delivery',
  'clock',
  'faults',
  'sweep',
  'reset',
];
const RETRY_MS = 2000;

const connection = signal<'open' | 'lost'>('lost');
const isPaused = signal(false);
/** News that came while the page was paused. */
export const heldBack = signal(0);
const listeners = new Map<News, Set<Listener>>(NAMES.map((name) => [name, new Set()]));

export function liveness(): Liveness {
  if (connection.value === 'lost') return 'reconnecting';
  return isPaused.value ? 'paused' : 'live';
}

/** Holds the page still, or lets it catch up with what happened meanwhile. */
export function togglePause(): void {
  isPaused.value = !isPaused.value;
  heldBack.value = 0;
  if (!isPaused.value) tell('reset', { why: 'the page was paused' });
}

/** Calls the listener for each piece of news while the component is there. */
export function useNews<N extends News>(name: N, listener: (data: LocalStream[N]) => void): void {
  useEffect(() => onNews(name, listener));
}

/** The same outside of a component; the answer ends it. */
export function onNews<N extends News>(
  name: N,
  listener: (data: LocalStream[N]) => void,
): () => void {
  listeners.get(name)?.add(listener);
  return () => listeners.get(name)?.delete(listener);
}

function tell<N extends News>(name: N, data: LocalStream[N]): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `onNews` puts listeners of `N` under the name `N` only
  for (const listener of listeners.get(name) ?? []) (listener as (told: typeof data) => void)(data);
}

/** Opens the stream and keeps it open; after a gap whoever shows something reads it again. */
export function startStream(): void {
  const source = new EventSource('/_local/stream');
  let wasLost = connection.value === 'lost';
  source.addEventListener('open', () => {
    connection.value = 'open';
    if (wasLost) tell('reset', { why: 'the connection is back' });
    wasLost = false;
  });
  source.addEventListener('error', () => {
    wasLost = true;
    connection.value = 'lost';
    if (source.readyState !== EventSource.CLOSED) return;
    // The browser has given up: a server that is starting answers with an error.
    setTimeout(startStream, RETRY_MS);
  });
  for (const name of NAMES) {
    source.addEventListener(name, (event) => {
      if (isPaused.value) heldBack.value += 1;
      else tell(name, trusted(String(event.data)));
    });
  }
}
