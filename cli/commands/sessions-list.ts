import type { SessionBody, SessionListBody } from '../../shared/contract/http/session.ts';
import { isSessionList } from '../answers.ts';
import type { Call } from '../call.ts';
import { type Connection, connect } from '../connection.ts';
import { secondsOf } from '../duration.ts';
import { usageError } from '../errors.ts';
import { note, shortTime, showList } from '../output.ts';
import { debtRow, sessionsOwing } from '../owed.ts';
import { ask } from '../problem.ts';

/** `sessions list`: one user's sessions, or all that owe something. */
export async function listSessions(call: Call): Promise<void> {
  const vendorData = call.text('vendorData');
  if (call.flag('owed') === (vendorData !== undefined)) {
    throw usageError('either --vendor-data or --owed says which', `${call.typed} --owed`);
  }
  if (vendorData === undefined) await listOwed(call);
  else await listOfUser(call, vendorData);
}

async function listOfUser(call: Call, vendorData: string): Promise<void> {
  const sessions = await sessionsOf(connect(call), vendorData);
  if (sessions.length === 0) note('no session of that user');
  const rows = sessions.map(({ id, status, createdAt, attempts, nextAction }) => [
    id,
    status,
    shortTime(createdAt),
    `attempts ${attempts}`,
    nextAction,
  ]);
  showList(call, sessions, rows);
}

/** All pages of the client API, newest first. */
async function sessionsOf(
  { send, target }: Connection,
  vendorData: string,
): Promise<readonly SessionBody[]> {
  const sessions: SessionBody[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ vendorData, ...(cursor !== null && { cursor }) });
    const url = `${target.apiUrl}/v1/sessions?${query.toString()}`;
    const page: SessionListBody = await ask(send, { url }, { is: isSessionList });
    sessions.push(...page.sessions);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sessions;
}

/** What owes a poll, a publication or an erasure; with `--older-than` only what should have been paid that long ago. */
async function listOwed(call: Call): Promise<void> {
  const olderThan = call.text('olderThan');
  const seconds = olderThan === undefined ? undefined : secondsOf(olderThan);
  if (olderThan !== undefined && seconds === undefined) {
    throw usageError(`"${olderThan}" is no length of time`, `${call.typed} --owed --older-than 2h`);
  }
  const owing = await sessionsOwing(connect(call), seconds);
  if (owing.length === 0) note('nothing is owed');
  showList(call, owing, owing.map(debtRow));
}
