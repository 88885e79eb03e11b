import type { TraceChange, TraceEntry } from '../../console-api/wire-trace.ts';
import { clockTime, duration } from '../words/time.ts';
import { type Arrow, arrowOf } from './arrow.ts';
import { type Lane, laneTitle } from './lanes.ts';
import type { DiagramRow } from './rows.ts';

/** Where a line of the diagram is, in pixels. */
interface RowBox {
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where its words begin. */
  readonly labelX: number;
}

interface MessageRowProps {
  readonly row: Extract<DiagramRow, { readonly kind: 'message' }>;
  readonly lanes: readonly Lane[];
  readonly box: RowBox;
  readonly isChosen: boolean;
  readonly choose: (seq: number) => void;
}

/** One message: its time, its arrow, what it says, and how long after the one before. */
export function MessageRow({ row, lanes, box, isChosen, choose }: MessageRowProps) {
  const { entry, count, gap } = row;
  const arrow = arrowOf(entry, lanes);
  const middle = box.height / 2;
  const table = lanes.find(({ id }) => id === 'table');
  return (
    <g
      class={`message message-${entry.outcome} ${isChosen ? 'message-chosen' : ''}`}
      transform={`translate(0 ${box.y})`}
      data-testid="diagram-arrow"
      data-seq={entry.seq}
      data-outcome={entry.outcome}
      onClick={() => choose(entry.seq)}
    >
      <title>{titleOf(entry)}</title>
      <rect class="message-ground" width={box.width} height={box.height} rx={5} />
      <text class="message-time" x={8} y={middle + 4}>
        {clockTime(Date.parse(entry.at))}
      </text>
      {arrow !== undefined && (
        <ArrowLine arrow={arrow} y={middle} hasBar={entry.change !== undefined} />
      )}
      {entry.change !== undefined && table !== undefined && (
        <ChangeBar change={entry.change} x={table.x} y={middle} isLeft={(arrow?.way ?? 1) < 0} />
      )}
      <text class="message-label" x={box.labelX} y={middle + 4}>
        {short(labelOf(entry, count))}
        <tspan class="message-gap" dx={8}>
          {gap === undefined ? '' : `+${duration(gap)}`}
        </tspan>
      </text>
    </g>
  );
}

/** As much as fits into the column of labels. */
const LONGEST = 40;

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function labelOf({ label, result, outcome }: TraceEntry, count: number): string {
  const times = count > 1 ? ` ×${count}, ignored` : '';
  const isAdded = result !== undefined && outcome !== 'ok' && !label.includes(result);
  return `${label}${isAdded ? `: ${result}` : ''}${times}`;
}

function titleOf({ from, to, label, why }: TraceEntry): string {
  const line = `${laneTitle(from)} → ${laneTitle(to)}: ${label}`;
  return why === undefined ? line : `${line}\n${why}`;
}

interface ArrowLineProps {
  readonly arrow: Arrow;
  readonly y: number;
  readonly hasBar: boolean;
}

function ArrowLine({ arrow, y, hasBar }: ArrowLineProps) {
  const { from, to, stroke, mark, way, isDot } = arrow;
  if (isDot) return <circle class={`arrow-dot mark-${mark}`} cx={from} cy={y} r={4} />;
  // A bar on the lane takes the place of the last pixels.
  const end = to - way * (hasBar ? 5 : 1);
  return (
    <>
      <circle class="arrow-start" cx={from} cy={y} r={2.5} />
      <line
        class={`arrow arrow-${stroke}`}
        x1={from}
        x2={end - way * (mark === 'lost' ? 0 : 6)}
        y1={y}
        y2={y}
      />
      <path class={`mark mark-${mark}`} d={markPath({ end, way, y, mark })} />
    </>
  );
}

function markPath(
  at: Pick<Arrow, 'way' | 'mark'> & { readonly end: number; readonly y: number },
): string {
  const { end, way, y, mark } = at;
  if (mark === 'head' || mark === 'hollow') {
    return `M${end} ${y}l${-8 * way} -4v8z`;
  }
  const middle = mark === 'lost' ? end + 6 * way : end - 4 * way;
  return `M${middle - 4} ${y - 4}l8 8m0 -8l-8 8`;
}

interface ChangeBarProps {
  readonly change: TraceChange;
  readonly x: number;
  readonly y: number;
  readonly isLeft: boolean;
}

/** The record came into another state; its words stand on the side that the arrow does not come from. */
function ChangeBar({ change, x, y, isLeft }: ChangeBarProps) {
  const { from, to, version } = change;
  const words = `${from === undefined ? '' : `${from} → `}${to} v${version}`;
  return (
    <>
      <rect class="change" x={x - 4} y={y - 11} width={8} height={22} rx={2} />
      <text
        class="change-text"
        x={x + (isLeft ? -10 : 10)}
        y={y + 4}
        text-anchor={isLeft ? 'end' : 'start'}
      >
        {words.replaceAll('_', ' ')}
      </text>
    </>
  );
}

/** Time in which nothing was said. */
export function BreakRow({ text, box }: { readonly text: string; readonly box: RowBox }) {
  const { y, width, height } = box;
  const middle = y + height / 2;
  return (
    <g class="break" data-testid="diagram-break">
      <rect class="break-ground" x={0} y={y + 3} width={width} height={height - 6} rx={4} />
      <text x={width / 2} y={middle + 4} text-anchor="middle">
        {text}
      </text>
    </g>
  );
}
