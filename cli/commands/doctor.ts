import type { Call } from '../call.ts';
import type { Check } from '../checks/check.ts';
import { machineChecks } from '../checks/machine.ts';
import { runChecks } from '../checks/run.ts';
import { connect } from '../connection.ts';
import { EXIT } from '../errors.ts';
import { showList, tinted } from '../output.ts';

/** `doctor`: exit code 1 where a check fails; one that cannot be made is told and is no failure. */
export async function doctor(call: Call): Promise<void> {
  const connection = connect(call);
  const [machine, run] = await Promise.all([machineChecks(process.env), runChecks(connection)]);
  // A run that is up knows better which data and bundles it uses.
  const checks = [...machine.filter(({ id }) => !run.some((each) => each.id === id)), ...run];
  showList(call, checks, checks.map(row));
  if (checks.some(({ ok }) => ok === false)) process.exitCode = EXIT.failed;
}

function row({ id, ok, found, fix }: Check): readonly string[] {
  return [mark(ok), id, found, ...(ok === false ? [`Try: ${fix}`] : [])];
}

/** ✓ is good, ✗ is not, – could not be looked at. */
function mark(ok: boolean | null): string {
  if (ok === null) return tinted('dim', '–');
  return ok ? tinted('green', '✓') : tinted('red', '✗');
}
