import type { LocalSweepRun } from '../../console-api/wire.ts';
import { filter, place } from '../frame/router.ts';
import { type Head, Heads } from '../parts/heads.tsx';
import { Moment } from '../parts/moment.tsx';
import { RowButton } from '../parts/row-button.tsx';
import { Tag } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Empty } from '../parts/states.tsx';

const HEADS: readonly Head[] = [
  'When',
  'By',
  ['Due', 'number'],
  ['Settled', 'number'],
  ['Failed', 'number'],
  ['Retried', 'number'],
  ['Caught', 'number'],
  ['ms', 'number'],
];

/** As many as are worth looking at. */
const SHOWN = 50;

/** The last runs, newest first; one that failed stays on top until a run went well again. */
export function RunsTable({ runs }: { readonly runs: readonly LocalSweepRun[] }) {
  if (runs.length === 0) {
    return (
      <Empty title="No run yet">
        <p>The schedule starts one every minute of virtual time.</p>
      </Empty>
    );
  }
  const isFailing = runs[0]?.error !== undefined;
  return (
    <Sheet
      title="Runs"
      isBad={isFailing}
      beside={isFailing && <Tag tone="bad" shape="cross" word="the last run failed" />}
    >
      <table class="table runs" data-testid="sweep-runs">
        <Heads of={HEADS} />
        <tbody>
          {runs.slice(0, SHOWN).map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

function RunRow({ run }: { readonly run: LocalSweepRun }) {
  const isOpen = place.value.query['run'] === String(run.id);
  const toggle = (): void => filter({ run: isOpen ? '' : String(run.id) });
  return (
    <tr
      class={`row row-link ${isOpen ? 'row-open' : ''} ${run.error === undefined ? '' : 'row-bad'}`}
      data-testid="sweep-run-row"
      data-run={run.id}
      onClick={toggle}
    >
      <td>
        <RowButton testId="sweep-run-open" isOpen={isOpen}>
          <Moment at={run.at} as="time" />
        </RowButton>
      </td>
      <td class="soft">{run.startedBy}</td>
      <td class="number">{run.found}</td>
      <td class="number">{run.settled}</td>
      <td class={`number ${run.failed > 0 ? 'ink tone-bad' : ''}`}>{run.failed}</td>
      <td class="number">{run.retried}</td>
      <td class="number">{run.caught}</td>
      <td class="number">{Math.round(run.milliseconds)}</td>
    </tr>
  );
}
