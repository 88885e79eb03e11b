import type { SimApiFault, SimOperation, SimWebhookFault, SimWebhookKind } from './control.ts';

/** What a parameter of a fault may hold. */
export type ParameterRule =
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly whole: boolean }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'values' }
  | { readonly type: 'pointers' };

export interface Parameter {
  readonly rule: ParameterRule;
  /** Filled in where the rule does not name it; absent = stays open. */
  readonly fallback?: string | number | boolean;
}

export type Parameters = Readonly<Record<string, Parameter>>;

const DECISIONS = [
  'approved',
  'declined',
  'resubmission_requested',
  'expired',
  'abandoned',
  'review',
] as const;

/** What a webhook of each kind can say. */
export const ACTIONS_OF: Readonly<Record<SimWebhookKind, readonly string[]>> = {
  event: ['started', 'submitted'],
  decision: DECISIONS,
  fullauto: DECISIONS,
  watchlist: ['screened'],
  userStatus: ['user-status.created'],
};

export const WEBHOOK_KINDS: readonly SimWebhookKind[] = [
  'event',
  'decision',
  'fullauto',
  'watchlist',
  'userStatus',
];

export const WEBHOOK_ACTIONS: readonly string[] = [...new Set(Object.values(ACTIONS_OF).flat())];

export const OPERATIONS: readonly SimOperation[] = [
  'create',
  'decision',
  'attempts',
  'person',
  'watchlist',
  'media',
  'patch',
  'delete',
];

/** Every fault of webhooks with its parameters. */
export const WEBHOOK_FAULTS: Readonly<Record<SimWebhookFault, Parameters>> = {
  drop: { retry: flag(false) },
  delay: { seconds: seconds(90) },
  reorder: {
    window: count(2, 2, 20),
    order: choice('reverse', 'shuffle'),
    maxSeconds: seconds(600),
  },
  duplicate: { copies: count(1, 1, 100), gapSeconds: seconds(0) },
  rewrite: {
    set: { rule: { type: 'values' } },
    add: { rule: { type: 'values' } },
    remove: { rule: { type: 'pointers' } },
  },
  malformed: { how: choice('not-json', 'bom', 'invalid-utf8', 'duplicate-key', 'deep') },
  truncate: { bytes: { rule: { type: 'number', min: 0, max: 1_000_000, whole: true } } },
  corruptSignature: {
    how: choice(
      'flip',
      'missing',
      'empty',
      'short',
      'upper',
      'twice',
      'reserialised',
      'legacy-only',
    ),
  },
  oldSecret: { which: choice('previous', 'unknown') },
};

/** Every fault of the API with its parameters. */
export const API_FAULTS: Readonly<Record<SimApiFault, Parameters>> = {
  outage: {},
  serverError: { status: count(503, 500, 599) },
  rateLimit: {
    retryAfterSeconds: { rule: { type: 'number', min: 0, max: 86_400, whole: true } },
  },
  slow: { seconds: { rule: { type: 'number', min: 0, max: 600, whole: false }, fallback: 4 } },
  hang: {},
  malformed: { how: choice('html', 'truncated', 'empty', 'wrong-shape', 'bad-signature') },
  lostAnswer: {},
  pending: {},
};

function flag(fallback: boolean): Parameter {
  return { rule: { type: 'boolean' }, fallback };
}

function count(fallback: number, min: number, max: number): Parameter {
  return { rule: { type: 'number', min, max, whole: true }, fallback };
}

/** Virtual seconds; up to the week in which Veriff retries. */
function seconds(fallback: number): Parameter {
  return { rule: { type: 'number', min: 0, max: 604_800, whole: false }, fallback };
}

/** The first of the choices is the usual one. */
function choice(first: string, ...others: readonly string[]): Parameter {
  return { rule: { type: 'choice', of: [first, ...others] }, fallback: first };
}
