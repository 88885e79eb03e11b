import { createServer, type Server } from 'node:http';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portOf } from '../../local/listen.ts';
import { outputsOf, readOutputs } from './deployed-stack.ts';

const VALUES = {
  ClientUrl: 'https://a.execute-api.eu-west-1.amazonaws.com/live',
  WebhookUrl: 'https://b.execute-api.eu-west-1.amazonaws.com/live/webhooks/veriff',
  SecretName: 'Secret-AbCdEf',
  TableName: 'table',
  SweepArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:sweep',
};

function stackWith(values: Readonly<Record<string, string>>, StackStatus = 'CREATE_COMPLETE') {
  const pairs = Object.entries({ Version: '1', ...values });
  const Outputs = pairs.map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  return { StackName: 'dev', CreationTime: undefined, StackStatus, Outputs } as Parameters<
    typeof outputsOf
  >[1];
}

describe('the outputs of a stack', () => {
  it('are what a run needs of them', () => {
    expect(outputsOf('dev', stackWith({ ...VALUES, PortalSteps: 'Paste …' }))).toEqual(VALUES);
  });

  it('are told by name where they are missing', () => {
    const { TableName: _, ...others } = VALUES;

    expect(() => outputsOf('dev', stackWith({ ...others, SecretName: '' }))).toThrow(
      expect.objectContaining({ seen: 'SecretName, TableName missing' }),
    );
  });

  it('are not guessed where they are of another version', () => {
    expect(() => outputsOf('dev', stackWith({ ...VALUES, Version: '2' }))).toThrow(
      expect.objectContaining({ seen: 'version 2' }),
    );
  });

  it.each(['CREATE_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'DELETE_COMPLETE'])(
    'are not taken from a stack that is %s',
    (status) => {
      expect(() => outputsOf('dev', stackWith(VALUES, status))).toThrow(
        expect.objectContaining({ seen: `its status is ${status}` }),
      );
    },
  );

  it.each(['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])(
    'are taken from one that is %s',
    (status) => {
      expect(outputsOf('dev', stackWith(VALUES, status))).toEqual(VALUES);
    },
  );
});

describe('a stack that is not there', () => {
  let answer: (form: URLSearchParams) => { status: number; xml: string };
  let server: Server;
  let client: CloudFormationClient;

  beforeEach(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const { status, xml } = answer(new URLSearchParams(body));
        response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const endpoint = `http://127.0.0.1:${portOf(server)}`;
    client = new CloudFormationClient({
      endpoint,
      region: 'eu-west-1',
      credentials,
      maxAttempts: 1,
    });
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });

  const error = (code: string) => ({
    status: 400,
    xml: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`,
  });
  const member = (name: string, project: string) =>
    `<member><StackName>${name}</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
     <Tags><member><Key>project</Key><Value>${project}</Value></member></Tags></member>`;

  it('is told together with those that could be meant', async () => {
    const stacks = `${member('veriff-sessions-test', 'veriff-sessions')}${member('shop', 'shop')}`;
    const list = `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stacks}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
    answer = (form) =>
      form.has('StackName') ? error('ValidationError') : { status: 200, xml: list };

    await expect(readOutputs(client, 'veriff-sessions-tset')).rejects.toMatchObject({
      expected: 'a stack veriff-sessions-tset in eu-west-1',
      seen: 'no such stack; there are: veriff-sessions-test',
    });
  });

  it('is told even where the others may not be listed', async () => {
    answer = (form) => error(form.has('StackName') ? 'ValidationError' : 'AccessDenied');

    await expect(readOutputs(client, 'dev')).rejects.toMatchObject({
      seen: 'no such stack; there are: none of ours',
    });
  });

  it.each([
    ['ExpiredToken', 'your credentials'],
    ['InvalidClientTokenId', 'your credentials'],
    ['AccessDenied', 'cloudformation:DescribeStacks'],
  ])('cannot be told from one that is, after %s', async (code, hint) => {
    answer = () => error(code);

    await expect(readOutputs(client, 'dev')).rejects.toMatchObject({
      lookAt: expect.stringContaining(hint) as unknown,
    });
  });
});
