import { createInterface } from 'node:readline/promises';
import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { CliError, EXIT } from '../errors.ts';
import { show } from '../output.ts';
import { refusal } from '../problem.ts';
import { sessionIdOf } from '../session-id.ts';

/** `sessions erase`: gone here at once. Asks first; in a pipe it needs `--yes`. */
export async function eraseSession(call: Call): Promise<void> {
  const connection = connect(call);
  const id = await sessionIdOf(connection, call.args[0]);
  if (!call.flag('yes') && !(await isConfirmed(id))) throw unconfirmed(call, id);
  const url = `${connection.target.apiUrl}/v1/sessions/${encodeURIComponent(id)}`;
  const replied = await connection.send({ method: 'DELETE', url });
  if (replied.status !== 204) throw refusal(replied, `${call.typed} ${id} --yes`);
  show(call, { id, erased: true }, [
    `${id} is erased here; Veriff is asked to erase it by the next sweep`,
  ]);
}

async function isConfirmed(id: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await asking.question(
      `Erase session ${id}, its record here and all that Veriff holds? It cannot be undone. [y/N] `,
    );
    return /^y(?:es)?$/i.test(said.trim());
  } finally {
    asking.close();
  }
}

function unconfirmed(call: Call, id: string): CliError {
  return new CliError(`session ${id} is not erased: nobody confirmed it`, {
    exit: EXIT.refused,
    details: ['Our record and all that Veriff holds would be lost.'],
    tryThis: `${call.typed} ${id} --yes`,
  });
}
