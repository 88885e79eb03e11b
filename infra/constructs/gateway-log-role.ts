import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { ServiceRole } from './service-role.ts';
import { allow } from './statements.ts';

/** What API Gateway itself asks for, by name, before it takes a role for its logs. */
const LOG_ACTIONS = [
  'CreateLogGroup',
  'CreateLogStream',
  'DescribeLogGroups',
  'DescribeLogStreams',
  'PutLogEvents',
  'GetLogEvents',
  'FilterLogEvents',
] as const;

/** The role that API Gateway writes every log of the account and Region with, ours or not. */
export class GatewayLogRole extends Construct {
  readonly #account: CfnAccount;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const service = new ServiceRole(this, 'Service', {
      service: 'apigateway.amazonaws.com',
      description: 'What API Gateway may do for its logs',
    });
    const groups = Stack.of(this).formatArn({ service: 'logs', resource: '*' });
    service.allow(allow('logs', LOG_ACTIONS, groups));
    this.#account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: service.role.roleArn });
    // Other APIs of the account may have come to use it by then.
    for (const each of this.node.findAll()) {
      if (CfnResource.isCfnResource(each)) each.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
  }

  /** Stages with a log can only be made once the role is set. */
  setBefore(...constructs: readonly Construct[]): void {
    for (const construct of constructs) construct.node.addDependency(this.#account);
  }
}
