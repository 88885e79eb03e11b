import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  FUNCTION_MEMORY_MB,
  FUNCTION_TIMEOUT_SECONDS,
  FUNCTIONS,
  type FunctionName,
} from '../../shared/contract/routes.ts';
import type { DataProtection } from './data-protection.ts';
import type { EventBus } from './event-bus.ts';
import { NodeFunction } from './node-function.ts';
import type { VeriffSecret } from './secret.ts';
import type { SessionTable } from './session-table.ts';

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

/** All functions, each with exactly what it needs. */
export class SessionFunctions extends Construct {
  readonly #functions: ReadonlyMap<FunctionName, NodeFunction>;

  constructor(scope: Construct, id: string, props: SessionFunctionsProps) {
    super(scope, id);
    this.#functions = new Map(FUNCTIONS.map((name) => [name, this.#make(name, props.protection)]));
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

  #make(name: FunctionName, protection: DataProtection): NodeFunction {
    return new NodeFunction(this, pascalCase(name), {
      bundle: name,
      description: DESCRIPTIONS[name],
      memorySize: FUNCTION_MEMORY_MB,
      timeout: Duration.seconds(FUNCTION_TIMEOUT_SECONDS[name]),
      protection,
    });
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
  }
}
