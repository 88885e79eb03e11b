import type { TraceParty } from '../console-api/wire-trace.ts';
import { microseconds } from '../microseconds.ts';
import { present } from '../present.ts';
import type { SimulatorLogLine } from '../veriff/simulator.ts';
import type { Untold } from './seen.ts';

const ACTIONS: Readonly<Record<string, readonly [from: TraceParty, label: string]>> = {
  start: ['user', 'opens the link and starts'],
  submit: ['user', 'submits'],
  approve: ['veriff', 'decides: approved'],
  decline: ['veriff', 'decides: declined'],
  resubmit: ['veriff', 'asks to resubmit'],
  review: ['veriff', 'sends to review'],
  abandon: ['veriff', 'gives up: abandoned'],
  expire: ['veriff', 'gives up: expired'],
};

/**
 * What the simulator alone has seen: moves of a session at Veriff, and webhooks that never arrived. Those that arrived,
 * and calls of ours, are told by the fronts.
 */
export function simulatorMessage(line: SimulatorLogLine): Untold | undefined {
  if (line.to === 'session') return action(line);
  return line.to === 'webhook' && line.lost === true ? loss(line) : undefined;
}

function action({ at, what, result, sessionId }: SimulatorLogLine): Untold {
  const [from, label] = ACTIONS[what] ?? ['veriff', what];
  return {
    ...present({ session: sessionId }),
    at,
    order: microseconds(),
    from,
    to: 'veriff',
    kind: 'action',
    label,
    outcome: 'ok',
    result,
    seen: { type: 'none' },
  };
}

function loss({ at, what, result, sessionId, ms }: SimulatorLogLine): Untold {
  const isDropped = result === 'dropped';
  return {
    ...present({ session: sessionId, milliseconds: ms }),
    at,
    order: microseconds(),
    from: 'veriff',
    to: 'webhook',
    kind: 'webhook',
    label: what,
    outcome: 'lost',
    result,
    why: isDropped
      ? 'Dropped by a fault: it never arrived and is not sent again.'
      : `Nobody answered: ${result}.`,
    seen: { type: 'loss', faults: [] },
  };
}
