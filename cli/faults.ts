import type { SimActiveFault, SimFaults } from '../local/veriff/control.ts';

/** A rule of the active set with the group it is in. */
export interface GroupedFault extends SimActiveFault {
  readonly group: 'webhooks' | 'api';
  readonly kind: string;
}

/** The active set as one list. */
export function activeFaults({ webhooks, api }: SimFaults): readonly GroupedFault[] {
  const listed = (group: GroupedFault['group'], rules: SimFaults[GroupedFault['group']]) =>
    Object.entries(rules).flatMap(([kind, some]) => some.map((rule) => ({ ...rule, group, kind })));
  return [...listed('webhooks', webhooks), ...listed('api', api)];
}

/** What is left of a rule, and how it strikes. */
export function faultRow(fault: GroupedFault): readonly string[] {
  const { id, group, left, struck, next, kind: _kind, ...rest } = fault;
  const parameters = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`);
  const scope = next === undefined ? [] : [`${left ?? 0} of ${next} left`];
  return [group, id, [...scope, ...parameters].join(' '), `struck ${struck}`];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
