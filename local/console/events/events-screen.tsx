import type { LocalEvent, LocalEvents } from '../../console-api/wire.ts';
import { type Call, cliOf, pathOf } from '../calls/call.ts';
import { send } from '../calls/send.ts';
import { filter, place } from '../frame/router.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { useReloadOn } from '../live/reload.ts';
import { useResource } from '../live/resource.ts';
import { useNews } from '../live/stream.ts';
import { Field } from '../parts/field.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { type Envelope, envelopeOf } from './envelope.ts';
import { EventsTable } from './events-table.tsx';
import { matchPattern } from './pattern.ts';
import { PatternTester } from './pattern-tester.tsx';

/** As many as are shown, the newest. */
const MOST = 500;

function listCall(session: string): Call {
  return {
    does: 'read the events',
    method: 'GET',
    path: pathOf(['_local', 'events'], { session, limit: MOST }),
    cli: cliOf('events', 'tail'),
  };
}

/** What was published on the event bus, and which of it a rule would take. */
export function EventsScreen() {
  const { session = '', pattern = '' } = place.value.query;
  usePageTwin(listCall(session));
  const events = useResource(session, async () => send<LocalEvents>(listCall(session)));
  useReloadOn(events, ['reset', 'session']);
  useNews('trace', ({ kind }) => {
    if (kind === 'publication') void events.reload();
  });
  return (
    <>
      <PageHead
        title="Events out"
        says="Published on the event bus, newest first, at least once each."
      />
      <Loaded of={events}>
        {(data) => (
          <div class="events">
            <div>
              <div class="filters">
                <Field
                  label="Session"
                  testId="events-session"
                  value={session}
                  change={(typed) => filter({ session: typed.trim() })}
                />
              </div>
              <List events={data.events} pattern={pattern} />
            </div>
            <PatternTester events={data.events.map(envelopeOf)} pattern={pattern} />
          </div>
        )}
      </Loaded>
    </>
  );
}

interface ListProps {
  readonly events: readonly LocalEvent[];
  readonly pattern: string;
}

function List({ events, pattern }: ListProps) {
  if (events.length === 0) {
    return (
      <Empty title="Nothing was published yet">
        <p>
          Every change of a session's state publishes one event: create a session to see the first.
        </p>
      </Empty>
    );
  }
  return <EventsTable events={events.toReversed()} fits={fitting(pattern)} />;
}

/** Says of an event whether the pattern takes it; undefined without a pattern that can be read. */
function fitting(pattern: string): ((event: Envelope) => boolean) | undefined {
  const parsed = parsedPattern(pattern);
  if (parsed === undefined || !matchPattern(parsed, {}).ok) return undefined;
  return (event) => {
    const match = matchPattern(parsed, event);
    return match.ok && match.matches;
  };
}

function parsedPattern(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
