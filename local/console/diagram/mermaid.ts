import type { TraceEntry } from '../../console-api/wire-trace.ts';
import { LANES, laneTitle } from './lanes.ts';
import { rowsOf } from './rows.ts';

/** The same diagram as Mermaid text, for tickets; ids and labels only, no body. */
export function mermaidOf(entries: readonly TraceEntry[]): string {
  const used = new Set(entries.flatMap(({ from, to }) => [from, to]));
  const parties = LANES.filter(({ id }) => used.has(id));
  const known = new Set<string>(parties.map(({ id }) => id));
  const lines = rowsOf(entries).flatMap((row) => {
    if (row.kind === 'break') return [`  Note over ${spanOf(parties)}: ${row.text}`];
    return messageLines(row.entry, row.count, known);
  });
  return [
    'sequenceDiagram',
    ...parties.map(({ id }) => `  participant ${id} as ${laneTitle(id)}`),
    ...lines,
  ].join('\n');
}

function spanOf(parties: readonly { readonly id: string }[]): string {
  return [...new Set([parties[0]?.id, parties.at(-1)?.id])].join(',');
}

function messageLines(
  entry: TraceEntry,
  count: number,
  known: ReadonlySet<string>,
): readonly string[] {
  const from = known.has(entry.from) ? entry.from : entry.to;
  const to = known.has(entry.to) ? entry.to : from;
  const times = count > 1 ? ` x${count}` : '';
  const result = entry.result === undefined ? '' : ` (${entry.result})`;
  const line = `  ${from}${arrowOf(entry)}${to}: ${plain(`${entry.label}${times}${result}`)}`;
  if (entry.change === undefined) return [line];
  const { from: before = 'nothing', to: after, version } = entry.change;
  return [line, `  Note over table: ${before} to ${after}, version ${version}`];
}

function arrowOf({ outcome, kind }: TraceEntry): string {
  if (outcome === 'refused' || outcome === 'lost' || outcome === 'failed') return '-x';
  if (kind === 'answer') return '-->>';
  return outcome === 'unchanged' ? '->' : '->>';
}

/** Mermaid ends a text at a line break, a semicolon or a hash. */
function plain(text: string): string {
  return text.replaceAll(/[\n\r;#]/g, ' ');
}
