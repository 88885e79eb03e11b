import { Duration, Names } from 'aws-cdk-lib';
import { Alarm, type Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { FUNCTIONS, type FunctionName } from '../../shared/contract/routes.ts';
import type { Condition, Notice, Severity, Watched } from './alarm-rule.ts';
import {
  type AlarmName,
  alarmOf,
  FUNCTION_ALARMS,
  ROLLED_BACK,
  rollbackAlarmsOf,
  SERVICE_ALARMS,
} from './alarm-table.ts';
import { makeDashboard } from './dashboard.ts';
import type { MonitoredParts } from './monitored-parts.ts';

/** What is watched, and who is told. */
export interface MonitoringProps {
  /** What alarms and dashboard look at. */
  readonly parts: MonitoredParts;
  /**
   * Gets pages, and tickets too unless they have a topic of their own. It is used as it is: its policy has to let
   * CloudWatch and EventBridge publish, and the policy of its key has to let both encrypt.
   * @default - nobody is told; alarms and dashboard are there all the same
   */
  readonly topic?: ITopic | undefined;
  /**
   * Gets the tickets.
   * @default - the topic of the pages
   */
  readonly ticketTopic?: ITopic | undefined;
  /**
   * Where the runbook can be read; each description links its own section.
   * @default - its place in the repository
   */
  readonly runbookUrl?: string | undefined;
}

/** The rollouts of CodeDeploy. */
export interface Rollouts {
  readonly applicationName: string;
  /** Takes what cannot be told; it lets rules of this account send. */
  readonly queueArn: string;
}

/** Where the runbook is in the repository. */
export const RUNBOOK = 'docs/runbook.md';

type NamedAlarm = readonly [AlarmName, Alarm];

/** Alarms, each with a section in the runbook, and one dashboard. */
export class Monitoring extends Construct {
  /** All alarms by their names. */
  readonly alarms: ReadonlyMap<AlarmName, Alarm>;
  /** The one dashboard. */
  readonly dashboard: Dashboard;
  readonly #props: MonitoringProps;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.#props = props;
    this.alarms = new Map([...this.#serviceAlarms(), ...this.#functionAlarms()]);
    this.dashboard = makeDashboard(this, {
      name: uniqueName(this),
      parts: props.parts,
      alarms: [...this.alarms.values()],
    });
  }

  /** One alarm. */
  alarm(name: AlarmName): Alarm {
    const found = this.alarms.get(name);
    if (found === undefined) throw new Error(`There is no alarm ${name}`);
    return found;
  }

  /** The alarms that take a new version of a function back while it is rolled out. */
  rollbackAlarms(name: FunctionName): readonly Alarm[] {
    return rollbackAlarmsOf(name).map((alarm) => this.alarm(alarm));
  }

  /** Tells of rollouts that CodeDeploy takes back. Without a topic there is nobody to tell. */
  tellOfRollbacks({ applicationName, queueArn }: Rollouts): void {
    const topic = this.#topicFor(ROLLED_BACK.severity);
    if (topic === undefined) return;
    const deployment = EventField.fromPath('$.detail.deploymentId');
    const message = `${this.#describe(ROLLED_BACK)} Deployment ${deployment}`;
    const rule = new Rule(this, ROLLED_BACK.name, {
      description: ROLLED_BACK.what,
      eventPattern: {
        source: ['aws.codedeploy'],
        detailType: ['CodeDeploy Deployment State-change Notification'],
        detail: { state: ['FAILURE', 'STOP'], application: [applicationName] },
      },
    });
    // The CDK's own target would change the policy of a topic that was passed in.
    rule.addTarget({
      bind: () => ({
        arn: topic.topicArn,
        input: RuleTargetInput.fromText(message),
        deadLetterConfig: { arn: queueArn },
      }),
    });
  }

  #serviceAlarms(): readonly NamedAlarm[] {
    return SERVICE_ALARMS.map((rule) => {
      const watched = rule.watch(this.#props.parts);
      return [rule.name, this.#make(rule.name, rule, watched)];
    });
  }

  #functionAlarms(): readonly NamedAlarm[] {
    const { functions } = this.#props.parts;
    return FUNCTION_ALARMS.flatMap((rule) =>
      FUNCTIONS.map((fn): NamedAlarm => {
        const name = alarmOf(rule.name, fn);
        return [name, this.#make(name, rule, rule.watch(functions[fn], fn))];
      }),
    );
  }

  #make(name: AlarmName, rule: Notice & Condition, watched: Watched): Alarm {
    const { beyond, of } = rule.points ?? { beyond: 1, of: 1 };
    const alarm = new Alarm(this, name, {
      alarmName: `${uniqueName(this)}-${name}`,
      alarmDescription: this.#describe(rule),
      metric: watched.with({ period: Duration.minutes(rule.minutes) }),
      ...rule.limit,
      datapointsToAlarm: beyond,
      evaluationPeriods: of,
      treatMissingData: rule.missing,
    });
    const topic = this.#topicFor(rule.severity);
    if (topic !== undefined) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
    return alarm;
  }

  #describe({ name, severity, what, why }: Notice): string {
    return `[${severity}] ${what}. ${why}. ${this.#props.runbookUrl ?? RUNBOOK}#${name}`;
  }

  #topicFor(severity: Severity): ITopic | undefined {
    const { topic, ticketTopic } = this.#props;
    return severity === 'ticket' ? (ticketTopic ?? topic) : topic;
  }
}

/** Alarms and dashboards are found by name, by people, in a list of the whole account. */
function uniqueName(scope: Construct): string {
  const form = { separator: '-', allowedSpecialCharacters: '-', maxLength: 150 };
  return Names.uniqueResourceName(scope, form);
}
