import type { LocalSessionList } from '../../console-api/wire.ts';
import { send } from '../calls/send.ts';
import { openDrawer } from '../frame/drawers.ts';
import { filter, place } from '../frame/router.ts';
import { usePageTwin } from '../frame/twin-shown.ts';
import { withRow } from '../live/paged.ts';
import { useNews } from '../live/stream.ts';
import { usePaged } from '../live/use-paged.ts';
import { Button } from '../parts/button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { Counters } from './counters.tsx';
import { type ListFilter, listCall, listFilterOf, pageOf } from './list.ts';
import { NoSessions } from './no-sessions.tsx';
import { SeedButton } from './seed.tsx';
import { SessionsTable } from './sessions-table.tsx';

/** All sessions: counters that are filters, and the list. */
export function SessionsScreen() {
  const shown = listFilterOf(place.value.query);
  const key = JSON.stringify(shown);
  usePageTwin(listCall(shown));
  const { list, more } = usePaged(key, ['session', 'reset'], async (cursor) =>
    pageOf(await send<LocalSessionList>(listCall(shown, cursor))),
  );
  useNews('session', (row) => list.put((held) => withRow(held, row)));
  return (
    <>
      <PageHead title="Sessions">
        <Actions />
      </PageHead>
      <Loaded of={list}>
        {(listed) => (
          <>
            <Counters {...listed.head} shown={shown} />
            {listed.rows.length === 0 ? (
              <Nothing shown={shown} />
            ) : (
              <SessionsTable list={listed} more={more} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Actions() {
  return (
    <>
      <a class="button button-quiet" href="/tour" data-testid="sessions-tour">
        Five-minute tour
      </a>
      <SeedButton />
      <Button look="primary" testId="sessions-create" shortcut="c" act={() => openDrawer('create')}>
        Create a session
      </Button>
    </>
  );
}

function Nothing({ shown }: { readonly shown: ListFilter }) {
  const words = [shown.status, shown.q, shown.troubled ? 'only troubled' : ''].filter(
    (w) => w !== '',
  );
  if (words.length === 0) return <NoSessions />;
  return (
    <Empty title={`No session for ${words.map((word) => `“${word}”`).join(' and ')}`}>
      <Button testId="sessions-clear" act={() => filter({ status: '', q: '', troubled: '' })}>
        Clear the filter
      </Button>
    </Empty>
  );
}
