import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from './config.ts';
import { VeriffSessions } from './veriff-sessions.ts';

/** What the stack is made with. */
export interface VeriffSessionsStackProps extends StackProps {
  /** The stage, read from the context. */
  readonly config: StageConfig;
}

/** One stage as a stack: the construct and what operators and the CLI have to know about it. */
export class VeriffSessionsStack extends Stack {
  constructor(scope: Construct, id: string, props: VeriffSessionsStackProps) {
    const { config, ...stackProps } = props;
    super(scope, id, {
      description: 'Lifecycle of Veriff identity-verification sessions',
      terminationProtection: config.retained,
      tags: { project: 'veriff-sessions', stage: config.stage },
      ...stackProps,
    });
    const sessions = new VeriffSessions(this, 'VeriffSessions', {
      callbackHosts: config.callbackHosts,
      removalPolicy: config.retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      apiGatewayLogRole: config.apiGatewayLogRole,
    });
    this.#output('ClientUrl', sessions.clientApi.url, 'Base URL of the client API');
    this.#output(
      'WebhookUrl',
      sessions.webhookApi.url,
      "For every webhook field of Veriff's portal",
    );
    this.#output(
      'SecretName',
      sessions.secret.secret.secretName,
      'Takes API key and shared secrets',
    );
    this.#output('TableName', sessions.table.table.tableName, 'Session records');
    this.#output('EventBusName', sessions.eventBus.bus.eventBusName, 'Every change of a session');
    this.#output('SweepArn', sessions.sweep.stateMachine.stateMachineArn, 'Pays what is owed');
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
