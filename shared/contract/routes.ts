/** The functions, by the folder of their bundle. */
export const FUNCTIONS = [
  'create-session',
  'read-session',
  'list-sessions',
  'erase-session',
  'receive-webhook',
  'poll-decision',
] as const;

export type FunctionName = (typeof FUNCTIONS)[number];

/**
 * When a function is stopped, in seconds: later than the sum of everything that it may wait for. A create
 * ends before API Gateway does (29 seconds), and a batch of the sweep stops by itself after 50.
 */
export const FUNCTION_TIMEOUT_SECONDS: Readonly<Record<FunctionName, number>> = {
  'create-session': 28,
  'read-session': 10,
  'list-sessions': 20,
  'erase-session': 20,
  'receive-webhook': 15,
  'poll-decision': 70,
};

/** Memory of each function, and with it its share of a CPU. */
export const FUNCTION_MEMORY_MB = 512;

export interface Route {
  /** The client API authenticates its callers; the webhook API is open, the signature is its gate. */
  readonly api: 'client' | 'webhook';
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As API Gateway writes it, with `{id}` for a path parameter. */
  readonly path: string;
  readonly function: FunctionName;
}

/** Every route of both APIs: the template and the local front make theirs from it. */
export const ROUTES: readonly Route[] = [
  { api: 'client', method: 'POST', path: '/v1/sessions', function: 'create-session' },
  { api: 'client', method: 'GET', path: '/v1/sessions', function: 'list-sessions' },
  { api: 'client', method: 'GET', path: '/v1/sessions/{id}', function: 'read-session' },
  { api: 'client', method: 'DELETE', path: '/v1/sessions/{id}', function: 'erase-session' },
  { api: 'webhook', method: 'POST', path: '/webhooks/veriff', function: 'receive-webhook' },
];
