import { useSignal } from '@preact/signals';
import type { LocalEvent } from '../../console-api/wire.ts';
import type { Head } from '../parts/heads.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { Moment } from '../parts/moment.tsx';
import { RowButton } from '../parts/row-button.tsx';
import { SessionLink } from '../parts/session-link.tsx';
import { StatusPill, Tag } from '../parts/shape.tsx';
import { type Envelope, envelopeOf } from './envelope.ts';

const HEADS: readonly Head[] = [
  'Published',
  'Detail type',
  'Session',
  'Event id',
  ['Times', 'number'],
];

interface EventsTableProps {
  /** Newest first. */
  readonly events: readonly LocalEvent[];
  /** With a pattern: whether it takes an event. */
  readonly fits: ((event: Envelope) => boolean) | undefined;
}

export function EventsTable({ events, fits }: EventsTableProps) {
  const opened = useSignal<string | undefined>(undefined);
  return (
    <div class="sheet">
      <LongTable
        name="events"
        heads={fits === undefined ? HEADS : [...HEADS, 'Pattern']}
        rows={events}
        keyOf={({ seq }) => String(seq)}
        rowHeight={36}
        cells={(event) => (
          <Cells
            event={event}
            fits={fits?.(envelopeOf(event))}
            isOpen={opened.value === String(event.seq)}
          />
        )}
        facts={(event) => ({
          'data-event-id': textOf(event.detail['id']),
          ...(fits !== undefined && { 'data-matches': String(fits(envelopeOf(event))) }),
        })}
        open={({ seq }) => {
          opened.value = opened.value === String(seq) ? undefined : String(seq);
        }}
        opened={opened.value}
        detail={(event) => <pre class="code">{JSON.stringify(envelopeOf(event), null, 2)}</pre>}
      />
    </div>
  );
}

interface CellsProps {
  readonly event: LocalEvent;
  readonly fits: boolean | undefined;
  readonly isOpen: boolean;
}

function Cells({ event, fits, isOpen }: CellsProps) {
  const { detail, detailType, publishedAt, times } = event;
  const session = textOf(detail['sessionId']);
  const id = textOf(detail['id']);
  return (
    <>
      <td class="mono">
        <Moment at={publishedAt} as="time" />
      </td>
      <td>
        <RowButton testId="events-open" isOpen={isOpen}>
          {detailType}
        </RowButton>{' '}
        <StatusPill status={textOf(detail['status'])} />
      </td>
      <td>
        <SessionLink id={session} />
      </td>
      <td class="mono soft">{`${id.slice(0, 8)}…${id.slice(id.lastIndexOf(':'))}`}</td>
      <td class="number">{times > 1 ? <Tag tone="warn" word={`${times}×`} /> : times}</td>
      {fits !== undefined && (
        <td>
          <Tag
            tone={fits ? 'good' : 'mute'}
            shape={fits ? 'check' : 'dash'}
            word={fits ? 'matches' : 'no match'}
          />
        </td>
      )}
    </>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
