import { Duration } from 'aws-cdk-lib';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  FUNCTION_MEMORY_MB,
  FUNCTION_TIMEOUT_SECONDS,
  FUNCTIONS,
  type FunctionName,
} from '../../shared/contract/routes.ts';
import type { DataProtection } from './data-protection.ts';
import type { EventBus } from './event-bus.ts';
import type { FunctionNetwork } from './network.ts';
import { NodeFunction } from './node-function.ts';
import type { VeriffSecret } from './secret.ts';
import type { SessionTable } from './session-table.ts';

/**
 * How many of each function run at most; as many are kept free for it and taken from the rest of the account, which has
 * to keep 100. A new account has 10 in all and can reserve none.
 */
export interface ReservedConcurrency {
  readonly createSession?: number | undefined;
  readonly readSession?: number | undefined;
  readonly listSessions?: number | undefined;
  readonly eraseSession?: number | undefined;
  readonly receiveWebhook?: number | undefined;
  /** At least as many as the sweep has batches at a time; less than twice as many makes two overlapping runs wait for each other. */
  readonly pollDecision?: number | undefined;
}

/** What the functions work with. */
export interface SessionFunctionsProps {
  /** Where their logs go. */
  readonly protection: DataProtection;
  /** The records. */
  readonly table: SessionTable;
  /** Veriff's keys. */
  readonly secret: VeriffSecret;
  /** Where changes are published. */
  readonly eventBus: EventBus;
  /** Hosts that a `callback` may name; empty allows any https host. */
  readonly callbackHosts: readonly string[];
  /** The CloudWatch namespace of what they count. */
  readonly metricNamespace: string;
  /** Where they run; without, in Lambda's own network. */
  readonly network?: FunctionNetwork | undefined;
  /** How many of each run at most. */
  readonly reservedConcurrency?: ReservedConcurrency | undefined;
}

const DESCRIPTIONS: Readonly<Record<FunctionName, string>> = {
  'create-session': 'Creates a session at Veriff',
  'read-session': 'Answers the state of a session',
  'list-sessions': 'Lists the sessions of a user',
  'erase-session': 'Erases a session',
  'receive-webhook': "Receives Veriff's webhooks",
  'poll-decision': 'Settles a batch of due sessions',
};

/** `create-session` → `CreateSession` */
function pascalCase(name: FunctionName): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const CONCURRENCY_OF: Readonly<Record<FunctionName, keyof ReservedConcurrency>> = {
  'create-session': 'createSession',
  'read-session': 'readSession',
  'list-sessions': 'listSessions',
  'erase-session': 'eraseSession',
  'receive-webhook': 'receiveWebhook',
  'poll-decision': 'pollDecision',
};

/** All functions, each with exactly what it needs. */
export class SessionFunctions extends Construct {
  readonly #functions: ReadonlyMap<FunctionName, NodeFunction>;

  constructor(scope: Construct, id: string, props: SessionFunctionsProps) {
    super(scope, id);
    this.#functions = new Map(FUNCTIONS.map((name) => [name, this.#make(name, props)]));
    this.#grant(props);
    if (props.callbackHosts.length > 0) {
      this.named('create-session').tell('callbackHosts', props.callbackHosts.join(','));
    }
  }

  /** One of them, by the name of its bundle. */
  named(name: FunctionName): NodeFunction {
    const found = this.#functions.get(name);
    if (found === undefined) throw new Error(`There is no function ${name}`);
    return found;
  }

  /** Where all of them write. */
  get logGroups(): readonly LogGroup[] {
    return [...this.#functions.values()].map(({ logGroup }) => logGroup);
  }

  #make(name: FunctionName, props: SessionFunctionsProps): NodeFunction {
    const fn = new NodeFunction(this, pascalCase(name), {
      bundle: name,
      description: DESCRIPTIONS[name],
      memorySize: FUNCTION_MEMORY_MB,
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS[name]),
      protection: props.protection,
      network: props.network,
      reservedConcurrency: props.reservedConcurrency?.[CONCURRENCY_OF[name]],
    });
    fn.tell('metricNamespace', props.metricNamespace);
    return fn;
  }

  #grant({ table, secret, eventBus }: SessionFunctionsProps): void {
    table.grantCreate(this.named('create-session'));
    table.grantRead(this.named('read-session'));
    table.grantList(this.named('list-sessions'));
    table.grantChange(this.named('erase-session'));
    table.grantChange(this.named('receive-webhook'));
    table.grantChange(this.named('poll-decision'));
    for (const name of ['create-session', 'receive-webhook', 'poll-decision'] as const) {
      secret.grantRead(this.named(name));
      eventBus.grantPublish(this.named(name));
    }
    secret.closeToOthers();
  }
}
