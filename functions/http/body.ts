import { ProblemError } from './problem.ts';
import { header, type Request } from './request.ts';

/** The largest body that the client API reads, in bytes. */
const LARGEST_BODY = 16 * 1024;

const DEEPEST = 32;

/** The exact bytes that were sent. */
export function bodyBytes({ body, isBase64Encoded }: Request): Uint8Array {
  return Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

function invalid(detail: string): ProblemError {
  return new ProblemError('invalid-request', { errors: [{ pointer: '', detail }] });
}

/** Whether a media type is JSON, whatever its parameters. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/json[ \t]*(?:;|$)/i.test(contentType ?? '');
}

/** What API Gateway makes of bytes that are not UTF-8, before it hands a text body on. */
const REPLACEMENT_CHARACTER = '\uFFFD';

function utf8(bytes: Uint8Array): string {
  let text = REPLACEMENT_CHARACTER;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Told below, as for a body that was decoded on the way.
  }
  if (text.includes(REPLACEMENT_CHARACTER)) throw invalid('the body is not UTF-8');
  return text;
}

function parse(bytes: Uint8Array): unknown {
  const text = utf8(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid(
      text.trim() === '' ? 'the body is empty; send a JSON object' : 'the body is not JSON',
    );
  }
}

/** Looks no deeper than the limit, so a deep body costs no more than a flat one. */
function isDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const inner: readonly unknown[] = Object.values(value);
  return limit === 0 || inner.some((each) => isDeeperThan(limit - 1, each));
}

/** The JSON in a body: at most 16 KB, `application/json`, UTF-8, at most 32 levels deep. */
export function jsonBody(request: Request): {
  readonly bytes: Uint8Array;
  readonly value: unknown;
} {
  const bytes = bodyBytes(request);
  if (bytes.length > LARGEST_BODY) {
    throw new ProblemError('too-large', { detail: `The limit is ${LARGEST_BODY} bytes.` });
  }
  if (!isJson(header(request, 'content-type'))) {
    throw new ProblemError('unsupported-media-type', { detail: 'Send application/json.' });
  }
  const value = parse(bytes);
  if (isDeeperThan(DEEPEST, value))
    throw invalid(`the body is nested deeper than ${DEEPEST} levels`);
  return { bytes, value };
}
