import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type {
  SimDelivery,
  SimDeliverySummary,
  SimResendRequest,
  SimSessionSummary,
} from '../../local/veriff/control.ts';
import { hmacSignature } from '../../local/veriff/signature.ts';
import { INTEGRATION, type Rig, startRig } from './rig.ts';

const UNKNOWN = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067';

async function approved(): Promise<{ rig: Rig; id: string; delivery: SimDeliverySummary }> {
  const rig = await startRig();
  const id = await rig.create({ vendorData: 'cust-1', person: { firstName: 'Ada' } });
  const { deliveries } = await rig.play(id, 'start', 'submit', 'approve');
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error('no webhook');
  return { rig, id, delivery };
}

describe('actions', () => {
  it('answer the state after the webhooks that they caused, and list those', async () => {
    const rig = await startRig();
    const id = await rig.create({ vendorData: 'cust-1' });

    const { session, deliveries } = await rig.play(id, 'start');

    expect(session).toMatchObject({
      id,
      status: 'started',
      final: false,
      vendorData: 'cust-1',
      attempts: 1,
      decision: null,
      allowed: ['submit', 'abandon', 'watchlist', 'userStatus'],
      decisionBody: { status: 'success', verification: null },
    });
    expect(deliveries).toMatchObject([
      { kind: 'event', action: 'started', outcome: 'delivered', sessionId: id },
    ]);
    expect(rig.receiver.received).toHaveLength(1);
  });

  it('that are illegal get 409 and what is allowed', async () => {
    const rig = await startRig();
    const id = await rig.create();

    const answer = await rig.control(`POST /_sim/sessions/${id}/actions`, { action: 'approve' });

    expect(answer).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: {
        code: 'illegal-action',
        status: 409,
        allowed: ['start', 'expire', 'watchlist', 'userStatus'],
      },
    });
    expect(answer.body.detail).toBe(
      'approve is not possible, the session is created; allowed: start, expire, watchlist, userStatus',
    );
  });

  it('edit the decision by pointer; an unknown path is 422, changes nothing and says what is near', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, 'start', 'submit');

    const wrong = await rig.control(`POST /_sim/sessions/${id}/actions`, {
      action: 'approve',
      set: { '/person/firstname': 'ANNA' },
    });
    expect(wrong).toMatchObject({
      status: 422,
      body: {
        code: 'unknown-path',
        detail: 'this decision has no /person/firstname. Did you mean /person/firstName?',
      },
    });
    expect((await rig.session(id)).status).toBe('submitted');

    await rig.play(id, { action: 'approve', set: { '/person/firstName': 'ANNA', '/code': 9102 } });
    expect(rig.receiver.received.at(-1)?.json?.verification).toMatchObject({
      code: 9102,
      status: 'approved',
      person: { firstName: 'ANNA' },
    });
    expect((await rig.decision(id)).verification?.person['firstName']).toBe('ANNA');
  });

  it.each([
    [{}, '/action', 'must be one of start'],
    [{ action: 'aprove' }, '/action', 'Did you mean approve?'],
    [{ action: 'start', reasoncode: 1 }, '/reasoncode', 'unknown field'],
    [{ action: 'approve', reasonCode: 102 }, '/reasonCode', 'does not go with approve'],
    [{ action: 'start', set: {} }, '/set', 'does not go with start'],
    [{ action: 'decline', reasonCode: 'x' }, '/reasonCode', 'must be a whole number'],
    [{ action: 'decline', reason: '' }, '/reason', 'must be a string'],
    [{ action: 'approve', set: { code: 1 } }, '/set', 'must be an object of JSON pointers'],
    [{ action: 'approve', again: 'yes' }, '/again', 'must be true or false'],
    [[], '', 'must be a JSON object'],
    ['{"action":', '', 'must be a JSON object'],
  ])('refuse %j by name', async (body, pointer, detail) => {
    const rig = await startRig();
    const id = await rig.create();

    const answer = await rig.control(`POST /_sim/sessions/${id}/actions`, body);

    expect(answer.status).toBe(400);
    expect(answer.body.errors?.[0]?.pointer).toBe(pointer);
    expect(answer.body.errors?.[0]?.detail).toContain(detail);
  });
});

describe('sessions', () => {
  it('are listed newest first, page by page, by status and by a part of their names', async () => {
    const rig = await startRig();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.unshift(await rig.create({ vendorData: `cust-${index}` }));
    }
    await rig.play(ids[2] ?? '', 'start');
    const list = async (query: string): Promise<{ ids: string[]; cursor: string | null }> => {
      const { body } = await rig.control(`GET /_sim/sessions?${query}`);
      const sessions = body['sessions'] as SimSessionSummary[];
      return { ids: sessions.map((each) => each.id), cursor: body['nextCursor'] as string | null };
    };

    const one = await list('limit=2');
    const two = await list(`limit=2&cursor=${one.cursor}`);
    const three = await list(`limit=2&cursor=${two.cursor}`);

    expect([...one.ids, ...two.ids, ...three.ids]).toStrictEqual(ids);
    expect(three.cursor).toBeNull();
    expect((await list('status=started')).ids).toStrictEqual([ids[2]]);
    expect((await list('q=CUST-4')).ids).toStrictEqual([ids[0]]);
    expect((await list(`q=${ids[1]?.slice(0, 13)}`)).ids).toStrictEqual([ids[1]]);
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['status=gone', '/status'],
    ['sort=up', '/sort'],
  ])('refuse %s', async (query, pointer) => {
    const rig = await startRig();

    const { status, body } = await rig.control(`GET /_sim/sessions?${query}`);

    expect([status, body.errors?.[0]?.pointer]).toStrictEqual([400, pointer]);
  });

  it('refuse a cursor that is not theirs', async () => {
    const rig = await startRig();

    expect((await rig.control('GET /_sim/sessions?cursor=abc')).body.code).toBe('invalid-cursor');
  });
});

describe('deliveries', () => {
  it('show bytes, headers, signature and answer', async () => {
    const { rig, delivery } = await approved();
    const received = rig.receiver.received.at(-1);

    const detail = await rig.delivery(delivery.id);

    expect(detail.url).toBe(rig.receiver.url);
    expect(detail.body.text).toBe(received?.text);
    expect(Buffer.from(detail.body.base64, 'base64').equals(received?.bytes ?? Buffer.of())).toBe(
      true,
    );
    expect(detail.body.bytes).toBe(received?.bytes.length);
    expect(Object.fromEntries(detail.headers)).toMatchObject({
      'x-hmac-signature': received?.headers['x-hmac-signature'],
    });
    expect(detail.signature).toStrictEqual({
      key: 'current',
      value: received?.headers['x-hmac-signature'],
    });
    expect(detail.answer).toStrictEqual({ status: 200, body: 'noted' });
  });

  it('are found by session, kind and outcome, page by page', async () => {
    const { rig, id } = await approved();
    const other = await rig.create();
    await rig.play(other, 'start');

    expect(await rig.deliveries()).toHaveLength(4);
    expect(await rig.deliveries(`session=${id}`)).toHaveLength(3);
    expect(await rig.deliveries(`session=${id}&kind=event`)).toHaveLength(2);
    expect(await rig.deliveries('outcome=refused')).toHaveLength(0);
    const { body } = await rig.control('GET /_sim/deliveries?limit=3');
    const rest = await rig.deliveries(`limit=3&cursor=${String(body['nextCursor'])}`);
    expect(rest).toHaveLength(1);
    expect((await rig.control('GET /_sim/deliveries?kind=decisions')).status).toBe(400);
  });

  it('are resent unchanged, past all faults', async () => {
    const { rig, delivery } = await approved();
    await rig.faults({ webhooks: { drop: { always: true } } });

    const { body } = await rig.control(`POST /_sim/deliveries/${delivery.id}/resend`, {});

    const [first, again] = rig.receiver.received.slice(-2);
    expect(again?.bytes.equals(first?.bytes ?? Buffer.of())).toBe(true);
    expect(again?.headers['x-hmac-signature']).toBe(first?.headers['x-hmac-signature']);
    expect(body['delivery']).toMatchObject({
      outcome: 'delivered',
      origin: 'resend',
      repeats: delivery.id,
    });
  });

  it('are resent edited and signed anew', async () => {
    const { rig, delivery } = await approved();

    await rig.control(`POST /_sim/deliveries/${delivery.id}/resend`, {
      set: { '/verification/code': 9102 },
      add: { '/newField': 'x' },
      remove: ['/technicalData'],
    } satisfies SimResendRequest);

    const last = rig.receiver.received.at(-1);
    expect(last?.json).toMatchObject({ newField: 'x', verification: { code: 9102 } });
    expect(last?.headers['x-hmac-signature']).toBe(
      hmacSignature(INTEGRATION.sharedSecret, last?.bytes ?? ''),
    );
  });

  it.each([
    ['previous', (bytes: Buffer) => hmacSignature(INTEGRATION.previousSharedSecret, bytes)],
    ['current', (bytes: Buffer) => hmacSignature(INTEGRATION.sharedSecret, bytes)],
    ['none', () => undefined],
  ] as const)('are resent with a body of one’s own, signed: %s', async (sign, expected) => {
    const { rig, delivery } = await approved();

    await rig.control(`POST /_sim/deliveries/${delivery.id}/resend`, {
      body: '{ "mine": true }',
      sign,
    });

    const last = rig.receiver.received.at(-1);
    expect(last?.text).toBe('{ "mine": true }');
    expect(last?.headers['x-hmac-signature']).toBe(expected(last?.bytes ?? Buffer.of()));
  });

  it('keep the original signature over edited bytes when asked, which is a forgery', async () => {
    const { rig, delivery } = await approved();
    const before = rig.receiver.received.at(-1)?.headers['x-hmac-signature'];

    await rig.control(`POST /_sim/deliveries/${delivery.id}/resend`, {
      set: { '/verification/status': 'declined' },
      sign: 'original',
    });

    const last = rig.receiver.received.at(-1);
    expect(last?.json?.verification?.status).toBe('declined');
    expect(last?.headers['x-hmac-signature']).toBe(before);
  });

  it('are resent several times and later', async () => {
    const { rig, delivery } = await approved();

    const { body } = await rig.control(`POST /_sim/deliveries/${delivery.id}/resend`, {
      times: 3,
      delaySeconds: 60,
    });
    expect(rig.receiver.received).toHaveLength(3);
    expect(body['deliveries']).toHaveLength(3);
    expect((body['delivery'] as SimDelivery).waitsFor).toBe('resend');
    await rig.advance(61);

    expect(rig.receiver.received).toHaveLength(6);
  });

  it.each([
    [{ edit: {} }, 400, '/edit'],
    [{ set: { '/verification/cod': 1 } }, 422, '/verification/cod'],
    [{ set: {}, body: 'x' }, 400, '/body'],
    [{ sign: 'wrong' }, 400, '/sign'],
    [{ times: 0 }, 400, '/times'],
    [{ delaySeconds: -1 }, 400, '/delaySeconds'],
    [{ remove: 'x' }, 400, '/remove'],
  ])('refuse the resend %j', async (body, status, pointer) => {
    const { rig, delivery } = await approved();

    const answer = await rig.control(`POST /_sim/deliveries/${delivery.id}/resend`, body);

    expect([answer.status, answer.body.errors?.[0]?.pointer]).toStrictEqual([status, pointer]);
    expect(rig.receiver.received).toHaveLength(3);
  });
});

describe('clock', () => {
  it('shows the next thing owed and goes there', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, 'start', 'submit', 'resubmit');
    const { body } = await rig.control('GET /_sim/clock');
    const next = Date.parse(String(body['next']));
    expect(Math.round((next - Date.parse(String(body['now']))) / 1000)).toBe(300);

    const moved = await rig.control('POST /_sim/clock', { to: 'next' });

    expect(moved.body['ran']).toBe(1);
    expect(Date.parse(String(moved.body['now']))).toBeGreaterThanOrEqual(next);
    expect(rig.receiver.received).toHaveLength(3);
  });

  it('goes to a moment', async () => {
    const rig = await startRig();
    const to = new Date(rig.clock.now() + 3_600_000).toISOString();

    const { body } = await rig.control('POST /_sim/clock', { to });

    expect(Date.parse(String(body['now']))).toBeGreaterThanOrEqual(Date.parse(to));
  });

  it.each([
    {},
    { advanceSeconds: -1 },
    { advanceSeconds: 1, to: 'next' },
    { to: '2001-01-01T00:00:00Z' },
    { to: 'tomorrow' },
    { advanceSeconds: 1e12 },
    { by: 5 },
  ])('refuses %j', async (body) => {
    const rig = await startRig();

    expect((await rig.control('POST /_sim/clock', body)).status).toBe(400);
  });
});

describe('the control API', () => {
  it.each([
    ['GET', '/_sim/nonsense', 404],
    ['GET', '/_sim/session', 404],
    ['DELETE', '/_sim/clock', 405],
    ['GET', `/_sim/sessions/${UNKNOWN}`, 404],
    ['GET', '/_sim/deliveries/d99', 404],
    ['GET', '/_sim/deliveries/x', 404],
    ['POST', `/_sim/sessions/${UNKNOWN}/actions`, 400],
    ['POST', '/_sim/deliveries/d9/resend', 404],
  ])('%s %s is a problem of status %d', async (method, path, status) => {
    const rig = await startRig();

    const answer = await rig.control(`${method} ${path}`);

    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status } });
  });

  it('keeps the old faults when a new set is refused, and clears them on demand', async () => {
    const rig = await startRig();
    await rig.faults({ webhooks: { drop: { next: 1 } } });

    const refused = await rig.control('PUT /_sim/faults', { webhooks: { corupt: { next: 1 } } });
    const kept = await rig.control('GET /_sim/faults');
    const cleared = await rig.control('DELETE /_sim/faults');

    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/webhooks/corupt' }] },
    });
    expect(kept.body['webhooks']).toMatchObject({ drop: [{ left: 1 }] });
    expect(cleared.body).toMatchObject({ webhooks: {}, api: {} });
    expect(cleared.body['presets']).toContain('bad-monday');
  });

  it('refuses the previous secret where there is none', async () => {
    const rig = await startRig({ oneSecret: true });

    const { status, body } = await rig.control('PUT /_sim/faults', { preset: 'rotation' });

    expect([status, body.errors?.[0]?.pointer]).toStrictEqual([400, '/webhooks/oldSecret']);
  });

  it('refuses a session that it does not have: the rule would never strike', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const other = id.replace(/^./, (first) => (first === '0' ? '1' : '0'));

    const { status, body } = await rig.control('PUT /_sim/faults', {
      webhooks: { drop: [{ session: id }, { session: other }] },
      api: { slow: { session: other, always: true } },
    });

    expect([status, body.errors]).toStrictEqual([
      400,
      [
        { pointer: '/webhooks/drop/1/session', detail: 'no session has that id' },
        { pointer: '/api/slow/session', detail: 'no session has that id' },
      ],
    ]);
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ host: 'evil.example' }],
    [{ host: 'evil.example:4402' }],
  ])('is closed to %j', async (headers) => {
    const rig = await startRig();

    expect(await statusWith(rig, headers)).toBe(403);
  });

  it.each([
    [{ origin: 'http://localhost:4400' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ host: 'localhost:4400' }],
    [{ host: '[::1]:4402' }],
  ])('is open to %j', async (headers) => {
    const rig = await startRig();

    expect(await statusWith(rig, headers)).toBe(200);
  });
});

/** fetch would not let a test choose its own Host. */
async function statusWith(rig: Rig, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port: rig.simulator.port, path: '/_sim/clock', headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    )
      .on('error', reject)
      .end();
  });
}
