import { createServer, type Server } from 'node:https';
import { services } from '../../../build/rehearsal/services.ts';
import { PAIR } from './certificate.ts';

// AWS and Veriff over TLS in a process of their own, each service at its own address as in the world, so that
// each costs a client its own connection. Tells its parent the addresses, and on demand the calls it was sent.

const NAMES = ['DYNAMODB', 'EVENTBRIDGE', 'SECRETS_MANAGER', 'VERIFF'] as const;

const calls: string[] = [];
const addresses = new Map<string, string>();
const answer = services(() => addresses.get('VERIFF') ?? '');

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const at = server.address();
  if (typeof at !== 'object' || at === null) throw new Error('no port');
  return `https://127.0.0.1:${at.port}`;
}

for (const name of NAMES) {
  const server = createServer(PAIR, (request, response) => {
    calls.push(String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`));
    void answer(request, response);
  });
  addresses.set(name, await listening(server));
}
process.on('message', () => {
  process.send?.({ calls: calls.splice(0) });
});
process.on('disconnect', () => process.exit());
process.send?.({ addresses: Object.fromEntries(addresses) });
