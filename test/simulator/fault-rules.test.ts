import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESET_NAMES } from '../../local/veriff/fault-presets.ts';
import { parseFaults as parseFor } from '../../local/veriff/fault-rules.ts';
import { WEBHOOK_FAULTS } from '../../local/veriff/fault-table.ts';
import { clearedFaults, faultKeeper, faultsView } from '../../local/veriff/faults.ts';

const parseFaults = (body: unknown) =>
  parseFor(body, { hasSession: (id) => id === 'x', hasPreviousSecret: true });

function mistakes(body: unknown): Record<string, string> {
  const parsed = parseFaults(body);
  return parsed.ok
    ? {}
    : Object.fromEntries(parsed.errors.map(({ pointer, detail }) => [pointer, detail]));
}

const drop = (rule: unknown): unknown => ({ webhooks: { drop: rule } });

describe('rules of faults', () => {
  it('fills in what was left open', () => {
    const parsed = parseFaults({
      seed: 42,
      webhooks: { delay: { next: 2 }, corruptSignature: [{ always: true }, { probability: 0.5 }] },
    });

    expect(parsed.ok && parsed.faults).toMatchObject({
      seed: 42,
      rules: [
        { id: 'delay-1', group: 'webhooks', next: 2, parameters: { seconds: 90 }, struck: 0 },
        { id: 'corruptSignature-1', always: true, parameters: { how: 'flip' } },
        { id: 'corruptSignature-2', probability: 0.5, seed: 3_837_042_665 },
      ],
    });
  });

  it.each([
    [
      { webhooks: { corupt: { next: 1 } } },
      '/webhooks/corupt',
      'unknown fault. Did you mean corruptSignature?',
    ],
    [{ webhook: {} }, '/webhook', 'unknown field. Did you mean webhooks?'],
    [{ api: { rateLimt: { next: 1 } } }, '/api/rateLimt', 'unknown fault. Did you mean rateLimit?'],
    [
      drop({ next: 1, always: true }),
      '/webhooks/drop',
      'has two scopes, next and always: keep one',
    ],
    [drop({}), '/webhooks/drop', 'needs a scope: next, always, probability, session'],
    [drop({ nxt: 1 }), '/webhooks/drop/nxt', 'unknown field. Did you mean next?'],
    [drop({ next: 0 }), '/webhooks/drop/next', 'must be a whole number of 1 or more'],
    [drop({ next: 1.5 }), '/webhooks/drop/next', 'must be a whole number of 1 or more'],
    [drop({ always: 'yes' }), '/webhooks/drop/always', 'must be true'],
    [drop({ probability: 2 }), '/webhooks/drop/probability', 'must be a number from 0 to 1'],
    [drop({ always: true, seed: 1 }), '/webhooks/drop/seed', 'only goes with probability'],
    [drop({ session: 7 }), '/webhooks/drop/session', 'must be a session id'],
    [
      drop({ always: true, kinds: ['decisions'] }),
      '/webhooks/drop/kinds/0',
      'unknown value "decisions". Did you mean decision?',
    ],
    [
      drop({ always: true, kinds: [] }),
      '/webhooks/drop/kinds',
      'must be a list out of event, decision, fullauto, watchlist, userStatus',
    ],
    [drop({ always: true, retry: 1 }), '/webhooks/drop/retry', 'must be true or false'],
    [
      drop([{ next: 1 }, { next: 'x' }]),
      '/webhooks/drop/1/next',
      'must be a whole number of 1 or more',
    ],
    [drop('always'), '/webhooks/drop', 'must be an object, for example {"next": 1}'],
    [
      { webhooks: { truncate: { next: 1, bytes: -1 } } },
      '/webhooks/truncate/bytes',
      'must be a whole number from 0 to 1000000',
    ],
    [
      { webhooks: { malformed: { next: 1, how: 'odd' } } },
      '/webhooks/malformed/how',
      'must be one of not-json, bom, invalid-utf8, duplicate-key, deep',
    ],
    [{ webhooks: { rewrite: { next: 1 } } }, '/webhooks/rewrite', 'needs set, add or remove'],
    [
      { webhooks: { rewrite: { next: 1, set: { code: 1 } } } },
      '/webhooks/rewrite/set',
      'must be an object of JSON pointers and values',
    ],
    [
      { webhooks: { rewrite: { next: 1, remove: 'x' } } },
      '/webhooks/rewrite/remove',
      'must be a list of JSON pointers',
    ],
    [
      { api: { slow: { always: true, kinds: ['event'] } } },
      '/api/slow/kinds',
      expect.stringContaining('unknown field'),
    ],
    [
      drop({ always: true, kinds: ['event', 'watchlist'], actions: ['started', 'approved'] }),
      '/webhooks/drop/actions/1',
      'only goes with kind decision, fullauto',
    ],
    [
      { api: { pending: { always: true, operations: ['create', 'media'] } } },
      '/api/pending/operations',
      'must name decision: pending hides nothing else',
    ],
    [
      { api: { lostAnswer: { session: 'x', operations: ['create'] } } },
      '/api/lostAnswer/operations',
      'a create belongs to no session yet',
    ],
    [{ preset: 'bad-mondy' }, '/preset', 'unknown preset. Did you mean bad-monday?'],
    [{ preset: 'forger', webhooks: {} }, '/webhooks', expect.stringContaining('unknown field')],
    [{ seed: -1 }, '/seed', 'must be a whole number of 0 or more'],
    [{ webhooks: [] }, '/webhooks', 'must be an object of faults'],
    ['x', '', 'must be an object'],
  ])('%j is refused at %s', (body, pointer, detail) => {
    expect(mistakes(body)[pointer]).toStrictEqual(detail);
  });

  it('names every mistake at once', () => {
    expect(Object.keys(mistakes({ sed: 1, webhooks: { drop: { next: 0 }, x: {} } }))).toStrictEqual(
      ['/sed', '/webhooks/drop/next', '/webhooks/x'],
    );
  });

  it.each([
    ['lost-webhooks', { drop: 'always' }, {}],
    ['double-and-backwards', { duplicate: 'always', reorder: 'always' }, {}],
    ['forger', { corruptSignature: 'next 20' }, {}],
    ['rotation', { oldSecret: 'always' }, {}],
    ['veriff-down', { drop: 'always' }, { outage: 'always' }],
    ['rate-limited', {}, { rateLimit: 'always' }],
    ['lost-answer', {}, { lostAnswer: 'next 1' }],
    [
      'bad-monday',
      Object.fromEntries(Object.keys(WEBHOOK_FAULTS).map((kind) => [kind, '0.15'])),
      { rateLimit: '0.2', serverError: '0.2', slow: '0.2' },
    ],
  ])('the preset %s is answered expanded', (preset, webhooks, api) => {
    const parsed = parseFaults({ preset });
    const view = faultsView(parsed.ok ? parsed.faults : clearedFaults());
    const scopes = (group: 'webhooks' | 'api'): unknown =>
      Object.fromEntries(
        Object.entries(view[group]).map(([kind, [rule]]) => [
          kind,
          rule?.next === undefined
            ? String(rule?.probability ?? (rule?.always === true ? 'always' : 'none'))
            : `next ${rule.next}`,
        ]),
      );

    expect(scopes('webhooks')).toStrictEqual(webhooks);
    expect(scopes('api')).toStrictEqual(api);
    expect(view.presets).toStrictEqual(PRESET_NAMES);
  });

  it('what is answered names parameters, seed, what is left and how often it struck', () => {
    const parsed = parseFaults({
      seed: 4,
      webhooks: { delay: [{ next: 2 }, { probability: 0, seed: 7 }] },
    });
    if (!parsed.ok) throw new Error('refused');
    const keeper = faultKeeper(parsed.faults, () => {});

    keeper.strikes('webhooks', 'delay', {});

    expect(faultsView(keeper.current())).toMatchObject({
      seed: 4,
      webhooks: {
        delay: [
          { id: 'delay-1', next: 2, left: 1, struck: 1, seconds: 90 },
          { id: 'delay-2', probability: 0, seed: 7, struck: 0, seconds: 90 },
        ],
      },
      api: {},
    });
  });

  it.each(PRESET_NAMES)('the preset %s is a valid set', (preset) => {
    const parsed = parseFaults({ preset, seed: 3 });

    expect(parsed.ok && parsed.faults.rules.length).toBeGreaterThan(0);
  });

  it('refuses or takes any JSON, and never fails otherwise', () => {
    const rule = fc.dictionary(
      fc.constantFrom('next', 'always', 'session', 'probability', 'seed', 'kinds', 'how', 'set'),
      fc.jsonValue(),
    );

    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          rule.map(drop),
          rule.map((each) => ({ api: { slow: each } })),
        ),
        (body) => {
          const parsed = parseFaults(body);
          expect(parsed.ok || parsed.errors.length > 0).toBe(true);
        },
      ),
    );
  });

  it('law: next n strikes exactly n times, probability about as often as it says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 2 ** 32 }),
        (next, seed) => {
          const parsed = parseFaults({
            seed,
            webhooks: { drop: { next }, delay: { probability: 0.3 } },
          });
          if (!parsed.ok) throw new Error('refused');
          const keeper = faultKeeper(parsed.faults, () => {});
          const count = (kind: 'drop' | 'delay'): number =>
            Array.from({ length: 400 }, () => keeper.strikes('webhooks', kind, {})).filter(Boolean)
              .length;

          expect(count('drop')).toBe(next);
          const delayed = count('delay');
          expect(delayed).toBeGreaterThan(60);
          expect(delayed).toBeLessThan(180);
        },
      ),
      { numRuns: 30 },
    );
  });
});
