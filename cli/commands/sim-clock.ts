import type { SimClock, SimClockRequest } from '../../local/veriff/control.ts';
import type { Call } from '../call.ts';
import { type Connection, connect } from '../connection.ts';
import { duration, secondsOf } from '../duration.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import { shortTime, show } from '../output.ts';
import { sessionIdOf } from '../session-id.ts';

/** `sim clock`: shows the virtual time, or moves it and does everything that falls due on the way. */
export async function clock(call: Call): Promise<void> {
  const [to] = call.args;
  const seconds = secondsOf(to?.replace(/^\+/, '') ?? '');
  if (to !== undefined && seconds === undefined && to !== 'next' && to !== 'day7') {
    throw usageError(`"${to}" is no time: next, day7, +90s, +3m, +1h or +2d`, `${call.typed} +1h`);
  }
  const connection = connect(call);
  if (to === undefined) {
    const now = await connection.simulator.clock();
    show(call, now, clockLines(now));
    return;
  }
  const moved = await connection.simulator.advance(await requestOf(connection, to, seconds));
  show(call, moved, [`done on the way: ${moved.ran}`, ...clockLines(moved)]);
}

async function requestOf(
  connection: Connection,
  to: string,
  seconds: number | undefined,
): Promise<SimClockRequest> {
  if (seconds !== undefined) return { advanceSeconds: seconds };
  return to === 'next' ? { to } : { to: await endOfDaySeven(connection) };
}

/** The end of the newest session's seven days. */
async function endOfDaySeven(connection: Connection): Promise<string> {
  const { simulator } = connection;
  const { validUntil } = await simulator.session(await sessionIdOf(connection, 'latest'));
  const { now } = await simulator.clock();
  if (validUntil > now) return validUntil;
  throw new CliError(`the newest session's seven days ended ${shortTime(validUntil)} already`, {
    exit: EXIT.usage,
    tryThis: 'npx veriff-ops sessions create',
  });
}

function clockLines({ now, offsetSeconds, next }: SimClock): readonly string[] {
  const ahead = offsetSeconds === 0 ? 'real time' : `${duration(offsetSeconds)} ahead of real time`;
  return [
    `now   ${shortTime(now)} (${ahead})`,
    next === null
      ? 'next  nothing is owed'
      : `next  ${shortTime(next)}, in ${duration((Date.parse(next) - Date.parse(now)) / 1000)}`,
  ];
}
