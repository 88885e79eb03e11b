import { describe, expect, it } from 'vitest';
import { arrowOf } from '../../local/console/diagram/arrow.ts';
import { lanesFor } from '../../local/console/diagram/lanes.ts';
import { mermaidOf } from '../../local/console/diagram/mermaid.ts';
import {
  type DiagramRow,
  inOrder,
  isShown,
  rowsOf,
  withEntries,
} from '../../local/console/diagram/rows.ts';
import { entry } from './given.ts';

const ALL = ['user', 'backend', 'api', 'table', 'sweep', 'webhook', 'veriff', 'bus'];

function words(rows: readonly DiagramRow[]): readonly string[] {
  return rows.map((row) => (row.kind === 'break' ? row.text : `${row.entry.label} ×${row.count}`));
}

describe('the lines of the diagram', () => {
  it('fold a gap of a minute or more into a break', () => {
    const rows = rowsOf([
      entry(0),
      entry(59_999, { label: 'b' }),
      entry(3_960_000, { label: 'c' }),
    ]);

    expect(words(rows)).toEqual(['event submitted 7002 ×1', 'b ×1', '1 h 5 min later', 'c ×1']);
  });

  it('fold a gap of exactly a minute, and none that is shorter', () => {
    expect(rowsOf([entry(0), entry(60_000)])).toHaveLength(3);
    expect(rowsOf([entry(0), entry(59_999)])).toHaveLength(2);
  });

  it('tell the gap to the message before, but not after a break', () => {
    const rows = rowsOf([entry(0), entry(40, { label: 'b' }), entry(90_000, { label: 'c' })]);

    expect(rows.map((row) => (row.kind === 'message' ? row.gap : row.kind))).toEqual([
      undefined,
      40,
      'break',
      undefined,
    ]);
  });

  it('are one for messages that repeat and change nothing', () => {
    const ignored = { outcome: 'unchanged' } as const;
    const rows = rowsOf([entry(0), entry(10, ignored), entry(20, ignored), entry(30, ignored)]);

    expect(words(rows)).toEqual(['event submitted 7002 ×1', 'event submitted 7002 ×3']);
  });

  it('stay apart where repeated messages were refused, or come from somebody else', () => {
    const refused = { outcome: 'refused' } as const;
    const ignored = { outcome: 'unchanged' } as const;

    expect(rowsOf([entry(0, refused), entry(1, refused)])).toHaveLength(2);
    expect(rowsOf([entry(0, ignored), entry(1, { ...ignored, from: 'sweep' })])).toHaveLength(2);
    expect(rowsOf([entry(0, ignored), entry(1)])).toHaveLength(2);
  });

  it('stand in the order of what happened, not of the telling', () => {
    const toldFirst = entry(5, { order: 2 });
    const cause = entry(0, { order: 1 });

    expect(inOrder([toldFirst, cause])).toEqual([cause, toldFirst]);
  });

  it('take a message that was told twice once, and let nothing be lost on the way', () => {
    const held = [entry(0), entry(1)];
    const fresh = entry(2);

    expect(withEntries(held, [...held.slice(1), fresh])).toEqual([...held, fresh]);
    expect(withEntries(held, held)).toBe(held);
  });
});

describe('the filters of a timeline', () => {
  it.each([
    [
      'refused',
      [{ outcome: 'refused' }, { outcome: 'lost' }, { outcome: 'failed' }],
      { outcome: 'ok' },
    ],
    ['ignored', [{ outcome: 'unchanged' }], { outcome: 'ok' }],
    ['webhooks', [{ kind: 'webhook' }], { kind: 'call' }],
    ['sweep', [{ kind: 'sweep' }, { from: 'sweep' }], { from: 'api' }],
  ] as const)('show only what is %s', (only, shown, hidden) => {
    for (const each of shown) expect(isShown(entry(0, each), only)).toBe(true);
    expect(isShown(entry(0, hidden), only)).toBe(false);
    expect(isShown(entry(0, hidden), 'all')).toBe(true);
  });
});

describe('the lanes', () => {
  const space = { left: 100, width: 400, all: false };

  it('are those that somebody speaks on, from left to right', () => {
    const lanes = lanesFor(new Set(['veriff', 'webhook', 'table']), space);

    expect(lanes.map(({ id, x }) => [id, x])).toEqual([
      ['table', 167],
      ['webhook', 300],
      ['veriff', 433],
    ]);
  });

  it('have short titles where they are narrow', () => {
    const titles = (width: number) =>
      lanesFor(new Set(['backend', 'webhook']), { ...space, width }).map(({ title }) => title);

    expect(titles(400)).toEqual(['Mobile backend', 'Webhook API']);
    expect(titles(160)).toEqual(['Backend', 'Webhooks']);
  });

  it('are all eight on demand', () => {
    const lanes = lanesFor(new Set(), { ...space, all: true });

    expect(lanes.map(({ id }) => id)).toEqual(ALL);
  });
});

describe('an arrow', () => {
  const lanes = lanesFor(new Set(ALL), { left: 0, width: 800, all: false });

  it('goes from lane to lane', () => {
    expect(arrowOf(entry(0), lanes)).toMatchObject({ from: 650, to: 550, way: -1, mark: 'head' });
    expect(arrowOf(entry(0, { from: 'backend', to: 'api' }), lanes)).toMatchObject({
      from: 150,
      to: 250,
      way: 1,
    });
  });

  it.each([
    ['lost', 'dashed', 'lost'],
    ['failed', 'dashed', 'cross'],
    ['refused', 'solid', 'cross'],
    ['unchanged', 'solid', 'hollow'],
  ] as const)('that was %s is %s and ends in a %s', (outcome, stroke, mark) => {
    expect(arrowOf(entry(0, { outcome }), lanes)).toMatchObject({ stroke, mark });
  });

  it('of a lost message ends in the air', () => {
    expect(arrowOf(entry(0, { outcome: 'lost' }), lanes)?.to).toBe(595);
  });

  it('of an answer is dotted', () => {
    expect(arrowOf(entry(0, { kind: 'answer' }), lanes)?.stroke).toBe('dotted');
  });

  it('to a party without a lane is a dot', () => {
    expect(arrowOf(entry(0, { from: 'api', to: 'secrets' }), lanes)).toMatchObject({
      isDot: true,
      from: 250,
    });
  });
});

describe('the Mermaid text', () => {
  it('says the same as the diagram', () => {
    const text = mermaidOf([
      entry(0, { from: 'backend', to: 'api', kind: 'request', label: 'POST /v1/sessions' }),
      entry(3, {
        from: 'api',
        to: 'table',
        kind: 'write',
        label: 'created v1',
        change: { to: 'created', version: 1 },
      }),
      entry(9, {
        from: 'api',
        to: 'backend',
        kind: 'answer',
        label: 'POST /v1/sessions',
        result: '201',
      }),
      entry(90_009, { outcome: 'lost', result: 'dropped', label: 'decision; #1' }),
    ]);

    expect(text.split('\n')).toEqual([
      'sequenceDiagram',
      '  participant backend as Mobile backend',
      '  participant api as Client API',
      '  participant table as Table',
      '  participant webhook as Webhook API',
      '  participant veriff as Veriff',
      '  backend->>api: POST /v1/sessions',
      '  api->>table: created v1',
      '  Note over table: nothing to created, version 1',
      '  api-->>backend: POST /v1/sessions (201)',
      '  Note over backend,veriff: 1 min 30 s later',
      '  veriff-xwebhook: decision   1 (dropped)',
    ]);
  });
});
