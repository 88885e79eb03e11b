import { expect } from 'vitest';
import { type ApiRequest, apiEvent } from '../support/api-event.ts';
import { SESSION } from '../support/given.ts';
import { delivery, hmac, RUN_SECRET } from './genuine.ts';
import { type FunctionName, type Rig, rig } from './rig.ts';
import { observe, peopled } from './run.ts';
import { leakOf, mistakeOf, type Observed } from './verdict.ts';

/** The real functions, with a session for each fixture to attack. */
export async function subject(options: Parameters<typeof rig>[0] = {}): Promise<Rig> {
  return peopled(rig({ secret: RUN_SECRET, ...options }));
}

/** What a call led to, with its answer read. */
export interface Told extends Observed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly json: unknown;
}

/** Calls a function, and holds whatever it answers to the form that every answer has. */
async function told(on: Rig, name: FunctionName, event: unknown): Promise<Told> {
  const observed = await observe(on, name, event);
  const {
    statusCode: status,
    headers,
    body,
  } = observed.answer as {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  expect(mistakeOf(observed, new Set([status]))).toBeUndefined();
  const json: unknown = body === '' ? undefined : JSON.parse(body);
  // The rig goes on counting, so what was counted is kept as it is now.
  return {
    ...observed,
    effects: { ...observed.effects },
    lines: [...observed.lines],
    status,
    headers,
    body,
    json,
  };
}

/** Calls a function of the client API as a client does. */
export async function ask(on: Rig, name: FunctionName, request: ApiRequest): Promise<Told> {
  return told(on, name, apiEvent(request));
}

/** Delivers a webhook. */
export async function deliver(on: Rig, event: unknown): Promise<Told> {
  return told(on, 'webhook', event);
}

/** A body with the signature that it needs. */
export function signed(
  body: string | Uint8Array,
  headers: Parameters<typeof delivery>[1] = {},
  options: Parameters<typeof delivery>[2] = {},
) {
  return delivery(body, { 'x-hmac-signature': hmac(body), ...headers }, options);
}

/** A decision on the session, as short as it can be. */
export function decisionText(status = 'approved', more = ''): string {
  return `{"verification":{"id":"${SESSION}","status":"${status}"${more}}}`;
}

/** The webhook is refused: the documented problem, nothing read or written but the secret. */
export async function expectRefused(on: Rig, event: unknown, status = 401): Promise<void> {
  const before = on.snapshot();
  const observed = await observe(on, 'webhook', event);
  expect(leakOf(observed, status, new Map())).toBeUndefined();
  expect(on.snapshot()).toEqual(before);
}

/** The webhook is taken: exactly 200. */
export async function expectTaken(on: Rig, event: unknown): Promise<void> {
  expect((await deliver(on, event)).status).toBe(200);
}

/** How often a metric was counted in the lines of a call. */
export function countOf({ lines }: Pick<Observed, 'lines'>, metric: string): number {
  const entries = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return entries.reduce((sum, entry) => sum + Number(entry[metric] ?? 0), 0);
}
