import { useEffect, useMemo } from 'preact/hooks';
import { Diagram } from '../diagram/diagram.tsx';
import { inOrder, isShown, ONLY, type Only, onlyOf } from '../diagram/rows.ts';
import { filter, place } from '../frame/router.ts';
import type { Resource } from '../live/resource.ts';
import { Button } from '../parts/button.tsx';
import { Segments } from '../parts/segments.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { plural } from '../words/plural.ts';
import { awaited } from './awaited.ts';
import { TIMELINE_ROW, Timeline } from './timeline.tsx';
import type { History as HistoryData, Told } from './use-session.ts';

interface HistoryProps {
  readonly history: Resource<HistoryData>;
}

/** Every message about the session, drawn and as a table. */
export function History({ history }: HistoryProps) {
  const { query } = place.value;
  const only = onlyOf(query['only']);
  return (
    <section aria-labelledby="history-title">
      <div class="section-head">
        <h2 id="history-title">What happened</h2>
        <Segments
          name="Show"
          testId="session-only"
          options={ONLY}
          value={only}
          choose={(chosen) => filter({ only: chosen === 'all' ? '' : chosen })}
        />
        <LanesSwitch isOn={query['lanes'] === 'all'} />
      </div>
      <Loaded of={history}>
        {({ entries, cut }) => (
          <>
            {cut && (
              <p class="notice">
                Older messages were let go; the history begins later than the session.
              </p>
            )}
            <Shown entries={entries} only={only} again={() => void history.reload()} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function LanesSwitch({ isOn }: { readonly isOn: boolean }) {
  return (
    <Button
      look="small wide"
      testId="diagram-all-lanes"
      pressed={isOn}
      act={() => filter({ lanes: isOn ? '' : 'all' })}
    >
      All lanes
    </Button>
  );
}

interface ShownProps {
  readonly entries: readonly Told[];
  readonly only: Only;
  /** Reads all messages again. */
  readonly again: () => void;
}

function Shown({ entries, only, again }: ShownProps) {
  const { query } = place.value;
  const shown = useMemo(
    () => inOrder(entries.filter((entry) => isShown(entry, only))),
    [entries, only],
  );
  useAwaited(entries, again);
  const opened = query['row'];
  if (shown.length === 0) {
    return (
      <Empty title={entries.length === 0 ? 'Nothing was said about it yet' : 'No such message'}>
        {entries.length > 0 && <p>{plural(entries.length, 'message')} of other kinds.</p>}
      </Empty>
    );
  }
  const open = (seq: number): void => filter({ row: opened === String(seq) ? '' : String(seq) });
  return (
    <>
      <div class="sheet only-wide">
        <Diagram
          entries={shown}
          allLanes={query['lanes'] === 'all'}
          chosen={opened}
          choose={(seq) => {
            filter({ row: String(seq) });
            scrollToRow(shown.findIndex((entry) => entry.seq === seq));
          }}
        />
      </div>
      <Timeline entries={shown} opened={opened} open={open} />
    </>
  );
}

/** Opens the message of a webhook that was just sent again; only what is read, not what is streamed, names its delivery. */
function useAwaited(entries: readonly Told[], again: () => void): void {
  const wanted = awaited.value;
  const index = entries.findIndex(({ delivery }) => wanted !== undefined && delivery === wanted);
  const found = entries[index]?.seq;
  const isMissing = wanted !== undefined && found === undefined;
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `again` is made anew by each render; each new entry may be the one
  useEffect(() => void (isMissing && again()), [isMissing, entries.length]);
  useEffect(() => {
    if (found === undefined) return;
    awaited.value = undefined;
    filter({ row: String(found), only: '' });
    requestAnimationFrame(() => scrollToRow(index));
  }, [found, index]);
}

/** Brings the row of an entry into view, whether or not it is drawn yet. */
function scrollToRow(index: number): void {
  const body = document.querySelector('[data-testid="timeline-table"] tbody');
  const top = body?.getBoundingClientRect().top ?? 0;
  scrollBy({ top: top + index * TIMELINE_ROW - innerHeight / 3 });
}
