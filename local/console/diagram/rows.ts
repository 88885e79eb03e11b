import type { TraceEntry, TraceOutcome } from '../../console-api/wire-trace.ts';
import { duration } from '../words/time.ts';

/** One line of the diagram: a message, or the time that passed without one. */
export type DiagramRow =
  | {
      readonly kind: 'message';
      readonly entry: TraceEntry;
      /** How many equal messages this one stands for; they changed nothing. */
      readonly count: number;
      /** ms since the message before; absent for the first one and after a break. */
      readonly gap?: number;
    }
  | { readonly kind: 'break'; readonly key: string; readonly text: string };

/** Longer gaps are folded into a line of their own. */
const BREAK_MS = 60_000;

/** Entries by their place among each other, which is not always the order in which they were told. */
export function inOrder<E extends Pick<TraceEntry, 'order' | 'seq'>>(entries: readonly E[]): E[] {
  return entries.toSorted((a, b) => a.order - b.order || a.seq - b.seq);
}

/** What was held with what is new; an entry that is known already stays as it is. */
export function withEntries<E extends Pick<TraceEntry, 'order' | 'seq'>>(
  held: readonly E[],
  fresh: readonly E[],
): readonly E[] {
  const known = new Set(held.map(({ seq }) => seq));
  const added = fresh.filter(({ seq }) => !known.has(seq));
  return added.length === 0 ? held : inOrder([...held, ...added]);
}

/** The lines for entries that are in order: equal ones that changed nothing as one, long gaps as a break. */
export function rowsOf(entries: readonly TraceEntry[]): readonly DiagramRow[] {
  const rows: DiagramRow[] = [];
  for (const [i, entry] of entries.entries()) {
    const before = entries[i - 1];
    const gap = before === undefined ? undefined : Date.parse(entry.at) - Date.parse(before.at);
    append(rows, entry, gap);
  }
  return rows;
}

function append(rows: DiagramRow[], entry: TraceEntry, gap: number | undefined): void {
  if (gap !== undefined && gap >= BREAK_MS) {
    rows.push({ kind: 'break', key: `break-${entry.seq}`, text: `${duration(gap)} later` });
    rows.push({ kind: 'message', entry, count: 1 });
    return;
  }
  const last = rows.at(-1);
  if (last?.kind === 'message' && isRepeated(last.entry, entry)) {
    rows[rows.length - 1] = { ...last, count: last.count + 1 };
    return;
  }
  rows.push({ kind: 'message', entry, count: 1, ...(gap !== undefined && { gap }) });
}

function isRepeated(a: TraceEntry, b: TraceEntry): boolean {
  return (
    b.outcome === 'unchanged' &&
    a.outcome === 'unchanged' &&
    a.from === b.from &&
    a.to === b.to &&
    a.label === b.label
  );
}

/** What the timeline is narrowed to. */
export const ONLY = ['all', 'refused', 'ignored', 'webhooks', 'sweep'] as const;
export type Only = (typeof ONLY)[number];

export function onlyOf(text: string | undefined): Only {
  return ONLY.find((each) => each === text) ?? 'all';
}

const WRONG = new Set<TraceOutcome>(['refused', 'failed', 'lost']);

const FITS: Readonly<Record<Only, (entry: TraceEntry) => boolean>> = {
  all: () => true,
  refused: ({ outcome }) => WRONG.has(outcome),
  ignored: ({ outcome }) => outcome === 'unchanged',
  webhooks: ({ kind }) => kind === 'webhook',
  sweep: ({ kind, from, to }) => kind === 'sweep' || from === 'sweep' || to === 'sweep',
};

/** Whether an entry is shown under a filter. */
export function isShown(entry: TraceEntry, only: Only): boolean {
  return FITS[only](entry);
}
