import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Incoming } from './incoming.ts';

/** No answer: the connection is reset, or stays open until the client gives up. */
export async function silence(c: Incoming, how: 'reset' | 'hang'): Promise<Response> {
  const { socket } = c.env.incoming;
  if (how === 'reset') socket.resetAndDestroy();
  const { promise, resolve } = Promise.withResolvers<void>();
  if (socket.destroyed) resolve();
  else socket.once('close', () => resolve());
  await promise;
  return RESPONSE_ALREADY_SENT;
}
