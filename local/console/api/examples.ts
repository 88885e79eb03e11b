import type { Call } from '../calls/call.ts';
import { parsedBody } from '../sessions/create-form.ts';

/** A call as it is entered. */
export interface Draft {
  readonly word: string;
  readonly method: Call['method'];
  readonly path: string;
  readonly body: string;
  /** The Idempotency-Key. */
  readonly key: string;
}

export const EXAMPLES: readonly [Draft, ...Draft[]] = [
  example('Create', 'POST /v1/sessions', { verification: { vendorData: 'cust-0001' } }),
  example('Read', 'GET /v1/sessions/ID'),
  example('List', 'GET /v1/sessions?vendorData=cust-0001'),
  example('Erase', 'DELETE /v1/sessions/ID'),
  example("Veriff's truth", 'GET /_sim/sessions/ID'),
  example('Play', 'POST /_sim/sessions/ID/actions', { action: 'start' }),
  example('Faults', 'PUT /_sim/faults', { preset: 'bad-monday', seed: 1 }),
  example('Clock', 'POST /_sim/clock', { to: 'next' }),
];

function example(word: string, line: string, body?: unknown): Draft {
  const [method = '', path = ''] = line.split(' ');
  return {
    word,
    method: method === 'POST' || method === 'PUT' || method === 'DELETE' ? method : 'GET',
    path,
    body: body === undefined ? '' : JSON.stringify(body, null, 2),
    key: '',
  };
}

/** Whether a call of this method takes a body. */
export function hasBody(method: Call['method']): boolean {
  return method === 'POST' || method === 'PUT';
}

/** The call that a draft describes, or in words why it describes none. */
export function callOf({
  method,
  path,
  body,
  key,
}: Draft): { readonly call: Call } | { readonly mistake: string } {
  if (!path.startsWith('/')) return { mistake: 'A path begins with /.' };
  const parsed = hasBody(method) && body !== '' ? parsedBody(body) : undefined;
  if (parsed !== undefined && 'mistake' in parsed) return parsed;
  const call: Call = {
    does: `${method} ${path}`,
    method,
    path,
    ...(parsed !== undefined && { body: parsed.body }),
    ...(key !== '' && { headers: { 'idempotency-key': key } }),
  };
  return { call };
}
