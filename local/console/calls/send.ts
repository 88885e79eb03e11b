import { isList, isObject } from '../words/json.ts';
import type { Call } from './call.ts';

/** What a request came to, where it is no answer: told to the user as it stands. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** 0 where no answer came. */
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  /** What is wrong with the request, each with its place. */
  readonly mistakes: readonly string[];

  constructor(call: Pick<Call, 'does'>, answer: Refusal) {
    super(`Could not ${call.does}: ${answer.detail}`);
    this.status = answer.status;
    this.code = answer.code;
    this.requestId = answer.requestId;
    this.mistakes = answer.mistakes;
  }
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly detail: string;
  readonly mistakes: readonly string[];
}

/** What came back, for whoever wants more of it than its body. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
  readonly milliseconds: number;
}

/** Sends a call and gives whatever is answered. Throws a `CallError` only where nobody answers. */
export async function exchange(call: Call): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(call.path, {
    method: call.method,
    headers: {
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
  }).catch((error: unknown) => {
    throw unreachable(call, error);
  });
  const text = await response.text().catch((error: unknown) => {
    throw unreachable(call, error);
  });
  return {
    status: response.status,
    headers: [...response.headers],
    text,
    milliseconds: performance.now() - started,
  };
}

/** Sends a call and gives its answer, or throws a `CallError`. */
export async function send<T>(call: Call): Promise<T> {
  const answer = await exchange(call);
  const body = parsed(answer.text);
  if (answer.status >= 400 || (body === undefined && answer.text !== '')) {
    throw new CallError(call, refusalOf(answer, body));
  }
  return trusted(answer.text);
}

/** A JSON text of our own servers. An empty one is `undefined`, as erasing answers. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says which of the servers' types it is
export function trusted<T>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the servers share these types with the page, and nobody else answers on its origin
  return parsed(text) as T;
}

function unreachable(call: Call, error: unknown): CallError {
  const detail = 'the local run does not answer. Is npm start still running?';
  return new CallError(call, {
    status: 0,
    code: error instanceof Error ? error.name : 'unreachable',
    requestId: '',
    detail,
    mistakes: [],
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(answer: Answer, body: unknown): Refusal {
  const { status } = answer;
  const inHeader = answer.headers.find(([name]) => name === 'x-request-id')?.[1];
  return {
    status,
    code: fieldOf(body, 'code') ?? `http-${status}`,
    requestId: fieldOf(body, 'requestId') ?? inHeader ?? '',
    detail: fieldOf(body, 'detail') ?? fieldOf(body, 'title') ?? `the answer was ${status}`,
    mistakes: mistakesIn(body),
  };
}

/** `/verification/callback must be an https address`. */
function mistakesIn(body: unknown): readonly string[] {
  const errors = valueOf(body, 'errors');
  return (isList(errors) ? errors : []).map(
    (each) => `${fieldOf(each, 'pointer') ?? ''} ${fieldOf(each, 'detail') ?? ''}`,
  );
}

function fieldOf(body: unknown, name: string): string | undefined {
  const found = valueOf(body, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function valueOf(body: unknown, name: string): unknown {
  return isObject(body) ? body[name] : undefined;
}
