import type { LocalSessionSummary } from '../local/console-api/wire.ts';
import type { Connection } from './connection.ts';
import { shortTime } from './output.ts';

/** Sessions that owe something; with `olderThan`, only what has been due for that many seconds. */
export async function sessionsOwing(
  { local, simulator }: Connection,
  olderThan = -Infinity,
): Promise<readonly LocalSessionSummary[]> {
  const [all, { now }] = await Promise.all([local.sessions(), simulator.clock()]);
  const latest = Date.parse(now) - olderThan * 1000;
  return all.filter(
    ({ owes: [first] }) => first !== undefined && Date.parse(first.dueAt) <= latest,
  );
}

/** What a session owes next, as a row. */
export function debtRow({ id, status, presence, owes }: LocalSessionSummary): readonly string[] {
  return [
    id,
    status ?? presence,
    ...owes.slice(0, 1).flatMap(({ kind, dueAt }) => [kind, shortTime(dueAt)]),
  ];
}
