import type { SimDeliverySummary } from '../local/veriff/control.ts';

/** One try to deliver a webhook as a line: when, what, of whom, and what came of it. */
export function deliveryLine(delivery: SimDeliverySummary): string {
  const { id, sessionId, kind, action, code, origin, outcome, answerStatus, faults } = delivery;
  const time = (delivery.sentAt ?? delivery.dueAt).slice(11, 19);
  const what = [kind, action, ...(code === null ? [] : [String(code)])].join(' ');
  const facts = [
    String(answerStatus ?? outcome),
    ...(origin === 'first' ? [] : [origin]),
    ...faults.map(({ rule }) => rule),
    ...(delivery.waitsFor === undefined ? [] : [`${delivery.waitsFor} until ${delivery.dueAt}`]),
  ];
  return `${time}  ${id}  ${what.padEnd(36)}  ${sessionId.slice(0, 8)}  ${facts.join(', ')}`;
}
