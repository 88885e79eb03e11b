import type { SimFaultsRequest } from './control.ts';

type Expanded = Omit<SimFaultsRequest, 'preset' | 'seed'>;

/** Bad days that have a name: `PUT /_sim/faults {"preset": "bad-monday"}`. */
const EXPANDED: Readonly<Record<string, Expanded>> = {
  'lost-webhooks': { webhooks: { drop: { always: true, kinds: ['decision', 'fullauto'] } } },
  'double-and-backwards': {
    webhooks: { duplicate: { always: true }, reorder: { always: true, window: 2, maxSeconds: 60 } },
  },
  forger: { webhooks: { corruptSignature: { next: 20 } } },
  rotation: { webhooks: { oldSecret: { always: true, which: 'previous' } } },
  'veriff-down': {
    webhooks: { drop: { always: true, retry: true } },
    api: { outage: { always: true } },
  },
  'rate-limited': { api: { rateLimit: { always: true, retryAfterSeconds: 30 } } },
  'lost-answer': { api: { lostAnswer: { next: 1, operations: ['create'] } } },
  'bad-monday': {
    webhooks: {
      drop: { probability: 0.15 },
      delay: { probability: 0.15 },
      reorder: { probability: 0.15, maxSeconds: 60 },
      duplicate: { probability: 0.15 },
      rewrite: { probability: 0.15, add: { '/newField': 'added by a fault' } },
      malformed: { probability: 0.15 },
      truncate: { probability: 0.15 },
      corruptSignature: { probability: 0.15 },
      oldSecret: { probability: 0.15 },
    },
    api: {
      rateLimit: { probability: 0.2, retryAfterSeconds: 5 },
      serverError: { probability: 0.2 },
      slow: { probability: 0.2, seconds: 2 },
    },
  },
};

export const PRESETS: ReadonlyMap<string, Expanded> = new Map(Object.entries(EXPANDED));
export const PRESET_NAMES: readonly string[] = Object.keys(EXPANDED);
