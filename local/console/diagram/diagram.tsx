import { useMemo } from 'preact/hooks';
import type { TraceEntry } from '../../console-api/wire-trace.ts';
import { useWidth } from '../parts/use-size.ts';
import { useWindow } from '../parts/use-window.ts';
import { topsOf, type Window } from '../parts/windowed.ts';
import { type Lane, lanesFor } from './lanes.ts';
import { BreakRow, MessageRow } from './message-row.tsx';
import { type DiagramRow, rowsOf } from './rows.ts';

const ROW = 30;
const HEAD = 34;
/** Left of the lanes: the time. Right of them: what it is and how long after. */
const LEFT = 76;
const RIGHT = 330;

interface DiagramProps {
  /** In order. */
  readonly entries: readonly TraceEntry[];
  readonly allLanes: boolean;
  readonly chosen: string | undefined;
  readonly choose: (seq: number) => void;
}

/** The messages of a session as a sequence diagram; only the lines in view are drawn. */
export function Diagram({ entries, allLanes, chosen, choose }: DiagramProps) {
  const rows = useMemo(() => rowsOf(entries), [entries]);
  const heights = rows.map(() => ROW);
  const { ref, rows: seen } = useWindow<SVGSVGElement>(heights);
  const { ref: box, width } = useWidth<HTMLDivElement>();
  const used = new Set(entries.flatMap(({ from, to }) => [from, to]));
  const space = { left: LEFT, width: Math.max(0, width.value - LEFT - RIGHT), all: allLanes };
  const lanes = lanesFor(used, space);
  const tops = topsOf(heights);
  const height = tops.at(-1) ?? 0;
  return (
    <div class="diagram" data-testid="diagram">
      <div ref={box} />
      <LaneHeads lanes={lanes} width={width.value} />
      <svg
        ref={ref}
        width={width.value}
        height={height}
        role="img"
        aria-label={`Sequence diagram with ${rows.length} lines; the timeline below says the same`}
      >
        {lanes.map((lane) => (
          <line key={lane.id} class="lane" x1={lane.x} x2={lane.x} y1={0} y2={height} />
        ))}
        <Rows {...{ rows, seen, lanes, chosen, choose }} width={width.value} tops={tops} />
      </svg>
    </div>
  );
}

interface RowsProps extends Pick<DiagramProps, 'chosen' | 'choose'> {
  readonly rows: readonly DiagramRow[];
  readonly seen: Window;
  readonly tops: readonly number[];
  readonly lanes: readonly Lane[];
  readonly width: number;
}

function Rows({ rows, seen, tops, lanes, width, chosen, choose }: RowsProps) {
  return (
    <>
      {rows.slice(seen.first, seen.last).map((row, i) => {
        const box = {
          y: tops[seen.first + i] ?? 0,
          width,
          height: ROW,
          labelX: width - RIGHT + 14,
        };
        return row.kind === 'break' ? (
          <BreakRow key={row.key} text={row.text} box={box} />
        ) : (
          <MessageRow
            key={row.entry.seq}
            row={row}
            lanes={lanes}
            box={box}
            isChosen={String(row.entry.seq) === chosen}
            choose={choose}
          />
        );
      })}
    </>
  );
}

/** Stays at the top while the diagram scrolls. */
function LaneHeads({ lanes, width }: { readonly lanes: readonly Lane[]; readonly width: number }) {
  return (
    <svg class="lane-heads" width={width} height={HEAD} aria-hidden="true">
      {lanes.map(({ id, title, x }) => (
        <text key={id} class="lane-title" x={x} y={21} text-anchor="middle">
          {title}
        </text>
      ))}
    </svg>
  );
}
