import type { SimSession } from '../local/veriff/control.ts';
import type { Connection } from './connection.ts';
import { CliError, EXIT } from './errors.ts';

/** The id that was typed, or that of the newest session where it was `latest`. */
export async function sessionIdOf({ simulator }: Connection, given = ''): Promise<string> {
  if (given !== 'latest') return given;
  const { sessions } = await simulator.sessions({ limit: '1' });
  const [newest] = sessions;
  if (newest !== undefined) return newest.id;
  throw new CliError('there is no session yet', {
    exit: EXIT.notFound,
    tryThis: 'npx veriff-ops sessions create',
  });
}

/** What may be shown of a session at Veriff: never its URL, which holds a token, nor a person. */
export function factsOf(session: SimSession): object {
  const { id, status, final, vendorData, attempts, decision, validUntil, allowed, deletedAt } =
    session;
  return { id, status, final, vendorData, attempts, decision, validUntil, allowed, deletedAt };
}
