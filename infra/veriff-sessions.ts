import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ClientApi } from './constructs/client-api.ts';
import { DataProtection } from './constructs/data-protection.ts';
import { EventBus } from './constructs/event-bus.ts';
import { GatewayLogRole } from './constructs/gateway-log-role.ts';
import { VeriffSecret } from './constructs/secret.ts';
import { SessionFunctions } from './constructs/session-functions.ts';
import { SessionTable } from './constructs/session-table.ts';
import { Sweep } from './constructs/sweep.ts';
import { WebhookApi } from './constructs/webhook-api.ts';

/** What can be chosen about a `VeriffSessions`. */
export interface VeriffSessionsProps {
  /**
   * Hosts that a `callback` may name, in lower case.
   * @default - any https host
   */
  readonly callbackHosts?: readonly string[];
  /**
   * What becomes of table, key, secret and logs when they leave the stack. Unless they are destroyed, the
   * table is protected against deletion.
   * @default - RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * How long logs are kept.
   * @default - RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether to make the role that API Gateway writes logs with and to set it for the whole account and Region,
   * in place of one that may be set there. Without any such role API Gateway refuses the stages of both APIs.
   * @default - false: the account has one
   */
  readonly apiGatewayLogRole?: boolean;
}

/**
 * The life of Veriff sessions: two APIs, one table, the sweep that pays what is owed, and the bus that
 * tells of every change. The secret starts with a placeholder that every function refuses.
 */
export class VeriffSessions extends Construct {
  /** The API for mobile backends, authenticated by IAM. */
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

  constructor(scope: Construct, id: string, props: VeriffSessionsProps = {}) {
    super(scope, id);
    const protection = new DataProtection(this, 'Protection', {
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      logRetention: props.logRetention ?? RetentionDays.ONE_YEAR,
    });
    this.table = new SessionTable(this, 'Sessions', { protection });
    this.secret = new VeriffSecret(this, 'Secret', { protection });
    this.eventBus = new EventBus(this, 'Events');
    this.functions = new SessionFunctions(this, 'Functions', {
      protection,
      table: this.table,
      secret: this.secret,
      eventBus: this.eventBus,
      callbackHosts: props.callbackHosts ?? [],
    });
    this.clientApi = new ClientApi(this, 'ClientApi', { protection, functions: this.functions });
    this.webhookApi = new WebhookApi(this, 'WebhookApi', { protection, functions: this.functions });
    this.sweep = new Sweep(this, 'Sweep', {
      protection,
      table: this.table,
      pollDecision: this.functions.named('poll-decision'),
    });
    if (props.apiGatewayLogRole === true) {
      const role = new GatewayLogRole(this, 'GatewayLogRole');
      role.setBefore(this.clientApi, this.webhookApi);
    }
  }
}
