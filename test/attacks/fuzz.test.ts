import { describe, expect, it } from 'vitest';
import { json } from '../../functions/http/answer.ts';
import { apiEvent } from '../support/api-event.ts';
import { SESSION } from '../support/given.ts';
import { sharesOf } from '../support/shares.ts';
import { EXHAUSTIVE } from './exhaustive.ts';
import { forgery } from './forgeries.ts';
import { fuzzed } from './fuzzed-events.ts';
import { GENUINE_WAYS, RUN_SECRET } from './genuine.ts';
import { readOptions, UsageError } from './options.ts';
import { random } from './random.ts';
import { type Rig, rig } from './rig.ts';
import { attackEvents, attackWebhooks, observe, peopled, ROUND } from './run.ts';
import { together } from './shares.ts';
import { leakOf, mistakeOf } from './verdict.ts';

const webhooks = { attack: 'webhooks', seed: 1 } as const;
const events = { attack: 'events', seed: 1, from: 0 } as const;

describe('P1: forged webhooks', () => {
  it('of every kind are refused, and genuine ones between them are taken', async () => {
    const share = { ...webhooks, from: EXHAUSTIVE, to: EXHAUSTIVE + 20_000 };

    const { kinds, taken, violations } = await attackWebhooks(share);

    expect(violations).toEqual([]);
    expect(Object.keys(kinds).length).toBeGreaterThan(40);
    expect(Object.keys(taken).toSorted()).toEqual(GENUINE_WAYS.toSorted());
  });

  it('count every bit of every fixture', () => {
    const last = forgery(1, EXHAUSTIVE - 1);
    const next = forgery(1, EXHAUSTIVE);

    expect(last.kind).toBe('every length of the signature');
    expect(next.kind).not.toMatch(/^every/);
    expect(EXHAUSTIVE).toBeGreaterThan(70_000);
  });
});

describe('P10: events of any shape', () => {
  it('are answered as documented by every function', async () => {
    const { kinds, statuses, violations } = await attackEvents({ ...events, to: 10_000 });

    expect(violations).toEqual([]);
    expect(new Set(Object.keys(kinds).map((kind) => kind.split(',')[0]))).toEqual(
      new Set(['create', 'read', 'list', 'erase', 'webhook']),
    );
    expect(Object.keys(statuses)).toEqual(
      expect.arrayContaining(['200', '201', '204', '400', '401', '404', '413', '415', '422']),
    );
  });

  it.each([undefined, null, 0, true, '', 'text', [], {}, { requestContext: null }])(
    'that are %j instead of an event are answered too',
    async (event) => {
      const on = await peopled(rig());

      for (const name of ['create', 'read', 'list', 'erase', 'webhook'] as const) {
        const observed = await observe(on, name, event);
        expect(mistakeOf(observed, new Set([400, 401, 404, 415, 500]))).toBeUndefined();
      }
    },
  );

  it.each([
    ['no text', 'a', []],
    ['a list', ['a']],
    ['text of any kind', '\0', '../x', 'x'.repeat(100_000), '\ud800', '__proto__'],
  ])('a batch of the sweep may hold %s', async (_what, ...sessions) => {
    const on = await peopled(rig());

    const done = await on.poll({
      sessions: sessions.map(String),
      startedAt: 'never',
      sentAt: '',
    });

    expect(done).toMatchObject({ failed: 0, stop: false });
  });
});

/** A world whose webhook function is somebody else's. */
async function planted(answer: () => unknown): Promise<Rig> {
  const on = await peopled(rig({ secret: RUN_SECRET }));
  return { ...on, invoke: async () => answer() };
}

const share = { ...webhooks, from: EXHAUSTIVE, to: EXHAUSTIVE + 50 };

describe('the checks can fail', () => {
  const problem = (code: string, status: number, more: object = {}) => ({
    ...json(status, { type: `urn:veriff-sessions:problems#${code}`, title: 'x', status, code }),
    ...more,
  });

  it.each<[string, () => unknown, RegExp]>([
    ['accepts', () => json(200, { status: 'ok' }), /^200 /],
    [
      'throws',
      () => {
        throw new Error('planted');
      },
      /^an exception: Error: planted/,
    ],
    ['answers 500 without a problem', () => json(500, {}), /^500 /],
    ['answers nothing', () => undefined, /^an exception/],
    ['answers a text', () => 'ok', /^no proxy answer/],
    ['answers 401 without a body', () => ({ statusCode: 401, headers: {}, body: '' }), /no Cache/],
    ['answers another problem', () => problem('forbidden', 401), /no Cache/],
  ])('on a function that %s', async (_what, answer, what) => {
    const { violations } = await attackWebhooks(share, await planted(answer));

    expect(violations).toHaveLength(50);
    expect(violations[0]?.what).toMatch(what);
  });

  it('on genuine messages that are refused', async () => {
    const on = await peopled(rig({ secret: JSON.stringify({ integrations: [] }) }));

    const { violations } = await attackWebhooks({ ...webhooks, from: 0, to: 1 }, on);

    expect(violations.map(({ kind }) => kind)).toEqual([
      expect.stringMatching(/^genuine: /),
      'every bit of the body',
    ]);
  });

  it('on a table that is touched, and on an answer that differs', async () => {
    const on = await peopled(rig({ secret: RUN_SECRET }));
    const { event } = forgery(1, 0);
    const good = await observe(on, 'webhook', event);
    const told = {
      ...(good.answer as object),
      body: JSON.stringify({
        ...(JSON.parse((good.answer as { body: string }).body) as object),
        detail: 'x',
      }),
    };
    const constant = new Map<number, string>();

    expect(leakOf(good, 401, constant)).toBeUndefined();
    expect(leakOf({ ...good, effects: { table: 1, bus: 0, veriff: 0 } }, 401, constant)).toMatch(
      /effect/,
    );
    expect(leakOf({ ...good, answer: told }, 401, constant)).toMatch(/another answer/);
  });

  it('on lines that are long, broken, missing, doubled or false', async () => {
    const on = await peopled(rig());
    const seen = await observe(on, 'read', apiEvent({ id: SESSION }));
    const line = seen.lines.find((each) => each.includes('"request"')) ?? '';
    const ok = new Set([200]);
    const withLines = (...lines: readonly string[]) => mistakeOf({ ...seen, lines }, ok);

    expect(withLines(line)).toBeUndefined();
    expect(withLines()).toMatch(/^0 request lines/);
    expect(withLines(line, line)).toMatch(/^2 request lines/);
    expect(withLines(line.replace('200', '201'))).toMatch(/^1 request lines/);
    expect(withLines(line, 'text\n')).toMatch(/^the log line text/);
    expect(withLines(line.slice(0, -1))).toMatch(/^the log line/);
    expect(withLines(line, `{"a":"\n"}\n`)).toMatch(/^the log line/);
    expect(withLines(line, `{"a":"${'x'.repeat(5000)}"}\n`)).toMatch(/^the log line/);
  });

  it('on headers that are injected, unknown or missing, and on bodies of another form', async () => {
    const on = await peopled(rig());
    const seen = await observe(on, 'read', apiEvent({ id: SESSION }));
    const good = seen.answer as { readonly headers: object };
    const changed = (more: object) =>
      mistakeOf({ ...seen, answer: { ...good, ...more } }, new Set([200, 404, 204]));
    const headers = (more: object) => changed({ headers: { ...good.headers, ...more } });

    expect(changed({})).toBeUndefined();
    expect(headers({ ETag: '"1"\r\nX: 1' })).toMatch(/^the header ETag/);
    expect(headers({ Server: 'x' })).toMatch(/^the header Server/);
    expect(headers({ 'Cache-Control': 'public' })).toMatch(/^no Cache-Control/);
    expect(headers({ 'Content-Type': 'text/html' })).toBe('no JSON object');
    expect(changed({ body: 'x' })).toBe('no JSON object');
    expect(changed({ statusCode: 204 })).toBe('a body');
    expect(changed({ statusCode: 404 })).toBe('no problem');
    expect(changed({ isBase64Encoded: true })).toBe('no proxy answer');
  });

  it('on a problem of no documented code, status, title or field', async () => {
    const on = await peopled(rig());
    const seen = await observe(on, 'read', apiEvent({ id: 'x y' }));
    const good = seen.answer as { readonly body: string };
    const changed = (more: object) => {
      const body = JSON.stringify({ ...(JSON.parse(good.body) as object), ...more });
      return mistakeOf({ ...seen, answer: { ...good, body } }, new Set([404]));
    };

    expect(changed({})).toBeUndefined();
    expect(changed({ code: 'forbidden' })).toMatch(/not documented/);
    expect(changed({ code: 'toString' })).toMatch(/not documented/);
    expect(changed({ status: 400 })).toMatch(/not documented/);
    expect(changed({ title: 'x' })).toMatch(/not documented/);
    expect(changed({ type: 'x' })).toMatch(/not documented/);
    expect(changed({ stack: 'x' })).toMatch(/the problem field stack/);
  });

  it('on a prototype that was changed', async () => {
    const on = await planted(() => {
      Object.assign(Object.prototype, { polluted: true });
      return undefined;
    });
    try {
      const { violations } = await attackEvents({ ...events, to: 1 }, async () => ({
        ...on,
        invoke: async (name, event) => {
          await on.invoke(name, event);
          return on.functions.read(apiEvent({ id: SESSION }), {} as never);
        },
      }));
      expect(violations).toHaveLength(1);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'polluted');
    }
  });
});

describe('a run', () => {
  it('is made again from its seed and an index alone', () => {
    const twice = [1, 2].map(() => [
      forgery(7, EXHAUSTIVE + 3),
      JSON.stringify(fuzzed(random(7, 3)).event),
    ]);

    expect(twice[0]).toEqual(twice[1]);
    expect(forgery(8, EXHAUSTIVE + 3)).not.toEqual(forgery(7, EXHAUSTIVE + 3));
  });

  it('is the same whole or in shares', async () => {
    const whole = { ...events, to: 1500 };
    const shares = sharesOf(whole, 2, ROUND);

    expect(shares.map(({ from, to }) => [from, to])).toEqual([
      [0, 1000],
      [1000, 1500],
    ]);
    const parts = [];
    for (const each of shares) parts.push(await attackEvents(each));
    expect(together(parts)).toEqual(await attackEvents(whole));
  });

  it('is told by its options', () => {
    expect(readOptions([])).toEqual({
      webhooks: 1_000_000,
      events: 1_000_000,
      forgeries: 100_000,
      deliveries: 10_000,
      seed: 1,
      processes: 1,
    });
    expect(readOptions(['--webhooks', '5', '--seed=7', '--again', 'events:12'])).toMatchObject({
      webhooks: 5,
      seed: 7,
      again: { attack: 'events', index: 12 },
    });
    expect(readOptions(['--seed', '1', '--help'])).toBe('help');
  });

  it.each([
    [['--hooks', '5'], '--hooks is unknown. Allowed: --webhooks N'],
    [['5'], '5 is unknown'],
    [['--webhooks', 'many'], '--webhooks needs a whole number'],
    [['--events'], '--events needs a whole number'],
    [['--again', 'hooks:1'], '--again needs an attack'],
    [['--processes', '0'], '--processes must be 1 or more'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(message);
  });
});
