import type { LocalComparison } from '../console-api/wire.ts';
import type { SimSession } from '../veriff/control.ts';
import type { HeldSession } from './record.ts';

type Field = LocalComparison['field'];
type Value = string | number | null | undefined;

/** Our record beside Veriff's truth, field by field. */
export function compared(record: HeldSession, veriff: SimSession): readonly LocalComparison[] {
  // An attempt under way answers a resubmission request, which is Veriff's latest decision until the next one.
  const ours = record.decision ?? record.previous;
  const theirs = veriff.decision;
  const attempts = Object.values(record.attempts).filter((progress) => progress !== 'superseded');
  const started = veriff.attemptList.filter(({ startedAt }) => startedAt !== undefined);
  return [
    line('status', record.status, veriff.status),
    line('code', ours?.code, theirs?.code),
    line('reason', ours?.reason, theirs?.reason),
    line('decidedAt', exact(ours?.decidedAt), exact(theirs?.decidedAt)),
    line('attempts', attempts.length, started.length),
  ];
}

function line(field: Field, ours: Value, veriffs: Value): LocalComparison {
  const [left, right] = [text(ours), text(veriffs)];
  return { field, ours: left, veriffs: right, differs: left !== right };
}

function text(value: Value): string | null {
  return value === undefined || value === null ? null : String(value);
}

/** With nine digits of a second, however many were written. */
function exact(moment: string | null | undefined): string | undefined {
  const [, seconds, digits = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(moment ?? '') ?? [];
  return seconds === undefined ? undefined : `${seconds}.${digits.padEnd(9, '0')}Z`;
}
