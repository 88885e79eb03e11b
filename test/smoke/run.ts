import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dueBucket } from '../../shared/adapters/dynamodb/index-keys.ts';
import { TABLE } from '../../shared/contract/table.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import { addressesOf, isLoopback } from './addresses.ts';
import { backend } from './backend.ts';
import { clientApi } from './client-api.ts';
import { type Outputs, readOutputs } from './deployed-stack.ts';
import { Interrupted } from './failure.ts';
import { eraseAll, playLifecycle, type Stage } from './lifecycle.ts';
import { type Options, UsageError } from './options.ts';
import { type Borrowing, borrowSecret } from './secret.ts';
import { expectReachable, type SimulatedVeriff, startVeriff } from './simulated-veriff.ts';
import { type Print, type Steps, stepRunner } from './steps.ts';
import { waitFor } from './wait.ts';

/** What a run reports to, and what ends it early. */
export interface Surroundings {
  readonly print: Print;
  /** Ends what the run waits for; it tidies up all the same. */
  readonly signal: AbortSignal;
  /** Where an emulator stands in for AWS, as the SDK takes it from AWS_ENDPOINT_URL. */
  readonly endpoint?: string;
}

const now = () => performance.now();

/** Looks into the index of what is due, where nothing of a record can be read but its key. */
function dueReader(client: DynamoDBClient, { TableName }: Outputs): Stage['dueAt'] {
  const { index: IndexName, bucket, at } = TABLE.due;
  return async (id) => {
    const pages = paginateQuery(
      { client },
      {
        TableName,
        IndexName,
        KeyConditionExpression: '#bucket = :bucket',
        FilterExpression: '#key = :id',
        ExpressionAttributeNames: { '#bucket': bucket, '#key': TABLE.key },
        ExpressionAttributeValues: { ':bucket': { S: dueBucket(id) }, ':id': { S: id } },
      },
    );
    for await (const { Items = [] } of pages) {
      if (Items[0] !== undefined) return Items[0][at]?.S;
    }
    return undefined;
  };
}

async function simulator(options: Options, webhookUrl: string): Promise<SimulatedVeriff> {
  const { simulatorPort: port, simulatorUrl: publicUrl } = options;
  if (publicUrl === undefined && !isLoopback(webhookUrl)) {
    throw new UsageError(
      '--simulator-url is missing: the deployed functions have to reach the simulator on this machine',
    );
  }
  return startVeriff({ port, webhookUrl, ...(publicUrl !== undefined && { publicUrl }) });
}

/** The sessions of a run that failed go, as far as that is possible; what they owe Veriff's place is given up by itself. */
async function eraseQuietly(stage: Stage, ids: readonly SessionId[]): Promise<void> {
  for (const id of ids) await stage.backend.erase(id).catch(() => undefined);
}

async function play(stage: Stage, made: ReadonlySet<SessionId>, { keep }: Options): Promise<void> {
  try {
    await playLifecycle(stage);
  } catch (error) {
    if (!keep) await eraseQuietly(stage, [...made]);
    throw error;
  }
  if (!keep) await eraseAll(stage, [...made]);
}

async function withSecret(
  steps: Steps,
  borrowing: Borrowing,
  work: () => Promise<void>,
): Promise<void> {
  const secret = await steps.step('the secret knows the simulator', async () =>
    borrowSecret(borrowing),
  );
  try {
    await work();
  } finally {
    await steps.step('the secret is as it was', async () => secret.giveBack());
  }
}

/**
 * Drives a deployed stack from end to end and answers how many steps held. Throws what did not hold, after
 * it has been told, and after secret and sessions were put in order.
 */
export async function runSmoke(options: Options, around: Surroundings): Promise<number> {
  const { print, signal, endpoint } = around;
  const steps = stepRunner(print, now);
  const access = options.region === undefined ? {} : { region: options.region };
  const cloudFormation = new CloudFormationClient(access);
  const outputs = await steps.step(`the stack ${options.stack} is there`, async () =>
    readOutputs(cloudFormation, options.stack),
  );
  const addresses = addressesOf(outputs, options, endpoint);
  const veriff = await simulator(options, addresses.webhook);
  try {
    await steps.step(`the simulator answers at ${veriff.url}`, async () => expectReachable(veriff));
    const made = new Set<SessionId>();
    const pause = async (milliseconds: number) =>
      sleep(milliseconds, undefined, { signal }).catch(() => {
        throw new Interrupted();
      });
    const stage: Stage = {
      steps,
      backend: backend(clientApi(addresses.client, cloudFormation.config)),
      veriff,
      webhookUrl: addresses.webhook,
      dueAt: dueReader(new DynamoDBClient(access), outputs),
      wait: async (waiting) => waitFor(waiting, { print, now, pause }),
      sweep: outputs.SweepArn,
      onCreated: (id) => made.add(id),
    };
    const borrowing: Borrowing = {
      client: new SecretsManagerClient(access),
      secretId: outputs.SecretName,
      stack: options.stack,
      document: { integrations: [veriff.integration] },
      mayReplace: options.replaceSecret,
    };
    await withSecret(steps, borrowing, async () => play(stage, made, options));
    return steps.passed;
  } finally {
    await veriff.close();
  }
}
