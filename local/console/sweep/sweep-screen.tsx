import type { LocalSweepRun, LocalSweeps } from '../../console-api/wire.ts';
import type { Call } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { filter, place } from '../frame/router.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { useReloadOn } from '../live/reload.ts';
import { type Resource, useResource } from '../live/resource.ts';
import { CallButton } from '../parts/call-button.tsx';
import { Moment } from '../parts/moment.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Loaded } from '../parts/states.tsx';
import { DueIndex } from './due-index.tsx';
import type { Machine } from './graph.ts';
import { MachineGraph } from './machine-graph.tsx';
import { RunView } from './run-view.tsx';
import { RunsTable } from './runs-table.tsx';
import { useLit } from './use-lit.ts';

const READ: Call = {
  does: 'read the runs of the sweep',
  method: 'GET',
  path: '/_local/sweeps',
  cli: 'npx veriff-ops sweep show',
};

const READ_DEFINITION: Call = {
  does: 'read the definition',
  method: 'GET',
  path: '/_local/definition',
};

const RUN_NOW: Call = {
  does: 'run the sweep',
  method: 'POST',
  path: '/_local/sweeps',
  cli: 'npx veriff-ops sessions poll',
};

/** The fallback at work: its definition with the current state lit, its runs, and what waits for it. */
export function SweepScreen() {
  usePageTwin(READ);
  const sweeps = useResource('sweeps', async () => send<LocalSweeps>(READ));
  useReloadOn(sweeps, ['sweep', 'session', 'clock', 'reset']);
  return (
    <>
      <Head sweeps={sweeps} />
      <div class="sweep">
        <Definition run={runShown(sweeps.data.value)} />
        <div class="sweep-side">
          <Loaded of={sweeps}>
            {(data) => (
              <>
                <DueIndex buckets={data.due} />
                <RunsTable runs={data.runs} />
              </>
            )}
          </Loaded>
          <RunView />
        </div>
      </div>
    </>
  );
}

function Head({ sweeps }: { readonly sweeps: Resource<LocalSweeps> }) {
  const next = sweeps.data.value?.next;
  return (
    <PageHead
      title="Sweep"
      says={
        <span data-testid="sweep-next">
          runs every minute, next <Moment at={next} />
        </span>
      }
    >
      <CallButton<LocalSweepRun>
        call={RUN_NOW}
        look="primary"
        testId="sweep-run"
        onDone={({ id }) => {
          filter({ run: String(id) });
          void sweeps.reload();
        }}
      >
        Run now
      </CallButton>
    </PageHead>
  );
}

function Definition({ run }: { readonly run: LocalSweepRun | undefined }) {
  const definition = useResource('definition', async () => send<Machine>(READ_DEFINITION));
  const lit = useLit();
  return (
    <section class="sheet" aria-label="The state machine">
      <Loaded of={definition}>
        {(machine) => <MachineGraph machine={machine} lit={lit.value} run={run} />}
      </Loaded>
    </section>
  );
}

/** The run whose counts stand on the graph: the one that is open, else the newest. */
function runShown(sweeps: LocalSweeps | undefined): LocalSweepRun | undefined {
  const { run } = place.value.query;
  return sweeps?.runs.find(({ id }) => String(id) === run) ?? sweeps?.runs[0];
}
