import { Names, RemovalPolicy } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../shared/contract/metrics.ts';
import type { FunctionName } from '../shared/contract/routes.ts';
import { ChoiceError, existingOrOurs } from './choices.ts';
import { ClientApi } from './constructs/client-api.ts';
import { DataProtection } from './constructs/data-protection.ts';
import { EventBus, type SessionEventRuleProps } from './constructs/event-bus.ts';
import { GatewayLogRole } from './constructs/gateway-log-role.ts';
import { GradualRollout } from './constructs/gradual-rollout.ts';
import { grantOperate } from './constructs/operator-access.ts';
import { type RestApi, STAGE_NAME } from './constructs/rest-api.ts';
import { VeriffSecret } from './constructs/secret.ts';
import { SessionFunctions } from './constructs/session-functions.ts';
import { SessionTable } from './constructs/session-table.ts';
import { Sweep } from './constructs/sweep.ts';
import { Undeliverable } from './constructs/undeliverable.ts';
import { WebhookApi } from './constructs/webhook-api.ts';
import type { MonitoredApi, MonitoredParts } from './monitoring/monitored-parts.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { NotificationTopic } from './monitoring/notification-topic.ts';
import type { VeriffSessionsProps } from './veriff-sessions-props.ts';

function monitoredApi({ api }: RestApi): MonitoredApi {
  return { apiName: api.restApiName, stageName: STAGE_NAME };
}

/**
 * The life of Veriff sessions: two APIs, one table, the sweep that pays what is owed, and the bus that
 * tells of every change. The secret starts with a placeholder that every function refuses.
 */
export class VeriffSessions extends Construct {
  /** The API for mobile backends. */
  readonly clientApi: ClientApi;
  /** The API that Veriff calls. */
  readonly webhookApi: WebhookApi;
  /** The records of sessions and idempotency keys. */
  readonly table: SessionTable;
  /** Veriff's API keys and shared secrets. */
  readonly secret: VeriffSecret;
  /** Where every change is published. */
  readonly eventBus: EventBus;
  /** The functions, by the name of their bundle. */
  readonly functions: SessionFunctions;
  /** The workflow that runs every minute. */
  readonly sweep: Sweep;
  /** What could not be delivered. */
  readonly undeliverable: Undeliverable;
  /** The key, and how long everything is kept. */
  readonly protection: DataProtection;
  /** Alarms and dashboard, where they are made. */
  readonly monitoring: Monitoring | undefined;
  /** The CloudWatch namespace of everything that the functions count. */
  readonly metricNamespace: string;

  constructor(scope: Construct, id: string, props: VeriffSessionsProps = {}) {
    super(scope, id);
    this.metricNamespace = `${METRIC_NAMESPACE}/${Names.uniqueResourceName(this, { separator: '-', maxLength: 240 })}`;
    this.protection = new DataProtection(this, 'Protection', {
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      logRetention: props.logRetention ?? RetentionDays.ONE_YEAR,
      encryptionKey: props.encryptionKey,
    });
    const { protection } = this;
    this.table = new SessionTable(this, 'Sessions', { protection });
    this.secret = new VeriffSecret(this, 'Secret', { protection, existing: props.secret });
    this.undeliverable = new Undeliverable(this, 'Undeliverable', { protection });
    this.eventBus = new EventBus(this, 'Events', {
      protection,
      undeliverable: this.undeliverable,
      existing: props.eventBus,
    });
    this.functions = this.#makeFunctions(props);
    const inner = { protection, functions: this.functions };
    this.clientApi = new ClientApi(this, 'ClientApi', { ...props.client, ...inner });
    this.webhookApi = new WebhookApi(this, 'WebhookApi', { ...props.webhook, ...inner });
    this.sweep = new Sweep(this, 'Sweep', {
      protection,
      table: this.table,
      pollDecision: this.functions.named('poll-decision'),
      undeliverable: this.undeliverable,
      concurrentBatches: props.concurrentBatches,
    });
    this.monitoring = this.#monitor(props);
    this.#rollOut(props);
    if (props.apiGatewayLogRole === true) {
      const role = new GatewayLogRole(this, 'GatewayLogRole');
      role.setBefore(this.clientApi, this.webhookApi);
    }
    if (props.permissionsBoundary !== undefined) {
      PermissionsBoundary.of(this).apply(props.permissionsBoundary);
    }
  }

  #makeFunctions(props: VeriffSessionsProps): SessionFunctions {
    return new SessionFunctions(this, 'Functions', {
      protection: this.protection,
      table: this.table,
      secret: this.secret,
      eventBus: this.eventBus,
      callbackHosts: props.callbackHosts ?? [],
      metricNamespace: this.metricNamespace,
      network: props.network,
      reservedConcurrency: props.reservedConcurrency,
    });
  }

  #monitor(props: VeriffSessionsProps): Monitoring | undefined {
    const where = `VeriffSessions "${this.node.path}"`;
    existingOrOurs(where, props, ['alarmTopic', 'alarmEmails']);
    const somebody = props.alarmTopic !== undefined || props.alarmEmails !== undefined;
    if (!(props.monitoring ?? somebody)) return undefined;
    const topic = props.alarmTopic ?? this.#makeTopic(props.alarmEmails);
    return new Monitoring(this, 'Monitoring', {
      parts: this.#monitoredParts(),
      topic,
      ticketTopic: props.ticketTopic,
      runbookUrl: props.runbookUrl,
    });
  }

  #makeTopic(emails: readonly string[] | undefined): ITopic | undefined {
    if (emails === undefined) return undefined;
    return new NotificationTopic(this, 'Alarms', { key: this.protection.key, emails }).topic;
  }

  /** By names alone: an alarm that refers to a stage or a workflow could not take back what these are made of. */
  #monitoredParts(): MonitoredParts {
    const namesOf = (name: FunctionName) => {
      const { lambda, alias } = this.functions.named(name);
      return { functionName: lambda.functionName, aliasName: alias.aliasName };
    };
    return {
      namespace: this.metricNamespace,
      functions: {
        'create-session': namesOf('create-session'),
        'read-session': namesOf('read-session'),
        'list-sessions': namesOf('list-sessions'),
        'erase-session': namesOf('erase-session'),
        'receive-webhook': namesOf('receive-webhook'),
        'poll-decision': namesOf('poll-decision'),
      },
      clientApi: monitoredApi(this.clientApi.rest),
      webhookApi: monitoredApi(this.webhookApi.rest),
      tableName: this.table.table.tableName,
      sweepArn: this.sweep.stateMachineArn,
      undeliverableName: this.undeliverable.queue.queueName,
    };
  }

  #rollOut({ gradualRollout }: VeriffSessionsProps): void {
    const { monitoring, functions } = this;
    if (gradualRollout ?? monitoring !== undefined) {
      if (monitoring === undefined) {
        throw new ChoiceError(
          `VeriffSessions "${this.node.path}": gradualRollout is taken back by alarms, and monitoring is off. Keep one of the two.`,
        );
      }
      const rollout = new GradualRollout(this, 'Rollout', {
        functions,
        rollbackAlarms: (name) => monitoring.rollbackAlarms(name),
      });
      monitoring.tellOfRollbacks({
        applicationName: rollout.application.applicationName,
        queueArn: this.undeliverable.queue.queueArn,
      });
    }
  }

  /** Lets a mobile backend call the client API: every route, signed with its own credentials. */
  grantUse(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: [this.clientApi.rest.api.arnForExecuteApi('*', '/v1/*')],
    });
  }

  /** Lets somebody operate: see `grantOperate` in `constructs/operator-access.ts` for what that is. */
  grantOperate(grantee: IGrantable): Grant {
    return grantOperate(this, grantee);
  }

  /** Sends changes of sessions to a target. Throws a `ChoiceError` for a status that no session has. */
  onSessionEvent(id: string, props: SessionEventRuleProps): Rule {
    return this.eventBus.addRule(id, props);
  }

  /** How many webhooks were refused, in five minutes. */
  metricWebhookRejected(): Metric {
    return this.#metric('WebhookRejected');
  }

  /** How many decisions were taken, from webhooks, polls and our own, in five minutes. */
  metricDecision(): Metric {
    return this.#metric('DecisionSource');
  }

  /** How many decisions the fallback found because no webhook had brought them, in five minutes. */
  metricDecisionByFallback(): Metric {
    return this.#metric('DecisionSource', { dimensionsMap: { source: 'poll' } });
  }

  /** Seconds for which the oldest debt had been due when it was taken up, in five minutes. */
  metricOldestDue(): Metric {
    return this.#metric('OldestDueSeconds', { statistic: Stats.MAXIMUM });
  }

  #metric(
    metricName: MetricName,
    more: { readonly dimensionsMap?: Record<string, string>; readonly statistic?: string } = {},
  ): Metric {
    return new Metric({
      namespace: this.metricNamespace,
      metricName,
      statistic: Stats.SUM,
      ...more,
    });
  }
}
