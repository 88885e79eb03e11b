import type { ServerResponse } from 'node:http';
import type { Route } from '../shared/contract/routes.ts';
import { isRecord, parseJson } from './json.ts';

/** An HTTP answer that is ready to be sent. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

/** Headers that API Gateway does not let a function set, and renames. */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);
/** Set by the connection itself. */
const DROPPED = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'trailer', 'te']);

/**
 * What a function's answer is to the client, by the rules of the Lambda proxy integration. Undefined where
 * the answer breaks them: API Gateway then answers 502, whatever the function meant.
 */
export function gatewayAnswer(payload: string, api: Route['api']): GatewayAnswer | undefined {
  const answer = parseJson(payload);
  if (!isRecord(answer)) return undefined;
  const status = statusOf(answer['statusCode']);
  const text = textOf(answer['body']);
  const headers = headersOf(answer);
  if (status === undefined || text === undefined || headers === undefined) return undefined;
  const encoded = answer['isBase64Encoded'] === true && api === 'webhook';
  return { status, headers, body: Buffer.from(text, encoded ? 'base64' : 'utf8') };
}

function statusOf(given: unknown): number | undefined {
  const status = typeof given === 'string' ? Number(given) : given;
  const isStatus = typeof status === 'number' && Number.isInteger(status);
  return isStatus && status >= 200 && status <= 599 ? status : undefined;
}

function textOf(given: unknown): string | undefined {
  if (given === undefined || given === null) return '';
  return typeof given === 'string' ? given : undefined;
}

/** Sends it, with the request id that API Gateway adds. */
export function send(response: ServerResponse, answer: GatewayAnswer, requestId: string): void {
  for (const [name, values] of answer.headers) {
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : [...values]);
  }
  response.setHeader('x-amzn-RequestId', requestId);
  response.setHeader('Content-Length', answer.body.length);
  response.writeHead(answer.status);
  response.end(answer.body);
}

/** Both header forms in one list; where both name a header, only `multiValueHeaders` counts. */
function headersOf(
  answer: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, readonly string[]> | undefined {
  const singles = answer['headers'] ?? {};
  const multis = answer['multiValueHeaders'] ?? {};
  if (!isRecord(singles) || !isRecord(multis)) return undefined;
  const headers = new Map<string, readonly string[]>();
  const put = (name: string, values: readonly unknown[]): boolean => {
    const texts = values.map(scalarText);
    if (!texts.every((text) => text !== undefined)) return false;
    const lower = name.toLowerCase();
    if (!DROPPED.has(lower))
      headers.set(REMAPPED.has(lower) ? `x-amzn-Remapped-${name}` : name, texts);
    return true;
  };
  const taken = new Set(Object.keys(multis).map((name) => name.toLowerCase()));
  const good =
    Object.entries(multis).every(([name, list]) => Array.isArray(list) && put(name, list)) &&
    Object.entries(singles).every(
      ([name, one]) => taken.has(name.toLowerCase()) || put(name, [one]),
    );
  if (!good) return undefined;
  const names = [...headers.keys()].map((name) => name.toLowerCase());
  if (!names.includes('content-type')) headers.set('Content-Type', ['application/json']);
  return headers;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
