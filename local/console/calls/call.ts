import { shellWord } from '../words/shell.ts';

/**
 * One request of the documented HTTP API: what a control sends, and what its twins show. There is no other way
 * in which the console changes anything.
 */
export interface Call {
  /** What it does, for messages: `approve`. */
  readonly does: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** On the console's own origin, which passes `/_sim` and `/v1` on. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The command that does the same; absent where there is none. */
  readonly cli?: string;
}

/** The call as a line for a POSIX shell. */
export function curlOf(call: Call, origin: string): string {
  const headers = { ...(call.body !== undefined && JSON_BODY), ...call.headers };
  const words = [
    'curl',
    '-s',
    ...(call.method === 'GET' || isPlainPost(call) ? [] : ['-X', call.method]),
    `${origin}${call.path}`,
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...(call.body === undefined ? [] : ['-d', JSON.stringify(call.body)]),
  ];
  return words.map(shellWord).join(' ');
}

const JSON_BODY = { 'content-type': 'application/json' } as const;

/** `-d` alone makes a POST. */
function isPlainPost({ method, body }: Call): boolean {
  return method === 'POST' && body !== undefined;
}

const CLI = 'npx veriff-ops';

/** A command line of the CLI. */
export function cliOf(...words: readonly string[]): string {
  return [CLI, ...words.map(shellWord)].join(' ');
}

/** Edits by pointer as the command line takes them: what reads as JSON is JSON there, anything else a text. */
export function setWords(set: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return Object.entries(set).flatMap(([pointer, value]) => [
    '--set',
    `${pointer}=${typeof value === 'string' && !isJson(value) ? value : JSON.stringify(value)}`,
  ]);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A path with its parts encoded and its query, without the fields that are absent or empty. */
export function pathOf(
  parts: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const path = `/${parts.map(encodeURIComponent).join('/')}`;
  return search.size === 0 ? path : `${path}?${search}`;
}
