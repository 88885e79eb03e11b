import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ran } from './run.ts';
import { loopback } from './services.ts';

/** As Lambda tells a function that it has a phase before its first event. */
const INIT = { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' };

/** A port at which nobody answers what is asked. */
async function silent(): Promise<string> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const NOT_WARM = 'not warmed up';

describe('the warm-up', () => {
  it('reads table and secret before the first event, which then reads the secret no more', async () => {
    const { address, targets } = await loopback();

    const { printed } = await ran('receive-webhook', address, { env: INIT });

    expect(targets.slice(0, 2).toSorted()).toEqual([
      'DynamoDB_20120810.GetItem',
      'secretsmanager.GetSecretValue',
    ]);
    expect(targets.filter((each) => each.endsWith('GetSecretValue'))).toHaveLength(1);
    expect(printed).not.toContain(NOT_WARM);
  });

  it('is not done where a function has no such phase, as in the local run', async () => {
    const { address, targets } = await loopback();

    await ran('read-session', address);

    expect(targets).toEqual(['DynamoDB_20120810.GetItem']);
  });

  it.each([
    ['refuses', async () => 'http://127.0.0.1:1'],
    ['is silent', silent],
  ])(
    'fails no init where the table %s: it says so once, and the event goes its way',
    async (_, at) => {
      const { address } = await loopback();
      const env = { ...INIT, AWS_ENDPOINT_URL_DYNAMODB: await at() };

      const { answer, printed } = await ran('receive-webhook', address, { env });

      expect(answer).toMatchObject({ statusCode: 503 });
      expect(printed.split(NOT_WARM)).toHaveLength(2);
    },
  );

  it('that was refused the secret keeps nothing: the first event reads it again', async () => {
    const { address, targets } = await loopback(
      (target, times) => target.endsWith('GetSecretValue') && times === 1,
    );

    const { answer, printed } = await ran('receive-webhook', address, { env: INIT });

    expect(answer).toMatchObject({ statusCode: 200 });
    expect(printed).toContain(NOT_WARM);
    expect(targets.filter((each) => each.endsWith('GetSecretValue'))).toHaveLength(2);
  });
});
