import type { IncomingMessage } from 'node:http';

/** API Gateway's limit of a payload. */
const LARGEST_PAYLOAD = 10 * 1024 * 1024;

/** The bytes of a request; `too-large` without keeping more than the limit, `cut` where the client went away. */
export async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'cut'> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_PAYLOAD) {
    request.resume();
    return 'too-large';
  }
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LARGEST_PAYLOAD) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve('too-large');
      }
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on('close', () => resolve('cut'));
    request.on('error', () => resolve('cut'));
  });
}
