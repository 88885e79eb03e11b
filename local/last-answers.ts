import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Follows a server's connections from its start on; what it answers ends the server: what is under way is answered, and
 * nobody else holds the port. Node's own `close` waits 65 seconds for a kept connection that was busy at that moment, and a
 * minute for one that has never asked anything.
 */
export function lastAnswers(server: Server): () => Promise<void> {
  const resting = new Set<Socket>();
  let isClosing = false;
  server.on('connection', (socket) => {
    resting.add(socket);
    socket.once('close', () => resting.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    resting.delete(socket);
    response.once('close', () => {
      if (isClosing) socket.destroySoon();
      else if (!socket.destroyed) resting.add(socket);
    });
  });
  return async () => {
    isClosing = true;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of resting) socket.destroy();
    await closed;
  };
}
