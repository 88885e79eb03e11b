import { describe, expect, it } from 'vitest';
import { hmacSignature, legacySignature } from '../../local/veriff/signature.ts';
import { INTEGRATION, type Received, type Rig, startRig } from './rig.ts';

const HOUR = 3600;
const { sharedSecret, previousSharedSecret } = INTEGRATION;
const said = ({ json }: Received): string | undefined => json?.action ?? json?.verification?.status;
const isSigned = ({ bytes, headers }: Received): boolean =>
  headers['x-hmac-signature'] === hmacSignature(sharedSecret, bytes);

/** A rig in which one session is about to be approved and the fault strikes that decision. */
async function withFault(fault: object): Promise<{ rig: Rig; id: string }> {
  const rig = await startRig();
  const id = await rig.create({ vendorData: 'cust-1' });
  await rig.play(id, 'start', 'submit');
  await rig.faults({ webhooks: fault });
  return { rig, id };
}

/** What arrives of that decision. */
async function decisionUnder(fault: object): Promise<Received> {
  const { rig, id } = await withFault(fault);
  await rig.play(id, 'approve');
  const last = rig.receiver.received.at(-1);
  if (last === undefined || rig.receiver.received.length !== 3) throw new Error('no decision came');
  return last;
}

describe('faults of webhooks', () => {
  it('drop loses the webhook and its retries', async () => {
    const { rig, id } = await withFault({ drop: { next: 1 } });

    const { deliveries } = await rig.play(id, 'approve');
    await rig.advance(48 * HOUR);

    expect(deliveries).toMatchObject([
      { outcome: 'dropped', faults: [{ kind: 'drop', rule: 'drop-1' }] },
    ]);
    expect(rig.receiver.received).toHaveLength(2);
    expect(rig.log.find((line) => line.result === 'dropped')).toMatchObject({ lost: true });
    expect((await rig.decision(id)).verification?.status).toBe('approved');
  });

  it('drop with retry fails on the network once and comes an hour later', async () => {
    const { rig, id } = await withFault({ drop: { next: 1, retry: true } });

    const { deliveries } = await rig.play(id, 'approve');
    expect(deliveries).toMatchObject([{ outcome: 'failed' }]);
    await rig.advance(HOUR + 1);

    expect(rig.receiver.received.map(said)).toStrictEqual(['started', 'submitted', 'approved']);
  });

  it('delay holds it back on the virtual clock', async () => {
    const { rig, id } = await withFault({ delay: { next: 1, seconds: 120 } });

    const { deliveries } = await rig.play(id, 'approve');
    expect(deliveries).toMatchObject([{ outcome: 'waiting', waitsFor: 'delay' }]);
    await rig.advance(119);
    expect(rig.receiver.received).toHaveLength(2);
    await rig.advance(2);

    expect(rig.receiver.received.map(said).at(-1)).toBe('approved');
  });

  it('reorder lets a session’s webhooks go backwards', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.faults({ webhooks: { reorder: { always: true, window: 3 } } });

    await rig.play(id, 'start', 'submit');
    expect(rig.receiver.received).toHaveLength(0);
    await rig.play(id, 'approve');

    expect(rig.receiver.received.map(said)).toStrictEqual(['approved', 'submitted', 'started']);
  });

  it('reorder holds nothing longer than it may', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.faults({ webhooks: { reorder: { always: true, window: 5, maxSeconds: 60 } } });
    await rig.play(id, 'start', 'submit');

    await rig.advance(61);

    expect(rig.receiver.received.map(said)).toStrictEqual(['submitted', 'started']);
  });

  it('reorder shuffles the same way for the same seed', async () => {
    const orders = await Promise.all(
      [7, 7, 11].map(async (seed) => {
        const rig = await startRig();
        const id = await rig.create();
        await rig.faults({
          seed,
          webhooks: { reorder: { always: true, window: 6, order: 'shuffle' } },
        });
        await rig.play(id, 'start', 'submit', 'review', 'approve', 'watchlist', 'userStatus');
        return rig.receiver.received.map(
          (each) => said(each) ?? each.json?.checkType ?? each.json?.eventType,
        );
      }),
    );

    expect(orders[0]).toHaveLength(6);
    expect(orders[0]).toStrictEqual(orders[1]);
    expect(orders[0]).not.toStrictEqual(orders[2]);
  });

  it('duplicate sends the same bytes with the same signature again', async () => {
    const { rig, id } = await withFault({ duplicate: { next: 1, copies: 2 } });

    const { deliveries } = await rig.play(id, 'approve');

    const [original, ...copies] = rig.receiver.received.slice(2);
    expect(copies).toHaveLength(2);
    for (const copy of copies) {
      expect(copy.bytes.equals(original?.bytes ?? Buffer.of())).toBe(true);
      expect(copy.headers['x-hmac-signature']).toBe(original?.headers['x-hmac-signature']);
    }
    expect(deliveries.map((each) => each.origin)).toStrictEqual(['first', 'copy', 'copy']);
  });

  it('duplicate keeps its gap', async () => {
    const { rig, id } = await withFault({ duplicate: { next: 1, copies: 2, gapSeconds: 30 } });
    await rig.play(id, 'approve');
    expect(rig.receiver.received).toHaveLength(3);

    await rig.advance(31);
    expect(rig.receiver.received).toHaveLength(4);
    await rig.advance(30);

    expect(rig.receiver.received).toHaveLength(5);
  });

  it('rewrite edits the body before it is signed', async () => {
    const received = await decisionUnder({
      rewrite: {
        next: 1,
        set: { '/verification/code': 9102 },
        add: { '/newField': 'x' },
        remove: ['/technicalData'],
      },
    });

    expect(received.json?.verification?.code).toBe(9102);
    expect(received.json?.newField).toBe('x');
    expect(received.json?.technicalData).toBeUndefined();
    expect(isSigned(received)).toBe(true);
  });

  it.each([
    ['status and code that contradict each other', { '/verification/code': 9102 }],
    ['no code', { '/verification/code': null }],
    ['a status nobody knows', { '/verification/status': 'blessed' }],
    [
      'the opposite of what GET decision says',
      {
        '/verification/status': 'declined',
        '/verification/code': 9102,
        '/verification/reasonCode': 102,
      },
    ],
    [
      'a session that nobody made',
      {
        '/verification/id': 'ffffffff-0000-4000-8000-000000000000',
      },
    ],
  ])('rewrite sends %s, rightly signed, and leaves the truth alone', async (_what, set) => {
    const { rig, id } = await withFault({ rewrite: { next: 1, set } });

    const { session } = await rig.play(id, 'approve');

    const received = rig.receiver.received.at(-1);
    for (const [pointer, value] of Object.entries(set)) {
      const field = pointer.split('/').at(-1) ?? '';
      expect(received?.json?.verification).toHaveProperty(field, value);
    }
    expect(received && isSigned(received)).toBe(true);
    expect(session).toMatchObject({ id, status: 'approved', decision: { code: 9001 } });
    expect((await rig.decision(id)).verification).toMatchObject({ status: 'approved', code: 9001 });
  });

  it('rewrite with add keeps to its parent, and says so where there is none', async () => {
    const { rig, id } = await withFault({
      rewrite: { next: 1, add: { '/verification/new': 1, '/nowhere/new': 1 } },
    });

    const { deliveries } = await rig.play(id, 'approve');

    expect(deliveries[0]?.faults).toMatchObject([
      { kind: 'rewrite', skipped: true, note: 'the body lacks /nowhere/new' },
    ]);
    expect(rig.receiver.received.at(-1)?.json?.verification).not.toHaveProperty('new');
  });

  it('rewrite of an event: a webhook about a session that nobody made', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const unknown = 'ffffffff-0000-4000-8000-000000000000';
    await rig.faults({ webhooks: { rewrite: { always: true, set: { '/id': unknown } } } });

    await rig.play(id, 'start');

    expect(rig.receiver.received[0]?.json?.id).toBe(unknown);
    expect(await rig.deliveries(`session=${id}`)).toMatchObject([{ outcome: 'delivered' }]);
  });

  it('rewrite of a path that the body lacks is not applied and says so', async () => {
    const { rig, id } = await withFault({
      rewrite: { next: 1, set: { '/verification/nonsense': 1 } },
    });

    const { deliveries } = await rig.play(id, 'approve');

    expect(deliveries).toMatchObject([
      {
        outcome: 'delivered',
        faults: [{ kind: 'rewrite', skipped: true, note: 'the body lacks /verification/nonsense' }],
      },
    ]);
  });

  it.each(['not-json', 'bom', 'invalid-utf8', 'duplicate-key', 'deep'])(
    'malformed %s is rightly signed',
    async (how) => {
      const received = await decisionUnder({ malformed: { next: 1, how } });

      expect(isSigned(received)).toBe(true);
      const plain: Record<string, (bytes: Buffer) => boolean> = {
        'not-json': (bytes) => bytes.toString().startsWith('<html>'),
        bom: (bytes) => bytes.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf)),
        'invalid-utf8': (bytes) => bytes.includes(0xc3) && bytes.toString().includes('\uFFFD'),
        'duplicate-key': (bytes) => bytes.toString().split('"verification":').length === 3,
        deep: (bytes) => bytes.toString().includes('['.repeat(20_000)),
      };
      expect(plain[how]?.(received.bytes)).toBe(true);
    },
  );

  it('truncate cuts after signing, and the length fits what is left', async () => {
    const received = await decisionUnder({ truncate: { next: 1, bytes: 100 } });

    expect(received.bytes).toHaveLength(100);
    expect(received.headers['content-length']).toBe('100');
    expect(isSigned(received)).toBe(false);
    expect(received.json).toBeUndefined();
  });

  it.each([
    [
      'flip',
      (header: unknown, right: string) =>
        header !== right && String(header).slice(1) === right.slice(1),
    ],
    ['missing', (header: unknown) => header === undefined],
    ['empty', (header: unknown) => header === ''],
    ['short', (header: unknown, right: string) => header === right.slice(0, 32)],
    ['upper', (header: unknown, right: string) => header === right.toUpperCase()],
    ['twice', (header: unknown, right: string) => String(header).startsWith(`${right}, `)],
    [
      'reserialised',
      (header: unknown, right: string) => /^[0-9a-f]{64}$/.test(String(header)) && header !== right,
    ],
    ['legacy-only', (header: unknown) => header === undefined],
  ] as const)('corruptSignature %s damages both families', async (how, isAsSaid) => {
    const received = await decisionUnder({ corruptSignature: { next: 1, how } });

    const right = hmacSignature(sharedSecret, received.bytes);
    expect(isAsSaid(received.headers['x-hmac-signature'], right)).toBe(true);
    expect(isAsSaid(received.headers['vrf-hmac-signature'], right)).toBe(true);
    const legacy =
      how === 'legacy-only' ? legacySignature(sharedSecret, received.bytes) : undefined;
    expect(received.headers['x-signature']).toBe(legacy);
  });

  it('oldSecret signs with the previous secret, or with one nobody has', async () => {
    const previous = await decisionUnder({ oldSecret: { next: 1 } });
    const unknown = await decisionUnder({ oldSecret: { next: 1, which: 'unknown' } });

    expect(previous.headers['x-hmac-signature']).toBe(
      hmacSignature(previousSharedSecret, previous.bytes),
    );
    expect(unknown.headers['x-hmac-signature']).toMatch(/^[0-9a-f]{64}$/);
    expect(isSigned(unknown)).toBe(false);
  });

  it('several kinds strike one delivery, in their order, and a retry draws anew', async () => {
    const { rig, id } = await withFault({
      corruptSignature: { next: 1 },
      truncate: { next: 1 },
      rewrite: { next: 1, add: { '/newField': 'x' } },
    });
    rig.receiver.answer = (received) => (isSigned(received) ? 200 : 401);

    const { deliveries } = await rig.play(id, 'approve');
    await rig.advance(HOUR);

    expect(deliveries[0]?.faults.map((each) => each.kind)).toStrictEqual([
      'rewrite',
      'corruptSignature',
      'truncate',
    ]);
    expect(await rig.deliveries(`session=${id}&kind=decision`)).toMatchObject([
      { outcome: 'delivered', try: 2, faults: [] },
      { outcome: 'refused', answerStatus: 401 },
    ]);
  });

  it('strike only what their scope and filters name, and are spent after that', async () => {
    const rig = await startRig();
    const [one, two] = [await rig.create(), await rig.create()];
    await rig.faults({
      webhooks: {
        drop: [
          { next: 1, session: one, kinds: ['event'] },
          { always: true, actions: ['approved'] },
        ],
      },
    });

    await rig.play(two, 'start', 'submit', 'approve');
    await rig.play(one, 'start', 'submit', 'approve');

    expect(rig.receiver.received.map(({ json }) => [json?.id, json?.action])).toStrictEqual([
      [two, 'started'],
      [two, 'submitted'],
      [one, 'submitted'],
    ]);
    const { body } = await rig.control('GET /_sim/faults');
    expect(body['webhooks']).toMatchObject({
      drop: [
        { id: 'drop-1', next: 1, left: 0, struck: 1 },
        { id: 'drop-2', always: true, struck: 2 },
      ],
    });
  });

  it('same seed, same story', async () => {
    const monday = {
      webhooks: {
        drop: { probability: 0.5 },
        corruptSignature: { probability: 0.5 },
        duplicate: { probability: 0.5 },
      },
    };
    const story = async (seed: number): Promise<unknown> => {
      const rig = await startRig();
      await rig.faults({ seed, ...monday });
      const id = await rig.create();
      await rig.play(id, 'start', 'submit', 'review', 'approve', 'watchlist', 'userStatus');
      return (await rig.session(id)).deliveries.map(({ faults, outcome }) => [outcome, faults]);
    };

    const [first, second, other] = await Promise.all([story(1), story(1), story(2)]);

    expect(first).toStrictEqual(second);
    expect(first).not.toStrictEqual(other);
  });
});
