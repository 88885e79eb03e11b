import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { lastAnswers } from '../../local/last-answers.ts';

let port: number;
let close: () => Promise<void>;
/** The server's side of each request, as they come. */
let asked: ServerResponse[];

beforeEach(async () => {
  asked = [];
  const server = createServer({ keepAliveTimeout: 65_000 }, (_, response) => asked.push(response));
  close = lastAnswers(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  onTestFinished(() => server.closeAllConnections());
});

/** A request over a connection that its client keeps. */
async function ask(): Promise<IncomingMessage> {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const sent = request({ port, host: '127.0.0.1', agent });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

describe('the end of a server', () => {
  it('waits for the answer that is under way, and not for its kept connection', async () => {
    const answer = ask();
    await expect.poll(() => asked.length).toBe(1);

    const closed = close();
    asked[0]?.end('the last one');

    expect(await text(await answer)).toBe('the last one');
    await closed;
  });

  it('closes a kept connection that rests', async () => {
    const answer = ask();
    await expect.poll(() => asked.length).toBe(1);
    asked[0]?.end('before');
    await text(await answer);

    await close();

    await expect(ask()).rejects.toThrow('ECONNREFUSED');
  });

  it('does not wait for a connection that has never asked anything', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');

    await close();

    expect(await ended).toEqual([false]);
  });
});
