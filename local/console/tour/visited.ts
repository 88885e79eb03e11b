import { signal } from '@preact/signals';

type Visit = 'twin' | 'deploy';

const KEY = 'tour';

/** What was done on this page alone; kept over a reload. */
export const visited = signal<ReadonlySet<Visit>>(new Set());

export function startTour(): void {
  const kept = (localStorage.getItem(KEY) ?? '').split(' ');
  visited.value = new Set((['twin', 'deploy'] as const).filter((each) => kept.includes(each)));
}

export function visit(what: Visit): void {
  if (visited.value.has(what)) return;
  visited.value = new Set([...visited.value, what]);
  localStorage.setItem(KEY, [...visited.value].join(' '));
}
