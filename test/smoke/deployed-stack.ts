import {
  type CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { SmokeFailure, wordsOf } from './failure.ts';

const OUTPUTS = ['ClientUrl', 'WebhookUrl', 'SecretName', 'TableName', 'SweepArn'] as const;

/** What the stack's outputs mean follows from their version (`infra/outputs.ts`). */
const VERSION = '1';

/** The outputs of the stack that a run needs. */
export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

/** The tag that every stack of this project carries. */
const isOurs = ({ Tags, StackStatus }: Stack): boolean =>
  StackStatus !== 'DELETE_COMPLETE' &&
  (Tags ?? []).some(({ Key, Value }) => Key === 'project' && Value === 'veriff-sessions');

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

async function namesOfOurs(client: CloudFormationClient): Promise<readonly string[]> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  return Stacks.filter(isOurs).map(({ StackName = '' }) => StackName);
}

/** CloudFormation says `ValidationError` where there is no such stack. */
async function notFound(client: CloudFormationClient, name: string): Promise<SmokeFailure> {
  const region = await client.config.region();
  const ours = await namesOfOurs(client).catch((): readonly string[] => []);
  const there = ours.length === 0 ? 'none of ours' : ours.join(', ');
  return new SmokeFailure({
    expected: `a stack ${name} in ${region}`,
    seen: `no such stack; there are: ${there}`,
    lookAt: 'the name (--stack), the Region (--region) and the account of your credentials',
  });
}

function unreadable(error: unknown): SmokeFailure {
  const isCredentials = /Credentials|Token|SignatureDoesNotMatch|AuthFailure/.test(nameOf(error));
  return new SmokeFailure({
    expected: 'CloudFormation to describe the stack',
    seen: wordsOf(error),
    lookAt: isCredentials
      ? 'your credentials: AWS_PROFILE, "aws sso login", or AWS_ACCESS_KEY_ID and its companions'
      : 'Region (--region, AWS_REGION), network, AWS_ENDPOINT_URL, and cloudformation:DescribeStacks',
  });
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    if (nameOf(error) === 'ValidationError') throw await notFound(client, name);
    throw unreadable(error);
  }
}

const COMPLETE = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/;

/** The outputs that a run needs, all of them, of a stack that is complete. */
export function outputsOf(name: string, { Outputs = [], StackStatus }: Stack): Outputs {
  if (!COMPLETE.test(StackStatus ?? '')) {
    throw new SmokeFailure({
      expected: `the stack ${name} to be deployed`,
      seen: `its status is ${StackStatus ?? 'unknown'}`,
      lookAt: "the stack's events in CloudFormation",
    });
  }
  const values = new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = OUTPUTS.filter((key) => (values.get(key) ?? '') === '');
  if (missing.length > 0) {
    throw new SmokeFailure({
      expected: `the outputs ${OUTPUTS.join(', ')}`,
      seen: `${missing.join(', ')} missing`,
      lookAt: `whether ${name} is a stack of this project, deployed from this version`,
    });
  }
  if (values.get('Version') !== VERSION) {
    throw new SmokeFailure({
      expected: `outputs of version ${VERSION}`,
      seen: `version ${values.get('Version') ?? 'unknown'}`,
      lookAt: 'which version of this project is deployed: run the smoke test of that one',
    });
  }
  const read = (key: (typeof OUTPUTS)[number]) => values.get(key) ?? '';
  return {
    ClientUrl: read('ClientUrl'),
    WebhookUrl: read('WebhookUrl'),
    SecretName: read('SecretName'),
    TableName: read('TableName'),
    SweepArn: read('SweepArn'),
  };
}

/** Reads the stack's outputs from CloudFormation. */
export async function readOutputs(client: CloudFormationClient, name: string): Promise<Outputs> {
  const stack = await describe(client, name);
  if (stack === undefined) throw await notFound(client, name);
  return outputsOf(name, stack);
}
