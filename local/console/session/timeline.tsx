import { laneTitle } from '../diagram/lanes.ts';
import type { Head } from '../parts/heads.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { Moment } from '../parts/moment.tsx';
import { RowButton } from '../parts/row-button.tsx';
import { Tag } from '../parts/shape.tsx';
import { outcomeLook } from '../words/outcome.ts';
import { duration } from '../words/time.ts';
import { EntryDetail } from './entry-detail.tsx';
import type { Told } from './use-session.ts';

const HEADS: readonly Head[] = ['Time', ['After', 'number'], 'From', 'To', 'What', 'Result', 'Why'];

/** The height of a row that is not open, in pixels. */
export const TIMELINE_ROW = 34;

interface TimelineProps {
  readonly entries: readonly Told[];
  /** The `seq` of the row that is open. */
  readonly opened: string | undefined;
  readonly open: (seq: number) => void;
}

/** The same entries as the diagram, as a table; a row opens to everything that is known of it. */
export function Timeline({ entries, opened, open }: TimelineProps) {
  return (
    <div class="sheet">
      <LongTable
        name="timeline"
        heads={HEADS}
        rows={entries}
        keyOf={({ seq }) => String(seq)}
        rowHeight={TIMELINE_ROW}
        cells={(entry, before) => (
          <Cells entry={entry} before={before} isOpen={String(entry.seq) === opened} />
        )}
        facts={({ seq, outcome }) => ({ 'data-seq': seq, 'data-outcome': outcome })}
        open={({ seq }) => open(seq)}
        opened={opened}
        detail={(entry) => <EntryDetail entry={entry} />}
      />
    </div>
  );
}

interface CellsProps {
  readonly entry: Told;
  readonly before: Told | undefined;
  readonly isOpen: boolean;
}

function Cells({ entry, before, isOpen }: CellsProps) {
  const { at, from, to, label, outcome, result, change, why } = entry;
  const look = outcomeLook(outcome);
  return (
    <>
      <td class="mono">
        <Moment at={at} as="time" />
      </td>
      <td class="number soft">{before === undefined ? '' : delta(before, entry)}</td>
      <td>{laneTitle(from)}</td>
      <td>{laneTitle(to)}</td>
      <td>
        <RowButton testId="timeline-open" isOpen={isOpen}>
          {label}
        </RowButton>
        {change !== undefined && (
          <span class="change-words">
            {`${change.from === undefined ? '' : `${change.from} → `}${change.to}`.replaceAll(
              '_',
              ' ',
            )}
          </span>
        )}
      </td>
      <td>
        <Tag tone={look.tone} shape={look.shape} word={result ?? look.word} />
      </td>
      <td class="cut soft" title={why}>
        {why}
      </td>
    </>
  );
}

function delta(before: Told, entry: Told): string {
  return `+${duration(Date.parse(entry.at) - Date.parse(before.at))}`;
}
