import { parseJson } from '../local/veriff/json.ts';
import { CliError, EXIT } from './errors.ts';

/** One HTTP call; a body goes out as JSON. */
export interface Sent {
  readonly method?: string;
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back: the body as JSON where it is some, the text as it came. */
export interface Replied {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
}

/** Makes a call; throws a `CliError` where nobody answers. */
export type Send = (sent: Sent) => Promise<Replied>;

/** Sends over HTTP; `trace` hears of each call, never of bodies. */
export function sender(trace: (line: string) => void = () => {}): Send {
  return async (sent) => {
    const { method = 'GET', url } = sent;
    const started = performance.now();
    const replied = await exchange(sent).catch((error: unknown) => {
      trace(`${method} ${url} failed`);
      throw unreachable(url, error);
    });
    trace(`${method} ${url} ${replied.status} ${Math.round(performance.now() - started)} ms`);
    return replied;
  };
}

async function exchange({ method = 'GET', url, body, headers }: Sent): Promise<Replied> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers: { ...json, ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parseJson(text), text };
}

/** Nobody answered: nothing that follows can work either. */
export class NotReachable extends CliError {}

function unreachable(url: string, error: unknown): NotReachable {
  const { origin } = new URL(url);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  const code = cause !== undefined && 'code' in cause ? String(cause.code) : undefined;
  const refused = code === undefined || code === 'ECONNREFUSED';
  return new NotReachable(
    refused ? `nothing answers on ${origin}` : `the connection to ${origin} broke (${code})`,
    {
      exit: EXIT.noAnswer,
      details: [
        'Ports are CONSOLE_PORT, API_PORT and SIMULATOR_PORT, or --console, --api, --simulator.',
      ],
      tryThis: 'npm start',
    },
  );
}
