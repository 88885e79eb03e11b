import type { LocalSweepRun } from '../../local/console-api/wire.ts';
import type { Call } from '../call.ts';
import { type Connection, connect } from '../connection.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import { note, show, showList } from '../output.ts';
import { debtRow, sessionsOwing } from '../owed.ts';

/** `sessions poll`: runs the sweep now, which pays every debt that is due; tells what became of the ids. */
export async function pollSessions(call: Call): Promise<void> {
  if (call.flag('owed') && call.args.length > 0) {
    throw usageError('--owed is all of them: name none', `${call.typed} --owed`);
  }
  const connection = connect(call);
  if (call.flag('dryRun')) {
    await showDue(call, connection);
    return;
  }
  const before = await statusesOf(connection, call.args);
  const { found, settled, failed } = await sweep(connection);
  const after = await statusesOf(connection, call.args);
  const sessions = call.args.map((id, index) => ({
    id,
    before: before[index] ?? '',
    after: after[index] ?? '',
  }));
  show(call, { found, settled, failed, sessions }, [
    `${found} due, ${settled} settled, ${failed} failed`,
    ...sessions.map((each) => `${each.id}  ${each.before} → ${each.after}`),
  ]);
}

/** What the sweep would find now. */
async function showDue(call: Call, connection: Connection): Promise<void> {
  const due = await sessionsOwing(connection, 0);
  const meant = due.filter(({ id }) => call.args.length === 0 || call.args.includes(id));
  if (meant.length === 0) note('nothing is due now');
  showList(call, meant, meant.map(debtRow));
}

async function sweep({ local }: Connection): Promise<LocalSweepRun> {
  const run = await local.sweepNow();
  if (run.error === undefined) return run;
  throw new CliError('the sweep failed', {
    exit: EXIT.noAnswer,
    details: [run.error],
    tryThis: 'npx veriff-ops doctor',
  });
}

async function statusesOf(
  { local }: Connection,
  ids: readonly string[],
): Promise<readonly string[]> {
  const sessions = await Promise.all(ids.map(async (id) => local.session(id)));
  return sessions.map(({ status, presence }) => status ?? presence);
}
