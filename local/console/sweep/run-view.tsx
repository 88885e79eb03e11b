import type { LocalSweepDetail, LocalSweepStep } from '../../console-api/wire.ts';
import { pathOf } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { place } from '../frame/router.ts';
import { useResource } from '../live/resource.ts';
import { SessionLink } from '../parts/session-link.tsx';
import { Tag } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Loaded } from '../parts/states.tsx';

/** The run that is open: its states with what came in and went out, and the sessions that it touched. */
export function RunView() {
  const { run } = place.value.query;
  return run === undefined ? null : <OneRun key={run} run={run} />;
}

function OneRun({ run }: { readonly run: string }) {
  const detail = useResource(`run ${run}`, async () =>
    send<LocalSweepDetail>({
      does: `read run ${run}`,
      method: 'GET',
      path: pathOf(['_local', 'sweeps', run]),
    }),
  );
  return (
    <Sheet title={`Run ${run}`} testId="sweep-run-detail">
      <Loaded of={detail}>
        {({ sessions, steps, error }) => (
          <>
            {error !== undefined && <p class="sheet-note ink tone-bad">{error}</p>}
            <p class="sheet-note touched">
              {sessions.length === 0 && 'Nothing was due.'}
              {sessions.map((id) => (
                <SessionLink key={id} id={id} />
              ))}
            </p>
            <ol class="steps">
              {steps.map((step) => (
                <StepRow key={step.seq} step={step} />
              ))}
            </ol>
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

function StepRow({ step }: { readonly step: LocalSweepStep }) {
  const { state, within, error, retries = 0, startedAfterMs, endedAfterMs, input, output } = step;
  const took = endedAfterMs === undefined ? '' : `${Math.round(endedAfterMs - startedAfterMs)} ms`;
  return (
    <li data-testid="sweep-step" data-state={state}>
      <details>
        <summary>
          <strong>{state}</strong>
          {within !== undefined && <span class="faint">{`${within.map} ${within.index}`}</span>}
          {retries > 0 && <Tag tone="warn" word={`${retries} retried`} />}
          {error !== undefined && <Failed step={step} />}
          <span class="faint number">{took}</span>
        </summary>
        {error !== undefined && <p class="ink tone-bad">{error}</p>}
        <pre class="code">{jsonLines({ input, output })}</pre>
      </details>
    </li>
  );
}

function Failed({ step: { caught } }: { readonly step: LocalSweepStep }) {
  return <Tag tone={caught ? 'warn' : 'bad'} word={caught ? 'caught' : 'failed'} />;
}

function jsonLines(value: object): string {
  return JSON.stringify(value, null, 2);
}
