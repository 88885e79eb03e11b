import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { note, shortTime, showList } from '../output.ts';

/** `sweep show`: the last runs, newest first. */
export async function showSweeps(call: Call): Promise<void> {
  const runs = await connect(call).local.sweeps();
  if (runs.length === 0) note('no run yet');
  const rows = runs.map(({ at, startedBy, found, settled, failed, milliseconds, error = '' }) => [
    shortTime(at),
    startedBy,
    `due ${found}`,
    `settled ${settled}`,
    `failed ${failed}`,
    `${milliseconds} ms`,
    error,
  ]);
  showList(call, runs, rows);
}
