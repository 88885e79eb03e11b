import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import { Construct } from 'constructs';
import { FUNCTIONS, type FunctionName } from '../../shared/contract/routes.ts';
import { ServiceRole } from './service-role.ts';
import type { SessionFunctions } from './session-functions.ts';
import { allow } from './statements.ts';

/** What is rolled out, and what takes it back. */
export interface GradualRolloutProps {
  /** Each gets a tenth of its calls in the new version for five minutes, then all of them. */
  readonly functions: SessionFunctions;
  /** Of each function: in alarm while it is rolled out, the old version gets all calls back and the deployment fails. */
  readonly rollbackAlarms: (name: FunctionName) => readonly IAlarm[];
}

/** New versions take over by CodeDeploy, bit by bit, and are taken back by themselves when an alarm says so. */
export class GradualRollout extends Construct {
  /** The name under which CodeDeploy knows the rollouts. */
  readonly application: LambdaApplication;

  constructor(scope: Construct, id: string, { functions, rollbackAlarms }: GradualRolloutProps) {
    super(scope, id);
    const service = new ServiceRole(this, 'Service', {
      service: 'codedeploy.amazonaws.com',
      description: 'What the rollout of new versions may do',
    });
    this.application = new LambdaApplication(this, 'Application');
    for (const name of FUNCTIONS) {
      new LambdaDeploymentGroup(this, name, {
        application: this.application,
        alias: functions.named(name).alias,
        role: service.role,
        deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
        alarms: [...rollbackAlarms(name)],
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      });
    }
    const lambdas = FUNCTIONS.map((name) => functions.named(name).lambda.functionArn);
    service.allow(
      allow('lambda', ['GetAlias', 'UpdateAlias'], ...lambdas),
      allow('lambda', ['GetProvisionedConcurrencyConfig'], ...lambdas.map((arn) => `${arn}:*`)),
      allow('cloudwatch', ['DescribeAlarms'], alarmsOf(this)),
    );
  }
}

/** Names of alarms that are made with the groups cannot be in a policy that is made before them. */
function alarmsOf(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
