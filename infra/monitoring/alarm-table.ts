import { FUNCTIONS, type FunctionName } from '../../shared/contract/routes.ts';
import type { AlarmRule, FunctionAlarmRule, Notice } from './alarm-rule.ts';
import { CALL_ALARMS } from './alarms/calls.ts';
import { DECISION_ALARMS } from './alarms/decisions.ts';
import { EACH_FUNCTION_ALARMS, PLATFORM_ALARMS } from './alarms/platform.ts';
import { WEBHOOK_ALARMS } from './alarms/webhooks.ts';

type ServiceAlarmName = (typeof ALL_SERVICE_ALARMS)[number]['name'];
type FunctionAlarmName = (typeof EACH_FUNCTION_ALARMS)[number]['name'];

/** The name of an alarm: of the service, or of one of its functions. */
export type AlarmName = ServiceAlarmName | `${FunctionAlarmName}-${FunctionName}`;

const ALL_SERVICE_ALARMS = [
  ...WEBHOOK_ALARMS,
  ...DECISION_ALARMS,
  ...CALL_ALARMS,
  ...PLATFORM_ALARMS,
] as const;

/** Every alarm about the service as a whole. */
export const SERVICE_ALARMS: readonly AlarmRule<ServiceAlarmName>[] = ALL_SERVICE_ALARMS;

/** Every alarm that each function has. */
export const FUNCTION_ALARMS: readonly FunctionAlarmRule<FunctionAlarmName>[] =
  EACH_FUNCTION_ALARMS;

/** An event and no alarm: it is over as soon as it is told. */
export const ROLLED_BACK = {
  name: 'deploy-rolled-back',
  severity: 'ticket',
  what: 'A rollout of a new version failed or was stopped, and the old version was put back',
  why: 'The service runs on the old version; the deployment has failed',
} as const satisfies Notice;

/** Everything that somebody is told, each with a section of its own in docs/runbook.md. */
export const NOTICES: readonly Notice[] = [...SERVICE_ALARMS, ...FUNCTION_ALARMS, ROLLED_BACK];

/** The name of one function's alarm. */
export function alarmOf(rule: FunctionAlarmName, fn: FunctionName): AlarmName {
  return `${rule}-${fn}`;
}

/** All names of alarms, in the order of the table. */
export const ALARM_NAMES: readonly AlarmName[] = [
  ...SERVICE_ALARMS.map(({ name }) => name),
  ...FUNCTION_ALARMS.flatMap(({ name }) => FUNCTIONS.map((fn) => alarmOf(name, fn))),
];

/** What takes a new version of a function back, besides its own errors and its saturation. */
const ALSO_ROLL_BACK: Partial<Readonly<Record<FunctionName, readonly ServiceAlarmName[]>>> = {
  'create-session': ['create-errors'],
  'receive-webhook': ['webhook-errors', 'status-code-mismatch'],
  'poll-decision': ['sweep-failed', 'poll-batch-failed'],
};

/** The alarms that take a new version of a function back while it is rolled out. */
export function rollbackAlarmsOf(fn: FunctionName): readonly AlarmName[] {
  return [
    alarmOf('lambda-errors', fn),
    alarmOf('lambda-saturated', fn),
    ...(ALSO_ROLL_BACK[fn] ?? []),
  ];
}

/** The rule of one alarm about the service. */
export function ruleNamed(name: ServiceAlarmName): AlarmRule {
  const found = SERVICE_ALARMS.find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`There is no alarm ${name}`);
  return found;
}
