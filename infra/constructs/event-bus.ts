import { EventBus as Bus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';
import { allow } from './statements.ts';

/** The bus that every change of a session is published on. Nobody outside the account may publish on it. */
export class EventBus extends Construct {
  /** The bus itself. */
  readonly bus: Bus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new Bus(this, 'Bus', { description: 'Changes of Veriff sessions' });
  }

  /** To publish. */
  grantPublish(fn: NodeFunction): void {
    fn.tell('bus', this.bus.eventBusName);
    fn.allow(allow('events', ['PutEvents'], this.bus.eventBusArn));
  }
}
