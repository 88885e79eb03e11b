import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What `authorization` says of Signature Version 4. */
export interface Authorization {
  readonly keyId: string;
  /** `<region>/<service>` */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads the header of a request, which has to have one. */
export function authorizationOf({ headers }: Received): Authorization {
  const [, keyId = '', scope = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^,]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  return { keyId, scope, signedHeaders: signed.split(';'), signature };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', key).update(text).digest();

/** Signature Version 4 anew, from what came over the wire (AWS: Create a signed AWS API request). */
export function signatureOf(request: Received, secret: string): string {
  const { method, url, headers, body } = request;
  const { scope, signedHeaders } = authorizationOf(request);
  const [path = '', query = ''] = url.split('?');
  const lines = signedHeaders.map((name) => `${name}:${String(headers[name])}\n`);
  const list = signedHeaders.join(';');
  const canonical = [method, path, query, lines.join(''), list, sha256(body)].join('\n');
  const time = String(headers['x-amz-date']);
  const parts = [time.slice(0, 8), ...scope.split('/'), 'aws4_request'];
  const key = parts.reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const text = ['AWS4-HMAC-SHA256', time, parts.join('/'), sha256(canonical)].join('\n');
  return hmac(key, text).toString('hex');
}
