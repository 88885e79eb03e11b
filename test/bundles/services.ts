import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { services } from '../../build/rehearsal/services.ts';

/**
 * AWS and Veriff on the loopback, until the test ends; answers where they are, and keeps what they were asked
 * for. What `refuses` says of an operation and of how often it came is refused for good.
 */
export async function loopback(
  refuses: (target: string, times: number) => boolean = () => false,
): Promise<{ address: string; targets: string[] }> {
  let address = '';
  const targets: string[] = [];
  const answer = services(() => address);
  const server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? request.url);
    targets.push(target);
    if (refuses(target, targets.filter((each) => each === target).length)) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end('{"__type":"AccessDeniedException"}');
    } else {
      void answer(request, response);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, targets };
}
