import type { LocalSessionList } from '../../console-api/wire.ts';
import { filter } from '../frame/router.ts';
import { ShapeIcon } from '../parts/shape.tsx';
import { STATUSES, statusLook } from '../words/status.ts';
import type { ListFilter } from './list.ts';

interface CountersProps {
  readonly counts: LocalSessionList['counts'];
  readonly total: number;
  readonly shown: ListFilter;
}

/** How many sessions are in each state; each number is a filter. */
export function Counters({ counts, total, shown }: CountersProps) {
  const isAll = shown.status === '' && !shown.troubled;
  const troubled = counts.troubled ?? 0;
  return (
    <div class="counters" role="group" aria-label="Filter by state">
      <Counter
        name="all"
        count={total}
        isOn={isAll}
        set={() => filter({ status: '', troubled: '' })}
      >
        all
      </Counter>
      {[...STATUSES, 'erased' as const].map((status) => (
        <Counter
          key={status}
          name={status}
          count={counts[status] ?? 0}
          isOn={shown.status === status}
          set={() => filter({ status: shown.status === status ? '' : status })}
        >
          <span class={`ink tone-${statusLook(status).tone}`}>
            <ShapeIcon shape={statusLook(status).shape} />
          </span>
          {statusLook(status).word}
        </Counter>
      ))}
      <Counter
        name="troubled"
        count={troubled}
        isOn={shown.troubled}
        set={() => filter({ troubled: shown.troubled ? '' : 'true' })}
      >
        only troubled
      </Counter>
    </div>
  );
}

interface CounterProps {
  readonly name: string;
  readonly count: number;
  readonly isOn: boolean;
  readonly set: () => void;
  readonly children: preact.ComponentChildren;
}

function Counter({ name, count, isOn, set, children }: CounterProps) {
  return (
    <button
      type="button"
      class={`counter ${count === 0 ? 'counter-none' : ''}`}
      data-testid={`sessions-filter-${name.replaceAll('_', '-')}`}
      aria-pressed={isOn}
      onClick={set}
    >
      {children}
      <strong>{count.toLocaleString('en')}</strong>
    </button>
  );
}
