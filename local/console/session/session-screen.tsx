import { useEffect } from 'preact/hooks';
import type { LocalSession } from '../../console-api/wire.ts';
import { type Call, cliOf, pathOf } from '../calls/call.ts';
import { rename } from '../frame/router.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { Empty, Loaded } from '../parts/states.tsx';
import { endOfSession } from '../time/day-seven.ts';
import { Comparison } from './comparison.tsx';
import { Heading } from './heading.tsx';
import { History } from './history.tsx';
import { Play } from './play.tsx';
import { useSession } from './use-session.ts';

/** One session: what it is, why, and everything that was ever said about it. */
export function SessionScreen({ id }: { readonly id: string }) {
  const { session, history } = useSession(id);
  const known = session.data.value;
  usePageTwin(readCall(id));
  useEndOfSession(known);
  useEffect(() => {
    if (id === 'latest' && known !== undefined) rename(['sessions', known.id]);
  }, [id, known]);
  if (session.error.value?.status === 404 && known === undefined) return <NotHere id={id} />;
  return (
    <Loaded of={session}>
      {(data) => (
        <>
          <Heading session={data} history={history} />
          <div class="pair">
            <Comparison session={data} />
            <Play session={data} />
          </div>
          <History history={history} />
        </>
      )}
    </Loaded>
  );
}

/** The time strip offers the end of this session's life while its page is open. */
function useEndOfSession(session: LocalSession | undefined): void {
  const end = session?.validUntil ?? session?.veriff?.validUntil;
  useEffect(() => {
    endOfSession.value = end === undefined ? undefined : Date.parse(end);
    return () => {
      endOfSession.value = undefined;
    };
  }, [end]);
}

/** What is read, and what a terminal shows of it. */
function readCall(id: string): Call {
  return {
    does: 'read the session',
    method: 'GET',
    path: pathOf(['_local', 'sessions', id]),
    cli: cliOf('sessions', 'show', id),
  };
}

function NotHere({ id }: { readonly id: string }) {
  return (
    <Empty
      title={id === 'latest' ? 'No session yet' : 'Not here: expired, erased or never made'}
      isPage={true}
    >
      {id !== 'latest' && (
        <p>
          Nobody knows anything of <code>{id}</code>, neither our record nor the simulator.
        </p>
      )}
      <p>
        <a href="/">All sessions</a>
      </p>
    </Empty>
  );
}
