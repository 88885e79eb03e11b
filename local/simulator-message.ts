import type { Message } from './messages.ts';
import type { SimulatorLogLine } from './veriff/simulator.ts';

/**
 * The line for what the simulator saw, or undefined where the front tells it too: a webhook that arrived.
 * `caller` is whoever of us is calling Veriff now.
 */
export function simulatorMessage(line: SimulatorLogLine, caller: string): Message | undefined {
  const { ms, sessionId, result } = line;
  if (hasArrived(line)) return undefined;
  return {
    at: Date.parse(line.at),
    from: line.from === 'client' ? caller : line.from,
    to: line.to,
    what: line.what,
    // What an action changed stands in the column of changes, not of answers.
    ...(result.includes(' -> ') ? { result: '', change: result } : { result }),
    ...(ms !== undefined && { milliseconds: ms }),
    ...(sessionId !== undefined && { session: sessionId }),
    ...(line.lost === true && { lost: true }),
  };
}

function hasArrived({ to, lost, result }: SimulatorLogLine): boolean {
  return to === 'webhook' && lost !== true && /^\d{3}$/.test(result);
}
