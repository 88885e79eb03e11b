import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { type ISubnet, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StageConfig } from './config/read.ts';
import type { StageSettings } from './config/schema.ts';
import { ClientAuthorization } from './constructs/client-authorization.ts';
import type { FunctionNetwork } from './constructs/network.ts';
import { WebAcl } from './constructs/web-acl.ts';
import type {
  ClientApiOptions,
  VeriffSessionsProps,
  WebhookApiOptions,
} from './veriff-sessions-props.ts';

type Existing = Pick<VeriffSessionsProps, 'encryptionKey' | 'secret' | 'eventBus'>;

function existingOf(scope: Construct, existing: StageSettings['existing'] = {}): Existing {
  const { keyArn, secretArn, secretKeyArn, eventBusArn } = existing;
  return {
    ...(keyArn !== undefined && { encryptionKey: Key.fromKeyArn(scope, 'ExistingKey', keyArn) }),
    ...(eventBusArn !== undefined && {
      eventBus: EventBus.fromEventBusArn(scope, 'ExistingBus', eventBusArn),
    }),
    ...(secretArn !== undefined && {
      secret: Secret.fromSecretAttributes(scope, 'ExistingSecret', {
        secretCompleteArn: secretArn,
        ...(secretKeyArn !== undefined && {
          encryptionKey: Key.fromKeyArn(scope, 'ExistingSecretKey', secretKeyArn),
        }),
      }),
    }),
  };
}

function existingSubnet(scope: Construct, id: string): ISubnet {
  const subnet = Subnet.fromSubnetId(scope, `Existing-${id}`, id);
  Validations.of(subnet).acknowledge({
    id: '@aws-cdk/aws-ec2:noSubnetRouteTableId',
    reason: 'Functions are put into the subnet; its routes are not ours to change.',
  });
  return subnet;
}

function networkOf(
  scope: Construct,
  network: StageSettings['network'],
): FunctionNetwork | undefined {
  if (network === undefined) return undefined;
  const { vpcId, availabilityZones, subnetIds, securityGroupIds } = network;
  const vpc = Vpc.fromVpcAttributes(scope, 'ExistingVpc', {
    vpcId,
    availabilityZones: [...availabilityZones],
  });
  const subnets = subnetIds.map((id) => existingSubnet(scope, id));
  return {
    vpc,
    vpcSubnets: { subnets },
    securityGroups: securityGroupIds?.map((id) =>
      SecurityGroup.fromSecurityGroupId(scope, `Existing-${id}`, id, { mutable: false }),
    ),
  };
}

type Domain = NonNullable<NonNullable<StageSettings['client']>['domain']>;

function domainOf(scope: Construct, api: string, domain: Domain | undefined) {
  if (domain === undefined) return undefined;
  const { name, certificateArn, hostedZone } = domain;
  return {
    name,
    certificate: Certificate.fromCertificateArn(scope, `Existing${api}Certificate`, certificateArn),
    hostedZone:
      hostedZone &&
      HostedZone.fromHostedZoneAttributes(scope, `Existing${api}Zone`, {
        hostedZoneId: hostedZone.id,
        zoneName: hostedZone.name,
      }),
  };
}

/** An ARN is an existing one, true is ours, false none; silence is for the stage to say. */
function webAclOf(setting: boolean | string | undefined, { webAcl }: StageConfig): WebAcl {
  if (typeof setting === 'string') return WebAcl.existing(setting);
  return (setting ?? webAcl) ? WebAcl.ours() : WebAcl.none();
}

function authorizationOf(
  scope: Construct,
  client: NonNullable<StageSettings['client']>,
): ClientAuthorization {
  if (client.cognito === undefined) {
    return ClientAuthorization.iam({ accounts: client.iamAccounts });
  }
  const { userPoolArn, readScope, writeScope } = client.cognito;
  const userPool = UserPool.fromUserPoolArn(scope, 'ExistingUserPool', userPoolArn);
  return ClientAuthorization.cognito({ userPool, readScope, writeScope });
}

function clientOf(scope: Construct, config: StageConfig): ClientApiOptions {
  const { client = {} } = config.settings;
  return {
    authorization: authorizationOf(scope, client),
    domain: domainOf(scope, 'Client', client.domain),
    throttle: client.throttle,
    createThrottle: client.createThrottle,
    webAcl: webAclOf(client.webAcl, config),
  };
}

function webhookOf(scope: Construct, config: StageConfig): WebhookApiOptions {
  const { webhook = {} } = config.settings;
  return {
    allowedCidrs: webhook.allowedCidrs,
    closed: webhook.closed,
    domain: domainOf(scope, 'Webhook', webhook.domain),
    throttle: webhook.throttle,
    webAcl: webAclOf(webhook.webAcl, config),
  };
}

function alarmsOf(scope: Construct, { settings, rollout }: StageConfig): AlarmProps {
  const { emails, topicArn, ticketTopicArn, runbookUrl } = settings.alarms ?? {};
  const topic = (id: string, arn: string | undefined) =>
    arn === undefined ? undefined : Topic.fromTopicArn(scope, id, arn);
  return {
    monitoring: settings.alarms !== undefined,
    gradualRollout: rollout,
    alarmEmails: emails,
    alarmTopic: topic('ExistingTopic', topicArn),
    ticketTopic: topic('ExistingTicketTopic', ticketTopicArn),
    runbookUrl,
  };
}

type AlarmProps = Pick<
  VeriffSessionsProps,
  'monitoring' | 'gradualRollout' | 'alarmEmails' | 'alarmTopic' | 'ticketTopic' | 'runbookUrl'
>;

/** What a stage of `cdk.json` says, in the construct's own terms: ARNs and ids become imported things. */
export function stageProps(scope: Construct, config: StageConfig): VeriffSessionsProps {
  const { settings } = config;
  const boundary = settings.permissionsBoundaryArn;
  return {
    callbackHosts: settings.callbackHosts,
    removalPolicy: config.retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    logRetention: settings.logRetentionDays,
    apiGatewayLogRole: settings.apiGatewayLogRole,
    concurrentBatches: settings.concurrentBatches,
    reservedConcurrency: settings.reservedConcurrency,
    network: networkOf(scope, settings.network),
    ...existingOf(scope, settings.existing),
    client: clientOf(scope, config),
    webhook: webhookOf(scope, config),
    ...alarmsOf(scope, config),
    permissionsBoundary:
      boundary === undefined
        ? undefined
        : ManagedPolicy.fromManagedPolicyArn(scope, 'ExistingBoundary', boundary),
  };
}
