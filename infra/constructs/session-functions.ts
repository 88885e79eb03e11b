import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FUNCTIONS, type FunctionName } from '../../shared/contract/routes.ts';
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

interface Size {
  readonly description: string;
  readonly seconds: number;
  readonly megabytes: number;
}

/**
 * Timeouts leave room for what each waits for: a create calls Veriff and writes three times, Veriff gives up on a webhook
 * long before ten seconds, and a batch of the sweep stops by itself after 50 seconds and ends its last call.
 */
const SIZES: Readonly<Record<FunctionName, Size>> = {
  'create-session': { description: 'Creates a session at Veriff', seconds: 15, megabytes: 512 },
  'read-session': { description: 'Answers the state of a session', seconds: 10, megabytes: 512 },
  'list-sessions': { description: 'Lists the sessions of a user', seconds: 10, megabytes: 512 },
  'erase-session': { description: 'Erases a session', seconds: 10, megabytes: 512 },
  'receive-webhook': { description: "Receives Veriff's webhooks", seconds: 10, megabytes: 512 },
  'poll-decision': { description: 'Settles a batch of due sessions', seconds: 70, megabytes: 512 },
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
    const { description, seconds, megabytes } = SIZES[name];
    return new NodeFunction(this, pascalCase(name), {
      bundle: name,
      description,
      memorySize: megabytes,
      timeout: Duration.seconds(seconds),
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
