import type { LocalSessionSummary } from '../../console-api/wire.ts';
import { go } from '../frame/router.ts';
import type { Paged } from '../live/paged.ts';
import type { Head } from '../parts/heads.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { Moment } from '../parts/moment.tsx';
import { SessionLink } from '../parts/session-link.tsx';
import { StatusPill, Tag } from '../parts/shape.tsx';
import { sourceWord } from '../words/record.ts';

const HEADS: readonly Head[] = [
  'State',
  'vendorData',
  'Session',
  'Created',
  'Last change',
  'Decided by',
  ['Attempts', 'number'],
  'Owed next',
  'Record expires',
];

interface SessionsTableProps {
  readonly list: Paged<LocalSessionSummary>;
  readonly more: () => void;
}

/** The list; further pages are read when its end comes near. */
export function SessionsTable({ list, more }: SessionsTableProps) {
  const { rows, nextCursor } = list;
  return (
    <div class="sheet">
      <LongTable
        name="sessions"
        heads={HEADS}
        rows={rows}
        keyOf={({ id }) => id}
        rowHeight={40}
        cells={(session) => <Cells session={session} />}
        facts={({ id }) => ({ 'data-session-id': id })}
        open={({ id }) => go(`/sessions/${id}`)}
        more={nextCursor === null ? undefined : more}
      />
      <p class="sheet-foot faint">
        {nextCursor === null ? `${rows.length} shown` : `${rows.length} read, more below`}
      </p>
    </div>
  );
}

function Cells({ session }: { readonly session: LocalSessionSummary }) {
  const { id, presence, status, vendorData, createdAt, updatedAt, erasedAt } = session;
  const [owed] = session.owes;
  return (
    <>
      <td>
        <StatusPill status={status ?? presence} />
        {session.troubles.map((each) => (
          <Tag key={each} tone="bad" word={each} />
        ))}
      </td>
      <td class="cut" title={vendorData}>
        {vendorData ?? '–'}
      </td>
      <td>
        <SessionLink id={id} />
      </td>
      <td class="soft">
        <Moment at={createdAt} />
      </td>
      <td class="soft">
        <Moment at={erasedAt ?? updatedAt} />
      </td>
      <td>{sourceWord(session.decision)}</td>
      <td class="number">{session.attempts}</td>
      <td class="soft">
        {owed === undefined ? '–' : `${owed.kind} `}
        {owed !== undefined && <Moment at={owed.dueAt} />}
      </td>
      <td class="soft">
        <Moment at={session.expiresAt} />
      </td>
    </>
  );
}
