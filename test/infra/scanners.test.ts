import { readFileSync } from 'node:fs';
import { HIPAASecurityChecks, PCIDSS321Checks } from 'cdk-nag';
import { describe, expect, it, vi } from 'vitest';
import type { StageConfig } from '../../infra/config/read.ts';
import { acknowledgedBy, adding, findingsOf, rawFindingsOf } from './scanned.ts';
import { DEV, PROD } from './synthesised.ts';

// Control Tower's 237 rules take seconds by themselves.
vi.setConfig({ testTimeout: 180_000 });

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/0f6a3b8d-6b4e-4d0c-8f7e-000000000001';

/** A stage with every choice made the other way. */
const CHOSEN: StageConfig = {
  ...PROD,
  settings: {
    ...PROD.settings,
    alarms: { topicArn: 'arn:aws:sns:eu-west-1:111122223333:on-call' },
    apiGatewayLogRole: true,
    client: {
      cognito: {
        userPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abcdef123',
        readScope: 'sessions/read',
        writeScope: 'sessions/write',
      },
    },
    existing: {
      keyArn: ARN,
      secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:veriff-a1b2c3',
      eventBusArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/company',
    },
    network: {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-west-1a'],
      subnetIds: ['subnet-0a1b2c3d'],
      securityGroupIds: ['sg-0a1b2c3d'],
    },
    reservedConcurrency: {
      createSession: 20,
      readSession: 20,
      listSessions: 5,
      eraseSession: 5,
      receiveWebhook: 20,
      pollDecision: 10,
    },
    webhook: { closed: true },
  },
};

const STAGES: readonly (readonly [string, StageConfig])[] = [
  ['dev', DEV],
  ['prod', PROD],
  ['with every choice made the other way', CHOSEN],
];

describe.each(STAGES)('the scanners, over a stage %s', (_name, config) => {
  it('find nothing that is not acknowledged', () => {
    expect(findingsOf(config)).toEqual([]);
  });

  it('find, where nothing is acknowledged, exactly what is: every acknowledgement is still needed', () => {
    expect(rawFindingsOf(config)).toEqual(acknowledgedBy(config));
  });
});

describe('what is acknowledged', () => {
  it('is few kinds, each of them counted: a new one is seen in review', () => {
    const kinds = acknowledgedBy(PROD).map((finding) => finding.replace(/(\[.*)? at .*$/, ''));
    const counts = Object.entries(Object.groupBy(kinds, (kind) => kind));

    expect(Object.fromEntries(counts.map(([kind, all = []]) => [kind, all.length]))).toEqual({
      'AwsSolutions::AwsSolutions-APIG4': 1,
      'AwsSolutions::AwsSolutions-COG4': 5,
      'AwsSolutions::AwsSolutions-IAM5': 14,
      'AwsSolutions::AwsSolutions-SMG4': 1,
      'AwsSolutions::AwsSolutions-SQS3': 1,
      'NIST.800.53.R5::NIST.800.53.R5-APIGWCacheEnabledAndEncrypted': 2,
      'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan': 1,
      'NIST.800.53.R5::NIST.800.53.R5-LambdaConcurrency': 6,
      'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ': 6,
      'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC': 6,
      'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': 1,
      'Serverless::Serverless-LambdaDLQ': 6,
      'Serverless::Serverless-SNSRedrivePolicy': 1,
      'Serverless::Serverless-SQSRedrivePolicy': 1,
      'cdk-validator-cfnguard::lambda_function_public_access_prohibited_check': 5,
      'cdk-validator-cfnguard::lambda_inside_vpc_check': 6,
      'cdk-validator-cfnguard::sqs_dlq_check': 1,
    });
  });

  it('is acknowledged at single resources, never at a construct, a stack or the app', () => {
    const paths = acknowledgedBy(PROD).map((finding) => finding.replace(/^.* at /, ''));

    expect(paths.filter((path) => !/\/(Resource|ApiPermission\.[^/]+)$/.test(path))).toEqual([]);
  });

  it('has its reason and its date in docs/security.md, and so have the findings of two more packs', () => {
    const page = readFileSync('docs/security.md', 'utf8');
    const more = [PCIDSS321Checks, HIPAASecurityChecks].flatMap((Pack) =>
      rawFindingsOf(
        PROD,
        adding((app) => new Pack(app)),
      ),
    );
    const rules = [...acknowledgedBy(PROD), ...acknowledgedBy(DEV), ...more].map((finding) =>
      finding.replace(/^[^:]+::/, '').replace(/(\[.*)? at .*$/, ''),
    );

    const missing = [...new Set(rules)].filter((rule) => !page.includes(`\`${rule}\``));

    expect(missing).toEqual([]);
    expect(page).toContain('2027-05-31');
  });
});
