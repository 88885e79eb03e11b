import type { LocalComparison, LocalDebt, LocalSession } from '../../local/console-api/wire.ts';
import type { Call } from '../call.ts';
import { connect } from '../connection.ts';
import { shortTime, show } from '../output.ts';
import { factsOf, sessionIdOf } from '../session-id.ts';
import { mermaid, timelineLine, tracedTimeline } from '../timeline.ts';

/** `sessions show`: our record beside Veriff's truth, why it is so, what it owes, and what happened. */
export async function showSession(call: Call): Promise<void> {
  const connection = connect(call);
  const id = await sessionIdOf(connection, call.args[0]);
  const session = await connection.local.session(id);
  const timeline = tracedTimeline(await connection.local.trace(id));
  if (call.flag('mermaid')) {
    const diagram = mermaid(timeline);
    show(call, { mermaid: diagram }, [diagram]);
    return;
  }
  // Neither the item as it is stored nor Veriff's view as it is: both hold the session's URL.
  const { record: _record, veriff, ...told } = session;
  const result = { ...told, veriff: veriff && factsOf(veriff), timeline };
  show(call, result, [...headLines(session), '', ...timeline.map(timelineLine)]);
}

function headLines(session: LocalSession): readonly string[] {
  const { id, status, presence, why, owes, comparison, veriff } = session;
  return [
    `${id}  ${status ?? presence}`,
    why,
    ...recordLines(session),
    `owes        ${owes.map(debt).join(', ') || 'nothing'}`,
    `Veriff      ${veriff === null ? 'knows nothing of it' : veriff.status}`,
    ...comparison.filter(({ differs }) => differs).map(difference),
  ];
}

function recordLines(session: LocalSession): readonly string[] {
  const { createdAt, updatedAt, validUntil, vendorData, attempts } = session;
  if (createdAt === undefined || updatedAt === undefined || validUntil === undefined) return [];
  const times = `created ${shortTime(createdAt)}, changed ${shortTime(updatedAt)}, valid until ${shortTime(validUntil)}`;
  return [
    `our record  attempts ${attempts}, ${times}`,
    ...(vendorData === undefined ? [] : [`vendorData  ${vendorData}`]),
  ];
}

function debt({ kind, dueAt }: LocalDebt): string {
  return `${kind} ${shortTime(dueAt)}`;
}

function difference({ field, ours, veriffs }: LocalComparison): string {
  return `differs     ${field}: ours ${ours ?? 'none'}, Veriff's ${veriffs ?? 'none'}`;
}
