import type { LocalFaultKind } from '../../console-api/wire-faults.ts';
import type {
  SimApiFault,
  SimOperation,
  SimWebhookFault,
  SimWebhookKind,
} from '../../veriff/control.ts';

/** What a parameter of a fault is entered as. */
export interface FaultField {
  readonly name: string;
  /** A `step` is one of the calls that the run names with its faults. */
  readonly type: 'number' | 'choice' | 'flag' | 'json' | 'list' | 'step';
  readonly of?: readonly string[];
  /** What applies when it is left alone; the simulator fills it in itself. */
  readonly usually: string;
}

export interface FaultKind {
  readonly word: string;
  /** What goes out, in one sentence. */
  readonly says: string;
  readonly fields: readonly FaultField[];
}

export const WEBHOOK_KINDS: readonly SimWebhookKind[] = [
  'event',
  'decision',
  'fullauto',
  'watchlist',
  'userStatus',
];

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

export const WEBHOOK_FAULTS: Readonly<Record<SimWebhookFault, FaultKind>> = {
  drop: {
    word: 'Drop',
    says: 'Nothing arrives. Without retry the webhook is lost for good.',
    fields: [{ name: 'retry', type: 'flag', usually: 'no' }],
  },
  delay: {
    word: 'Delay',
    says: 'Held back on the virtual clock.',
    fields: [number('seconds', '90')],
  },
  reorder: {
    word: 'Reorder',
    says: 'Webhooks of one session are collected and sent in another order.',
    fields: [
      number('window', '2'),
      choice('order', ['reverse', 'shuffle']),
      number('maxSeconds', '600'),
    ],
  },
  duplicate: {
    word: 'Duplicate',
    says: 'The same bytes and signature again.',
    fields: [number('copies', '1'), number('gapSeconds', '0')],
  },
  rewrite: {
    word: 'Rewrite',
    says: 'The body is edited before it is signed.',
    fields: [json('set', '{"/verification/code": null}'), json('add', '{}'), json('remove', '[]')],
  },
  malformed: {
    word: 'Malformed',
    says: 'A body that is rightly signed and cannot be read.',
    fields: [choice('how', ['not-json', 'bom', 'invalid-utf8', 'duplicate-key', 'deep'])],
  },
  truncate: {
    word: 'Truncate',
    says: 'Cut after it was signed.',
    fields: [number('bytes', 'half')],
  },
  corruptSignature: {
    word: 'Corrupt signature',
    says: 'The signature header is damaged.',
    fields: [
      choice('how', 'flip missing empty short upper twice reserialised legacy-only'.split(' ')),
    ],
  },
  oldSecret: {
    word: 'Old secret',
    says: 'Signed with the previous shared secret, or with none that we hold.',
    fields: [choice('which', ['previous', 'unknown'])],
  },
};

export const API_FAULTS: Readonly<Record<SimApiFault, FaultKind>> = {
  outage: { word: 'Outage', says: 'The connection is reset.', fields: [] },
  serverError: {
    word: 'Server error',
    says: "Veriff's error body.",
    fields: [number('status', '503')],
  },
  rateLimit: {
    word: 'Rate limit',
    says: '429, with Retry-After where it is given.',
    fields: [number('retryAfterSeconds', 'none')],
  },
  slow: { word: 'Slow', says: 'A late answer, in real time.', fields: [number('seconds', '4')] },
  hang: { word: 'Hang', says: 'No answer until the client gives up.', fields: [] },
  malformed: {
    word: 'Malformed answer',
    says: 'A 2xx whose body is not the answer.',
    fields: [choice('how', ['html', 'truncated', 'empty', 'wrong-shape', 'bad-signature'])],
  },
  lostAnswer: {
    word: 'Lost answer',
    says: 'It takes effect, then the connection is cut.',
    fields: [],
  },
  pending: { word: 'Pending', says: 'A decision that exists is not shown.', fields: [] },
};

const steps: FaultField = { name: 'steps', type: 'list', usually: 'all calls' };
const step: FaultField = { name: 'step', type: 'step', usually: '' };

export const OUR_FAULTS: Readonly<Record<LocalFaultKind, FaultKind>> = {
  tableThrottled: {
    word: 'Table throttled',
    says: 'The table refuses for the moment.',
    fields: [steps],
  },
  tableSlow: {
    word: 'Table slow',
    says: 'The table answers late, in real time.',
    fields: [number('seconds', '2'), steps],
  },
  conditionLost: { word: 'Condition lost', says: 'Another writer was faster, once.', fields: [] },
  secretMissing: { word: 'Secret missing', says: 'The secret cannot be read.', fields: [] },
  secretRotated: {
    word: 'Secret rotated',
    says: 'The secret holds another shared secret.',
    fields: [],
  },
  publishFails: {
    word: 'Publishing fails',
    says: 'The event bus takes nothing.',
    fields: [choice('how', ['refused', 'down'])],
  },
  handlerTimeout: {
    word: 'Handler timeout',
    says: 'A function is stopped: with all done and nobody told, or before it did anything.',
    fields: [choice('when', ['end', 'start'])],
  },
  crashBefore: {
    word: 'Crash before',
    says: 'A function is killed right before one of its calls.',
    fields: [step],
  },
  crashAfter: {
    word: 'Crash after',
    says: 'A function is killed right after one of its calls.',
    fields: [step],
  },
  ttlLag: {
    word: 'Late deletion',
    says: 'The table deletes expired items late.',
    fields: [number('hours', '48')],
  },
};

function number(name: string, usually: string): FaultField {
  return { name, type: 'number', usually };
}

/** The first one is the usual one. */
function choice(name: string, of: readonly string[]): FaultField {
  return { name, type: 'choice', of, usually: of[0] ?? '' };
}

function json(name: string, usually: string): FaultField {
  return { name, type: 'json', usually };
}
