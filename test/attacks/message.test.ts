import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { erase } from '../../shared/domain/erase.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import { DAY, SESSION, T0 } from '../support/given.ts';
import { delivery, GENUINE, hmac, sent } from './genuine.ts';
import type { Rig } from './rig.ts';
import {
  ask,
  countOf,
  decisionText,
  deliver,
  expectRefused,
  expectTaken,
  signed,
  subject,
} from './subject.ts';

/** Authentic, and of no effect: the table is not even looked at. */
async function expectUnread(on: Rig, body: string | Uint8Array): Promise<void> {
  await expectRefused(on, signed(body), 400);
}

/** Authentic and well-formed, answered 200, and nothing changes. */
async function expectIgnored(on: Rig, body: string | Uint8Array): Promise<void> {
  const before = on.snapshot();
  const answer = await deliver(on, signed(body));
  expect(answer).toMatchObject({ status: 200, effects: { bus: 0, veriff: 0 } });
  expect(on.snapshot()).toEqual(before);
}

const inside = (bytes: readonly number[]) =>
  Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);

describe('W13: UTF-8', () => {
  it.each<[string, readonly number[]]>([
    ['0xFF', [0xff]],
    ['a lone continuation', [0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong quote', [0xe0, 0x80, 0xa2]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['UTF-16', [0xfe, 0xff]],
  ])('%s with a genuine signature is not read', async (_what, bytes) => {
    await expectUnread(await subject(), inside(bytes));
  });

  it('one byte order mark is dropped, two are not', async () => {
    const on = await subject();

    await expectTaken(on, signed(`\ufeff${decisionText()}`));
    expect((await on.session(SESSION)).state.status).toBe('approved');
    await expectUnread(on, `\ufeff\ufeff${decisionText()}`);
  });

  it.each([
    ['0xFF for U+FFFD', inside([0xff]), '{"a":"\ufffd"}'],
    ['U+FFFD for 0xFF', Buffer.from('{"a":"\ufffd"}'), inside([0xff])],
    ['without its byte order mark', decisionText(), `\ufeff${decisionText()}`],
    ['with a byte order mark', `\ufeff${decisionText()}`, decisionText()],
  ])('%s is another message', async (_what, body, other) => {
    await expectRefused(await subject(), delivery(body, { 'x-hmac-signature': hmac(other) }));
  });
});

describe('W14: a duplicate key on the way to the decision', () => {
  const fields = `"id":"${SESSION}","status":"approved"`;
  const fullAuto = '"eventType":"fullauto"';

  it.each([
    `{"verification":{${fields},"id":"other"}}`,
    `{"verification":{${fields},"attemptId":"a","attemptId":"b"}}`,
    `{"verification":{${fields},"reason":"a","reason":"b"}}`,
    `{"verification":{${fields},"reasonCode":1,"reasonCode":2}}`,
    `{"verification":{${fields},"decisionTime":"a","decisionTime":"b"}}`,
    `{"verification":{${fields},"\\u0063ode":9102,"code":9001}}`,
    `{"verification":{"status":"declined"},"verificatio\\u006e":{${fields}}}`,
    `{${fullAuto},"sessionId":"a","sessionId":"${SESSION}"}`,
    `{${fullAuto},"eventType":"other","sessionId":"${SESSION}"}`,
    `{${fullAuto},"data":{},"data":{"verification":{"decision":"approved"}}}`,
  ])('%s', async (body) => {
    await expectUnread(await subject(), body);
  });
});

describe('W15: prototypes', () => {
  const poison = `{"id":"${SESSION}","status":"approved","code":9001}`;

  it.each([
    `{"__proto__":{"verification":${poison}}}`,
    `{"\\u005f\\u005fproto\\u005f\\u005f":{"verification":${poison}}}`,
    `{"constructor":{"prototype":{"verification":${poison}}}}`,
    `{"verification":{"__proto__":${poison}}}`,
    `{"verification":{"constructor":{"prototype":${poison}}}}`,
    `{"verification":{"id":"${SESSION}","__proto__":{"status":"approved"}}}`,
    `{"eventType":"fullauto","sessionId":"${SESSION}","data":{"__proto__":{"verification":{"decision":"approved"}}}}`,
    `{"toString":1,"valueOf":2,"hasOwnProperty":3,"toJSON":4,"then":5}`,
  ])('%s changes none, and decides nothing', async (body) => {
    const before = Reflect.ownKeys(Object.prototype);

    await expectIgnored(await subject(), body);

    expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
    expect({}).not.toHaveProperty('status');
  });
});

describe('W16: replay', () => {
  /** Every fixture has come; whatever is repeated now comes too late. */
  async function told(): Promise<Rig> {
    const on = await subject();
    for (const from of GENUINE) await expectTaken(on, sent(from));
    return on;
  }

  async function expectNothingNew(on: Rig): Promise<void> {
    const before = on.snapshot();
    const published = on.ports.publisher.published.length;
    for (let turn = 0; turn < 1000; turn += 1) {
      for (const from of GENUINE) await expectTaken(on, sent(from));
    }
    expect(on.snapshot()).toEqual(before);
    expect(on.ports.publisher.published).toHaveLength(published);
  }

  it('of every message, 1,000 times: no change, no event, no longer life', async () => {
    const on = await told();
    on.at(T0 + DAY);

    await expectNothingNew(on);
  });

  it('after the sessions were erased', async () => {
    const on = await told();
    const held = await on.session(SESSION);
    await on.ports.store.save(erase(held, T0 + DAY), held, T0 + DAY);
    on.at(T0 + DAY);

    await expectNothingNew(on);
  });

  it('after the sessions have expired', async () => {
    const on = await told();
    on.at(T0 + 60 * DAY);

    await expectNothingNew(on);
  });
});

describe('W17: size', () => {
  const LIMIT = 256 * 1024;

  it('256 KB are read', async () => {
    await expectTaken(await subject(), signed(decisionText().padEnd(LIMIT)));
  });

  it.each([LIMIT + 1, 2 * LIMIT, 10 * 1024 * 1024])(
    '%i bytes are refused before a key is asked for',
    async (size) => {
      const on = await subject();

      await expectRefused(on, signed(decisionText().padEnd(size)), 413);
      expect(on.held.reads).toBe(0);
    },
  );
});

describe('W19: a compressed body', () => {
  it.each(['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip', 'aws-chunked', ''])(
    '%j is refused, and never inflated',
    async (encoding) => {
      const packed = gzipSync(decisionText());

      await expectRefused(await subject(), signed(packed, { 'Content-Encoding': encoding }), 415);
      await expectUnread(await subject(), packed);
    },
  );
});

describe('W20: content type', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json;charset=utf-8',
    'application/json ; charset="UTF-8"; x=y',
  ])('%s is read', async (type) => {
    await expectTaken(await subject(), signed(decisionText(), { 'Content-Type': type }));
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/jsonp',
    'application/json, text/plain',
    'multipart/form-data; x=application/json',
    '',
  ])('%j is refused, once the signature is right', async (type) => {
    const on = await subject();
    const headers = { 'Content-Type': type };

    await expectRefused(on, signed(decisionText(), headers), 415);
    await expectRefused(on, signed(decisionText(), { ...headers, 'x-hmac-signature': '0' }), 401);
  });
});

describe('W25: log injection', () => {
  it.each([
    '\r\n{"message":"request","status":200}',
    '\n',
    '\r',
    '\u001b[2J\u001b[31m',
    '\u009b31m',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u202e',
    '\u2066',
    '\ufeff',
    '\0',
    '\b\b\b\b',
    '"}{"level":"error"',
    '\\n\\u000a',
    '{"_aws":{"CloudWatchMetrics":[]}}',
    '\ud800',
    'x'.repeat(100_000),
    '\u2028'.repeat(100_000),
    '😀'.repeat(25_000),
  ])('%.30j in whatever a caller can choose', async (text) => {
    const on = await subject();
    const headers = {
      'X-Request-Id': text,
      'User-Agent': text,
      'If-None-Match': text,
      'Idempotency-Key': text,
    };
    const fields = { id: text, attemptId: text, status: text, reason: text, action: text };
    const body = JSON.stringify({ ...fields, verification: { ...fields, status: 'approved' } });

    // What `ask` and `deliver` hold every call to: lines that parse, of at most 4 KB, one for the answer.
    const calls = [
      await deliver(on, signed(body, headers)),
      await deliver(on, signed(body, { ...headers, 'x-hmac-signature': text })),
      await ask(on, 'read', { id: text, headers }),
      await ask(on, 'erase', { id: text, headers, tenant: text }),
      await ask(on, 'list', { query: { vendorData: text, cursor: text, [text]: text }, headers }),
      await ask(on, 'create', { method: 'POST', body, headers }),
    ];

    expect(calls.flatMap(({ lines }) => lines).join('')).toMatch(/^[\u0020-\u007e\n]*$/);
  });
});

describe('W26: a session that is no more', () => {
  const messages = GENUINE.filter(({ bytes }) => bytes.includes(SESSION));

  async function erased(on: Rig): Promise<void> {
    const held = await on.session(SESSION);
    await on.ports.store.save(erase(held, T0), held, T0);
  }
  async function expired(on: Rig): Promise<void> {
    on.at(T0 + 60 * DAY);
  }
  const ways = [erased, expired].flatMap((end) =>
    messages.map((from) => [from.name, end.name, from, end] as const),
  );

  it.each(ways)('%s, %s: 200, counted, no write', async (_name, _how, from, end) => {
    const on = await subject();
    await end(on);
    const before = on.snapshot();

    const answer = await deliver(on, sent(from));

    expect(answer).toMatchObject({ status: 200, effects: { table: 1, bus: 0, veriff: 0 } });
    expect(countOf(answer, 'UnknownSession')).toBe(1);
    expect(answer.lines.join('')).toContain(SESSION);
    expect(answer.lines.join('')).not.toContain('cust-0001');
    expect(on.snapshot()).toEqual(before);
  });
});

describe('W29: vendorData in a message', () => {
  it.each(['"cust-0002"', 'null', '{"$ne":null}', `"${'x'.repeat(5000)}"`])(
    '%.20s is not stored, and finds no session',
    async (vendorData) => {
      const on = await subject();
      const other = 'b6f7bb1a-5b69-4517-9b6a-95224ada1067' as SessionId;

      await expectTaken(on, signed(decisionText('approved', `,"vendorData":${vendorData}`)));
      await expectIgnored(
        on,
        `{"verification":{"id":"${other}","status":"approved","vendorData":"cust-0001"}}`,
      );

      expect((await on.session(SESSION)).vendorData).toBe('cust-0001');
    },
  );
});
