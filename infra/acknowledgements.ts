import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnMethod, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { FUNCTIONS } from '../shared/contract/routes.ts';
import type { VeriffSessions } from './veriff-sessions.ts';

/** A finding of a scanner that is right as it is. */
interface Acknowledgement {
  /** As the synth prints them. */
  readonly rules: readonly string[];
  /** The resources that have it; each gets an acknowledgement of its own. */
  readonly of: (resource: CfnResource, sessions: VeriffSessions) => boolean;
  readonly reason: string;
}

/** By then each reason is read again: a rule may be gone, or a better way may be there. */
const REVIEW = 'Owner: the maintainers. Review by 2027-05-31.';

const NAG = 'AwsSolutions::AwsSolutions';
const NIST = 'NIST.800.53.R5::NIST.800.53.R5';
const SERVERLESS = 'Serverless::Serverless';
const GUARD = 'cdk-validator-cfnguard::';

const isFunction = (resource: CfnResource): resource is CfnFunction =>
  resource instanceof CfnFunction;

const isMethod = (authorizationType: string) => (resource: CfnResource) =>
  resource instanceof CfnMethod && resource.authorizationType === authorizationType;

/** A policy of a role with this statement that is not narrowed to a resource. */
const isPolicyOf =
  (...roles: readonly string[]) =>
  (resource: CfnResource, sessions: VeriffSessions) =>
    resource instanceof CfnManagedPolicy &&
    roles.some((role) => pathOf(resource, sessions).startsWith(`${role}/Service/`));

/** Stages that no web ACL is put before. */
const isOpenStage = (resource: CfnResource): boolean =>
  resource instanceof CfnStage &&
  !siblings(resource).some((each) => each instanceof CfnWebACLAssociation);

function siblings(stage: CfnStage): readonly unknown[] {
  // Resource, stage, API, then what all of them are part of.
  return stage.node.scopes.at(-4)?.node.findAll() ?? [];
}

function pathOf(resource: CfnResource, sessions: VeriffSessions): string {
  return resource.node.path.slice(sessions.node.path.length + 1);
}

/** Every finding of the gate's scanners that stays, whatever is chosen, and why it is right here. */
const ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [
  {
    rules: [`${NAG}-IAM5[Resource::*]`],
    of: isPolicyOf(
      'Functions/CreateSession',
      'Functions/ReadSession',
      'Functions/ListSessions',
      'Functions/EraseSession',
      'Functions/ReceiveWebhook',
      'Functions/PollDecision',
      'Sweep',
    ),
    reason:
      'X-Ray, the delivery of a workflow log and the interfaces of a function in a network know no resource. Each is a statement of its own, and a test pins the actions.',
  },
  {
    rules: [`${NAG}-APIG4`, `${NAG}-COG4`],
    of: isMethod('NONE'),
    reason:
      'Veriff brings no token. The gate is the HMAC over the exact bytes of the body, and no authoriser sees a body.',
  },
  {
    rules: [`${NAG}-COG4`],
    of: isMethod('AWS_IAM'),
    reason: 'Callers are servers with AWS credentials: every request is signed for IAM.',
  },
  {
    rules: [`${NAG}-SQS3`, `${SERVERLESS}-SQSRedrivePolicy`, `${GUARD}sqs_dlq_check`],
    of: (resource) => resource instanceof CfnQueue,
    reason: 'It is the dead-letter queue itself: people read it, and an alarm calls them.',
  },
  {
    rules: [`${NIST}-LambdaDLQ`, `${SERVERLESS}-LambdaDLQ`],
    of: isFunction,
    reason:
      'Every function is invoked synchronously, by API Gateway or Step Functions. A dead-letter queue would never get a message, and could only hold bodies with personal data.',
  },
  {
    rules: [`${NIST}-LambdaInsideVPC`, `${GUARD}lambda_inside_vpc_check`],
    of: (resource) => isFunction(resource) && resource.vpcConfig === undefined,
    reason:
      'A network is an option (network), not the default: the functions call public endpoints of AWS and Veriff over TLS, and in a VPC they need a NAT gateway for the same.',
  },
  {
    rules: [`${NIST}-LambdaConcurrency`],
    of: (resource) => isFunction(resource) && resource.reservedConcurrentExecutions === undefined,
    reason:
      'A reservation is an option (reservedConcurrency): a new account has ten executions in all and can reserve none, so the deployment would fail. Throttles and the workflow bound each function.',
  },
  {
    rules: [`${GUARD}lambda_function_public_access_prohibited_check`],
    of: (resource) => resource instanceof CfnPermission,
    reason:
      'The rule does not read an ARN that is joined. SourceArn alone names account, API, stage and route; API Gateway is not known to name its account besides.',
  },
  {
    rules: [`${NIST}-APIGWCacheEnabledAndEncrypted`],
    of: (resource) => resource instanceof CfnStage,
    reason: "A cached answer would be somebody's old status, and a second copy of personal data.",
  },
  {
    rules: [`${NAG}-APIG3`, `${NIST}-APIGWAssociatedWithWAF`],
    of: isOpenStage,
    reason:
      'The web ACL was switched off for this API (webAcl); throttles and IAM or the signature remain.',
  },
  {
    rules: [`${NAG}-SMG4`, `${NIST}-SecretsManagerRotationEnabled`],
    of: (resource) => resource instanceof CfnSecret,
    reason:
      "Shared secrets are rotated in Veriff's portal, which has no API for it. Several are in force at a time, and the alarm secret-age asks for a new one.",
  },
  {
    rules: [`${SERVERLESS}-SNSRedrivePolicy`],
    of: (resource) => resource instanceof CfnSubscription,
    reason:
      'A mail that is lost is followed by the next one; a copy of it in a queue would tell nobody.',
  },
  {
    rules: [`${NAG}-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:*]`],
    of: isPolicyOf('GatewayLogRole'),
    reason:
      'The role is one for all logs of API Gateway in the account and Region, by choice (apiGatewayLogRole); API Gateway asks for these actions by name.',
  },
  {
    rules: [`${NIST}-DynamoDBInBackupPlan`],
    of: (resource) => resource instanceof CfnTable,
    reason:
      'A backup would outlive an erasure. Records live seven days, and the table can be restored to any second of these.',
  },
];

/** What the rollout may do to versions and alarms that are not made yet, so that no policy can name them. */
const ROLLOUT_REASON =
  'Versions of the six functions and alarms of the account cannot be named before they are made; a test pins the actions.';

function rolloutRules(sessions: VeriffSessions): readonly string[] {
  const versions = FUNCTIONS.map((name) => {
    const { defaultChild } = sessions.functions.named(name).lambda.node;
    const id = CfnResource.isCfnResource(defaultChild)
      ? Stack.of(sessions).getLogicalId(defaultChild)
      : '';
    return `Resource::<${id}.Arn>:*`;
  });
  const alarms = 'Resource::arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:*';
  return [...versions, alarms].map((finding) => `${NAG}-IAM5[${finding}]`);
}

/**
 * Acknowledges, each at the one resource that has it, what the scanners find and is right. The stack does so; in an app
 * of your own it is your decision.
 */
export function acknowledgeFindings(sessions: VeriffSessions): void {
  const rollout = {
    rules: rolloutRules(sessions),
    of: isPolicyOf('Rollout'),
    reason: ROLLOUT_REASON,
  };
  const resources = sessions.node.findAll().filter((each) => CfnResource.isCfnResource(each));
  for (const { rules, of, reason } of [...ACKNOWLEDGEMENTS, rollout]) {
    for (const resource of resources.filter((each) => of(each, sessions))) {
      const all = rules.map((id) => ({ id, reason: `${reason} ${REVIEW}` }));
      Validations.of(resource).acknowledge(...all);
    }
  }
}
