import { closeDrawer } from '../frame/drawers.ts';
import { due } from '../live/clock.ts';
import { Drawer } from '../parts/drawer.tsx';
import { Moment } from '../parts/moment.tsx';
import { Empty, Loaded } from '../parts/states.tsx';

/** Everything that is going to happen by itself. */
export function DueDrawer() {
  return (
    <Drawer title="What is due" name="due">
      <Loaded of={due}>
        {(list) =>
          list.due.length === 0 ? (
            <Empty title="Nothing is due">
              <p>Polls, publications, held webhooks and expiries of records appear here.</p>
            </Empty>
          ) : (
            <ol class="due-list">
              {list.due.map((each) => (
                <li
                  key={`${each.kind} ${each.session} ${each.at} ${each.delivery}`}
                  data-testid="due-row"
                >
                  <span class="due-when">
                    <Moment at={each.at} />
                  </span>
                  <span>{each.label}</span>
                  <a
                    class="mono"
                    href={`/sessions/${each.session}`}
                    onClick={() => closeDrawer('due')}
                  >
                    {each.session.slice(0, 8)}
                  </a>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Drawer>
  );
}
