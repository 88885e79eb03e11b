import { describe, expect, it } from 'vitest';
import { listOf, PROD, type Resource, Synthesised } from './synthesised.ts';

const stack = new Synthesised({ ...PROD, settings: { ...PROD.settings, apiGatewayLogRole: true } });

interface Statement {
  readonly Effect: string;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** ` if kms:ViaService is dynamodb.…` */
function conditionText({ Condition = {} }: Statement): string {
  const entries = Object.values(Condition).flatMap((operator) => Object.entries(operator));
  return entries.map(([key, value]) => ` if ${key} is ${stack.text(value)}`).join('');
}

/** One line for each action on each resource. */
function lines(policy: Resource): readonly string[] {
  const { Statement } = policy.Properties['PolicyDocument'] as {
    readonly Statement: readonly Statement[];
  };
  return Statement.flatMap((statement) =>
    listOf(statement.Action).flatMap((action) =>
      listOf(statement.Resource).map((resource) => {
        expect(statement.Effect).toBe('Allow');
        return `${String(action)} on ${stack.text(resource)}${conditionText(statement)}`;
      }),
    ),
  ).toSorted();
}

const KEY = '{Protection/Key.Arn}';
const ITEMS = '{Sessions/Table.Arn}';
const SECRET = '{Secret/Secret}';
const through = (service: string) => ` if kms:ViaService is ${service}.{AWS::Region}.amazonaws.com`;

const HERE = (service: string) => `arn:{AWS::Partition}:${service}:{AWS::Region}:{AWS::AccountId}`;
const FUNCTION_PATHS = [
  'CreateSession',
  'ReadSession',
  'ListSessions',
  'EraseSession',
  'ReceiveWebhook',
  'PollDecision',
];

/** X-Ray knows no resources. */
const TRACES = ['xray:PutTraceSegments on *', 'xray:PutTelemetryRecords on *'];
const ownLog = (name: string) => [
  `logs:CreateLogStream on {Functions/${name}/Logs.Arn}`,
  `logs:PutLogEvents on {Functions/${name}/Logs.Arn}`,
];
const base = (name: string) => [...TRACES, ...ownLog(name)];
const READ_KEY = [`kms:Decrypt on ${KEY}${through('dynamodb')}`];
const WRITE_KEY = [...READ_KEY, `kms:GenerateDataKey on ${KEY}${through('dynamodb')}`];
/** Whoever talks to Veriff or checks its signature, and publishes what changed. */
const VERIFF_AND_BUS = [
  `secretsmanager:GetSecretValue on ${SECRET}`,
  `kms:Decrypt on ${KEY}${through('secretsmanager')}`,
  'events:PutEvents on {Events/Bus.Arn}',
];
/** It cannot make a record, not even where the code tries to. */
const CHANGE = [`dynamodb:GetItem on ${ITEMS}`, `dynamodb:UpdateItem on ${ITEMS}`, ...WRITE_KEY];

/** Every role with everything that it may do, and why where it is not plain. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'Functions/CreateSession': [
    ...base('CreateSession'),
    // The only one that makes records: the claim of the key, then the session.
    `dynamodb:PutItem on ${ITEMS}`,
    ...CHANGE,
    ...VERIFF_AND_BUS,
  ],
  'Functions/ReadSession': [...base('ReadSession'), `dynamodb:GetItem on ${ITEMS}`, ...READ_KEY],
  'Functions/ListSessions': [
    ...base('ListSessions'),
    `dynamodb:Query on ${ITEMS}/index/byVendorData`,
    `dynamodb:BatchGetItem on ${ITEMS}`,
    ...READ_KEY,
  ],
  // Leaves a tombstone, so it needs no DeleteItem; Veriff's own erasure is the sweep's.
  'Functions/EraseSession': [...base('EraseSession'), ...CHANGE],
  'Functions/ReceiveWebhook': [...base('ReceiveWebhook'), ...CHANGE, ...VERIFF_AND_BUS],
  'Functions/PollDecision': [...base('PollDecision'), ...CHANGE, ...VERIFF_AND_BUS],
  'Sweep/Service': [
    ...TRACES,
    'xray:GetSamplingRules on *',
    'xray:GetSamplingTargets on *',
    // Log delivery knows no resources.
    'logs:CreateLogDelivery on *',
    'logs:GetLogDelivery on *',
    'logs:UpdateLogDelivery on *',
    'logs:DeleteLogDelivery on *',
    'logs:ListLogDeliveries on *',
    'logs:PutResourcePolicy on *',
    'logs:DescribeResourcePolicies on *',
    'logs:DescribeLogGroups on *',
    // It learns ids and no more; records are read by who settles them.
    `dynamodb:Query on ${ITEMS}/index/due`,
    ...READ_KEY,
    'lambda:InvokeFunction on {Functions/PollDecision/Function/Aliaslive}',
    // What a run holds and what it logs is encrypted by its own role.
    ...['Decrypt', 'GenerateDataKey'].map(
      (action) =>
        `kms:${action} on ${KEY} if kms:EncryptionContext:aws:states:stateMachineArn is ${HERE('states')}:stateMachine:*`,
    ),
    `kms:GenerateDataKey on ${KEY} if kms:EncryptionContext:SourceArn is ${HERE('logs')}:*`,
  ],
  'Sweep/Starter': [
    'states:StartExecution on {Sweep/StateMachine}',
    `kms:Decrypt on ${KEY}`,
    'sqs:SendMessage on {Undeliverable/Queue.Arn}',
    `kms:Decrypt on ${KEY}${through('sqs')}`,
    `kms:GenerateDataKey on ${KEY}${through('sqs')}`,
  ],
  // Moves the alias from one version to the next, and back.
  Rollout: [
    ...FUNCTION_PATHS.flatMap((path) => [
      `lambda:GetAlias on {Functions/${path}/Function.Arn}`,
      `lambda:UpdateAlias on {Functions/${path}/Function.Arn}`,
      `lambda:GetProvisionedConcurrencyConfig on {Functions/${path}/Function.Arn}:*`,
    ]),
    `cloudwatch:DescribeAlarms on ${HERE('cloudwatch')}:alarm:*`,
  ],
  // The account's role, for every log of API Gateway there: API Gateway asks for exactly these.
  GatewayLogRole: [
    'CreateLogGroup',
    'CreateLogStream',
    'DescribeLogGroups',
    'DescribeLogStreams',
    'FilterLogEvents',
    'GetLogEvents',
    'PutLogEvents',
  ].map((a) => `logs:${a} on arn:{AWS::Partition}:logs:{AWS::Region}:{AWS::AccountId}:*`),
};

const policies = new Map(
  [...stack.all('AWS::IAM::ManagedPolicy')].map(([path, policy]) => [
    path
      .replace(/(?<=^Functions\/\w+|^GatewayLogRole|^Rollout)\/Service/, '')
      .replace(/\/Policy$/, ''),
    policy,
  ]),
);

describe('permissions', () => {
  it('are named for every role', () => {
    expect([...policies.keys()].toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  it.each(Object.entries(ALLOWED))('of %s are exactly these', (role, allowed) => {
    const policy = policies.get(role);

    expect(policy && lines(policy)).toEqual([...allowed].toSorted());
  });

  it('reach every resource only where AWS knows no other: traces and log delivery', () => {
    const unbounded = [...policies.values()]
      .flatMap(lines)
      .filter((line) => line.endsWith(' on *'));

    expect(
      unbounded.filter(
        (line) => !/^(xray:|logs:\w+(?:LogDeliver|ResourcePolic|LogGroups))/.test(line),
      ),
    ).toEqual([]);
  });

  it('never hold a star in an action', () => {
    const actions = [...policies.values()].flatMap(lines).map((line) => line.replace(/ .*$/, ''));

    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('come by one policy for each role: none inline, none of AWS', () => {
    expect(stack.all('AWS::IAM::Policy').size).toBe(0);
    for (const [path, { Properties }] of stack.all('AWS::IAM::Role')) {
      const own = `{${path.replace(/Role$/, 'Policy')}}`;
      expect(listOf(Properties['ManagedPolicyArns']).map((arn) => stack.text(arn))).toEqual([own]);
      expect(Properties['Policies']).toBeUndefined();
    }
  });

  it('are taken by one service each, and from this account where the service says so', () => {
    const trust = [...stack.all('AWS::IAM::Role')].map(([path, { Properties }]) => {
      const { Statement } = Properties['AssumeRolePolicyDocument'] as {
        readonly Statement: readonly (Statement & {
          readonly Principal: { readonly Service: string };
        })[];
      };
      const texts = Statement.map((each) => each.Principal.Service + conditionText(each));
      return [path.split('/')[0], ...texts];
    });

    const fromHere = ' if aws:SourceAccount is {AWS::AccountId}';
    expect(trust).toEqual([
      ...Array.from({ length: 6 }, () => ['Functions', 'lambda.amazonaws.com']),
      ['Sweep', `states.amazonaws.com${fromHere}`],
      ['Sweep', `scheduler.amazonaws.com${fromHere}`],
      ['Rollout', 'codedeploy.amazonaws.com'],
      ['GatewayLogRole', 'apigateway.amazonaws.com'],
    ]);
  });
});
