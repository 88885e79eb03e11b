import type { LocalComparison, LocalSession } from '../../console-api/wire.ts';
import { Heads } from '../parts/heads.tsx';
import { Moment } from '../parts/moment.tsx';
import { StatusPill, Tag } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';

const FIELDS: Readonly<Record<LocalComparison['field'], string>> = {
  status: 'State',
  code: 'Code',
  reason: 'Reason',
  decidedAt: 'Decided',
  attempts: 'Attempts',
};

/** What we hold beside what Veriff would say now; where they differ, it is marked. */
export function Comparison({ session }: { readonly session: LocalSession }) {
  const { comparison, owes, version, expiresAt, veriff, presence } = session;
  return (
    <Sheet title="Our record beside Veriff's truth">
      {comparison.length === 0 ? (
        <p class="sheet-note">{onlyOne(presence, veriff !== null)}</p>
      ) : (
        <ComparisonTable lines={comparison} />
      )}
      <p class="sheet-foot">
        {version !== undefined && <span class="fact">version {version}</span>}
        <span class="fact" data-testid="session-owes">
          {owes.length === 0 && 'owes nothing'}
          {owes.map((debt, i) => (
            <span key={`${debt.kind} ${debt.dueAt}`}>
              {i === 0 ? 'owes' : ' and'} a {debt.kind} <Moment at={debt.dueAt} />
            </span>
          ))}
        </span>
        {expiresAt !== undefined && (
          <span class="fact">
            record expires <Moment at={expiresAt} />
          </span>
        )}
      </p>
    </Sheet>
  );
}

function onlyOne(presence: LocalSession['presence'], hasVeriff: boolean): string {
  const ours = {
    held: 'Our record is held',
    erased: 'Our record was erased',
    expired: 'Our record has expired',
    unknown: 'We hold no record',
  }[presence];
  return `${ours}; ${hasVeriff ? 'Veriff still knows the session' : 'Veriff does not know the session'}.`;
}

function ComparisonTable({ lines }: { readonly lines: readonly LocalComparison[] }) {
  return (
    <table class="table comparison" data-testid="session-comparison">
      <Heads of={[['Field', 'unseen'], 'Our record', "Veriff's truth"]} />
      <tbody>
        {lines.map((line) => (
          <tr
            key={line.field}
            class={line.differs ? 'differs' : ''}
            data-testid="session-comparison-row"
            data-field={line.field}
            data-differs={line.differs}
          >
            <th scope="row">{FIELDS[line.field]}</th>
            <td>
              <Value field={line.field} value={line.ours} />
            </td>
            <td>
              <Value field={line.field} value={line.veriffs} />
              {line.differs && <Tag tone="warn" word="differs" />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({
  field,
  value,
}: {
  readonly field: LocalComparison['field'];
  readonly value: string | null;
}) {
  if (value === null) return <span class="faint">–</span>;
  if (field === 'status') return <StatusPill status={value} />;
  if (field === 'decidedAt') return <Moment at={value} as="time" />;
  return <>{value}</>;
}
