import {
  EventBus as Bus,
  type EventPattern,
  type IEventBus,
  type IRuleTarget,
  Rule,
} from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { detailType, EVENT_SOURCE, PUBLISHED_STATUSES } from '../../shared/contract/events.ts';
import { ChoiceError } from '../choices.ts';
import type { DataProtection } from './data-protection.ts';
import type { NodeFunction } from './node-function.ts';
import { allow } from './statements.ts';
import type { Undeliverable } from './undeliverable.ts';

/** Which bus it is. */
export interface EventBusProps {
  /**
   * An existing bus.
   * @default - a bus of our own
   */
  readonly existing?: IEventBus | undefined;
  /** The key of our own bus. */
  readonly protection: DataProtection;
  /** Where our own bus puts what it cannot encrypt. */
  readonly undeliverable: Undeliverable;
}

/** Which changes of sessions go where. */
export interface SessionEventRuleProps {
  /**
   * Only changes to these statuses: created, started, submitted, approved, declined, resubmission_requested, review,
   * expired, abandoned.
   * @default - all of them
   */
  readonly statuses?: readonly string[];
  /** What gets the events, each at least once and in any order. */
  readonly target: IRuleTarget;
}

function patternFor(statuses: readonly string[] | undefined): EventPattern {
  if (statuses === undefined) return { source: [EVENT_SOURCE] };
  const known: readonly string[] = PUBLISHED_STATUSES;
  const unknown = statuses.filter((status) => !known.includes(status));
  if (unknown.length > 0 || statuses.length === 0) {
    const found = unknown.length > 0 ? unknown.join(', ') : 'an empty list';
    throw new ChoiceError(
      `onSessionEvent: statuses: found ${found}; wanted some of ${known.join(', ')}.`,
    );
  }
  return { source: [EVENT_SOURCE], detailType: statuses.map(detailType) };
}

/** The bus that every change of a session is published on. Nobody outside the account may publish on ours. */
export class EventBus extends Construct {
  /** The bus itself. */
  readonly bus: Bus | IEventBus;

  constructor(scope: Construct, id: string, props: EventBusProps) {
    super(scope, id);
    const { existing, protection, undeliverable } = props;
    this.bus =
      existing ??
      new Bus(this, 'Bus', {
        description: 'Changes of Veriff sessions',
        kmsKey: protection.key,
        deadLetterQueue: undeliverable.queue,
      });
  }

  /** To publish. */
  grantPublish(fn: NodeFunction): void {
    fn.tell('bus', this.bus.eventBusName);
    fn.allow(allow('events', ['PutEvents'], this.bus.eventBusArn));
  }

  /** A rule for changes of sessions. Throws a `ChoiceError` for a status that no session has. */
  addRule(id: string, { statuses, target }: SessionEventRuleProps): Rule {
    const eventPattern = patternFor(statuses);
    return new Rule(this, id, { eventBus: this.bus, eventPattern, targets: [target] });
  }
}
