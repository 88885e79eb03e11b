import type { TraceEntry } from '../../console-api/wire-trace.ts';
import type { Lane } from './lanes.ts';

/** How the line of a message looks. */
export type Stroke = 'solid' | 'dotted' | 'dashed';

/** What stands at its end: a head, a hollow head (nothing changed), a cross (refused), or nothing (it never arrived). */
export type Mark = 'head' | 'hollow' | 'cross' | 'lost';

export interface Arrow {
  readonly from: number;
  /** Where the line ends; short of the lane where the message was lost. */
  readonly to: number;
  readonly stroke: Stroke;
  readonly mark: Mark;
  /** Which way it points. */
  readonly way: 1 | -1;
  /** From a party to itself, or to one without a lane: a dot on the lane. */
  readonly isDot: boolean;
}

/** How far a lost message comes. */
const LOST_AT = 0.55;

/** The arrow of a message, or undefined where neither party has a lane. */
export function arrowOf(entry: TraceEntry, lanes: readonly Lane[]): Arrow | undefined {
  const from = laneX(lanes, entry.from) ?? laneX(lanes, entry.to);
  if (from === undefined) return undefined;
  const goal = laneX(lanes, entry.to) ?? from;
  const mark = markOf(entry);
  const to = mark === 'lost' ? from + (goal - from) * LOST_AT : goal;
  return {
    from,
    to,
    stroke: strokeOf(entry),
    mark,
    way: goal < from ? -1 : 1,
    isDot: from === goal,
  };
}

function laneX(lanes: readonly Lane[], party: string): number | undefined {
  return lanes.find(({ id }) => id === party)?.x;
}

function strokeOf({ outcome, kind }: TraceEntry): Stroke {
  if (outcome === 'lost' || outcome === 'failed') return 'dashed';
  return kind === 'answer' ? 'dotted' : 'solid';
}

function markOf({ outcome }: TraceEntry): Mark {
  switch (outcome) {
    case 'ok':
      return 'head';
    case 'unchanged':
      return 'hollow';
    case 'refused':
    case 'failed':
      return 'cross';
    case 'lost':
      return 'lost';
  }
}
