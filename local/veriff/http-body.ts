import type { Incoming } from './incoming.ts';

/** The largest body that is read. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** The exact bytes of the request, or undefined where there are more than one megabyte of them. */
export async function readBody(c: Incoming): Promise<Buffer | undefined> {
  const announced = Number(c.req.header('content-length') ?? '0');
  if (announced > BODY_LIMIT_BYTES) return undefined;
  if (c.req.header('transfer-encoding') === undefined)
    return Buffer.from(await c.req.arrayBuffer());
  return readStream(c.req.raw.body);
}

/** A body of unknown length is counted as it comes. */
async function readStream(stream: ReadableStream<Uint8Array> | null): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream ?? []) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
