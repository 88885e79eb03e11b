import type { LocalSessionList } from '../../console-api/wire.ts';
import type { SimDeliveryList } from '../../veriff/control.ts';
import type { Call } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { useReloadOn } from '../live/reload.ts';
import { useResource } from '../live/resource.ts';
import { PageHead } from '../parts/page-head.tsx';
import { ShapeIcon } from '../parts/shape.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Happened, TOUR, type TourStep } from './progress.ts';
import { visited } from './visited.ts';

const SESSIONS: Call = {
  does: 'read the sessions',
  method: 'GET',
  path: '/_local/sessions?limit=100',
  cli: 'npx veriff-ops status',
};
const DELIVERIES: Call = {
  does: 'read the deliveries',
  method: 'GET',
  path: '/_sim/deliveries?limit=100',
};

/** Eight things that show what this is for. */
export function TourScreen() {
  usePageTwin(SESSIONS);
  const seen = useResource('tour', async () => {
    const [{ sessions }, { deliveries }] = await Promise.all([
      send<LocalSessionList>(SESSIONS),
      send<SimDeliveryList>(DELIVERIES),
    ]);
    return { sessions, deliveries };
  });
  useReloadOn(seen, ['session', 'delivery', 'reset']);
  return (
    <>
      <PageHead title="Five-minute tour" says="A step is ticked when it has happened." />
      <Loaded of={seen}>
        {(data) => (
          <ol class="sheet tour" data-testid="tour">
            {TOUR.map((step) => (
              <Step key={step.id} step={step} happened={{ ...data, visited: visited.value }} />
            ))}
          </ol>
        )}
      </Loaded>
    </>
  );
}

function Step({ step, happened }: { readonly step: TourStep; readonly happened: Happened }) {
  const isDone = step.isDone(happened);
  return (
    <li
      class={`tour-step ${isDone ? 'tour-done' : ''}`}
      data-testid={`tour-${step.id}`}
      data-done={isDone}
    >
      <span class={isDone ? 'ink tone-good' : 'faint'}>
        <ShapeIcon shape={isDone ? 'check' : 'ring'} />
        <span class="unseen">{isDone ? 'done: ' : 'to do: '}</span>
      </span>
      <div>
        <p>{step.what}</p>
        <p class="soft">{step.sees}</p>
      </div>
    </li>
  );
}
