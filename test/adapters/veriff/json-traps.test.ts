import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWebhook } from '../../../shared/adapters/veriff/wire.ts';
import { fixture, SESSION_ID } from './vectors.ts';

const BOM = Buffer.of(0xef, 0xbb, 0xbf);
const approved = fixture('decision-approved');
const said = `"id":"${SESSION_ID}","status":"approved","code":9001`;

const read = (text: string) => readWebhook(Buffer.from(text));
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const inside = (value: string) => `{"verification":{${said}},"extra":${value}}`;

describe('bytes that are signed and cannot be read', () => {
  it.each([
    ['nothing', '', 'not-json'],
    ['white space', ' \n', 'not-json'],
    ['HTML', '<html></html>', 'not-json'],
    ['a cut message', approved.toString().slice(0, -1), 'not-json'],
    ['an open string', '{"verification', 'not-json'],
    ['a string that ends in a backslash', '{"verification\\', 'not-json'],
    ['junk behind', `${approved.toString()}x`, 'not-json'],
    ['two messages', `${approved.toString()}${approved.toString()}`, 'not-json'],
    ['NaN', inside('NaN'), 'not-json'],
    ['a comment', inside('1/**/'), 'not-json'],
    ['33 levels', nested(33), 'too-deep'],
    ['100,000 levels', nested(100_000), 'too-deep'],
    ['100,000 levels that never end', '['.repeat(100_000), 'too-deep'],
    ['a deep object', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 'too-deep'],
    ['a second decision', `{"verification":{${said}},"verification":{${said}}}`, 'duplicate-key'],
    ['a second status', `{"verification":{${said},"status":"declined"}}`, 'duplicate-key'],
    ['an escaped second status', `{"verification":{${said},"st\\u0061tus":"x"}}`, 'duplicate-key'],
    ['a second code', `{"verification":{${said},"code":9102}}`, 'duplicate-key'],
    [
      'a second __proto__',
      `{"__proto__":1,"__proto__":2,"verification":{${said}}}`,
      'duplicate-key',
    ],
    [
      'a second full-auto decision',
      '{"eventType":"fullauto","data":{"verification":{"decision":"approved","decision":"declined"}}}',
      'duplicate-key',
    ],
    [
      'a second value in it',
      '{"eventType":"fullauto","data":{"verification":{"decision":{"value":"a","value":"b"}}}}',
      'duplicate-key',
    ],
    ['a second action', '{"action":"started","action":"submitted","code":7001}', 'duplicate-key'],
  ])('are unreadable: %s', (_what, text, why) => {
    expect(read(text)).toEqual({ kind: 'unreadable', why });
  });

  it.each([
    ['a stray byte', Buffer.of(0xff)],
    ['a cut sequence', Buffer.of(0xc3)],
    ['an overlong slash', Buffer.of(0xc0, 0xaf)],
    ['a surrogate', Buffer.of(0xed, 0xa0, 0x80)],
  ])('are unreadable: %s in a string', (_what, bytes) => {
    const body = Buffer.concat([Buffer.from(`{"a":"`), bytes, Buffer.from(`"}`)]);

    expect(readWebhook(body)).toEqual({ kind: 'unreadable', why: 'not-utf-8' });
  });

  it('are read again after some that were not', () => {
    readWebhook(Buffer.of(0xe2, 0x82));

    expect(readWebhook(approved)).toMatchObject({ kind: 'decision' });
  });

  it('drops one byte order mark, not two', () => {
    expect(readWebhook(Buffer.concat([BOM, approved]))).toMatchObject({ kind: 'decision' });
    expect(readWebhook(Buffer.concat([BOM, BOM, approved]))).toMatchObject({ why: 'not-json' });
  });
});

describe('bytes that look worse than they are', () => {
  it.each([
    ['32 levels', inside(nested(31))],
    ['brackets and colons in strings', inside(JSON.stringify('{[::"\\'.repeat(50)))],
    ['the same key in different objects', inside('{"id":1,"x":{"id":2}}')],
    ['keys that differ in escapes only by what they mean', inside('{"\\\\u0061":1,"a":2}')],
    ['duplicates far below', inside('{"a":{"b":{"c":{"d":1,"d":2}}}}')],
    ['numbers beyond all range', inside('1e400')],
    ['long strings', inside(`"${'x'.repeat(200_000)}"`)],
    ['many elements', inside(`[${'1,'.repeat(50_000)}1]`)],
  ])('are read: %s', (_what, text) => {
    expect(read(text)).toMatchObject({ observation: { decision: { status: 'approved' } } });
  });

  it.each([
    ['__proto__ at the top', `{"__proto__":{"verification":{${said}}}}`],
    ['an escaped __proto__', `{"\\u005f_proto__":{"verification":{${said}}}}`],
    ['constructor.prototype', `{"constructor":{"prototype":{"verification":{${said}}}}}`],
    ['__proto__ in the verification', `{"verification":{"__proto__":{${said}}}}`],
  ])('decide nothing by %s', (_what, text) => {
    const before = Object.getOwnPropertyNames(Object.prototype);

    expect(read(text)).toEqual({ kind: 'unknown' });
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  it.each([
    ['1e400', 0],
    ['9001.5', 0],
    ['9001.0000000000000000001', 9001],
    ['90010e-1', 9001],
    ['-0', 0],
  ])('reads the code %s as %i', (code, expected) => {
    const text = `{"verification":{"id":"${SESSION_ID}","status":"approved","code":${code}}}`;

    expect(read(text)).toMatchObject({ observation: { decision: { code: expected } } });
  });
});

describe('any bytes', () => {
  const kinds = ['event', 'decision', 'fullauto', 'other-event', 'watchlist', 'user-status'];
  const answers = new Set([...kinds, 'proof-of-address', 'unknown', 'unreadable']);

  it('are answered and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(answers).toContain(readWebhook(bytes).kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('are answered and never throw as JSON either', () => {
    const names = [
      'verification',
      'status',
      'id',
      'code',
      'data',
      'action',
      'eventType',
      'decision',
    ];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('approved', 'fullauto', 'started', SESSION_ID, 9001, 7001, null),
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom(...names), tie('value')),
      ),
    }));

    fc.assert(
      fc.property(value, (body) => {
        expect(answers).toContain(read(JSON.stringify(body)).kind);
      }),
      { numRuns: 2000 },
    );
  });

  it('are answered and never throw where one byte of a message is another', () => {
    fc.assert(
      fc.property(fc.nat(approved.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(approved);
        changed[at] = byte;
        expect(answers).toContain(readWebhook(changed).kind);
      }),
      { numRuns: 2000 },
    );
  });
});
