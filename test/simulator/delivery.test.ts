import { describe, expect, it } from 'vitest';
import { hmacSignature } from '../../local/veriff/signature.ts';
import { INTEGRATION, startReceiver, startRig } from './rig.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('webhooks', () => {
  it('tell the story of a session, signed over their exact bytes', async () => {
    const rig = await startRig();
    const id = await rig.create({ vendorData: 'cust-0001' });

    const { deliveries } = await rig.play(id, 'start', 'submit', 'approve');

    const { received } = rig.receiver;
    expect(received.map(({ json }) => json?.action ?? json?.verification?.status)).toStrictEqual([
      'started',
      'submitted',
      'approved',
    ]);
    for (const { bytes, headers } of received) {
      const signature = hmacSignature(INTEGRATION.sharedSecret, bytes);
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'content-length': String(bytes.length),
        'x-auth-client': INTEGRATION.apiKey,
        'x-hmac-signature': signature,
        'vrf-auth-client': INTEGRATION.apiKey,
        'vrf-hmac-signature': signature,
        'vrf-integration-id': INTEGRATION.id,
      });
    }
    expect(deliveries).toMatchObject([
      {
        kind: 'decision',
        action: 'approved',
        code: 9001,
        outcome: 'delivered',
        try: 1,
        answerStatus: 200,
      },
    ]);
  });

  it('are repeated every hour for seven days unless the answer is exactly 200', async () => {
    const rig = await startRig();
    rig.receiver.answer = () => 204;
    const id = await rig.create();
    await rig.play(id, 'start');
    const first = rig.receiver.received[0];

    await rig.advance(3 * HOUR + 60);
    expect(rig.receiver.received).toHaveLength(4);
    const gaps = rig.receiver.received
      .slice(1)
      .map((each, index) => each.at - (rig.receiver.received[index]?.at ?? 0));
    for (const gap of gaps) expect(Math.abs(gap - 3_600_000)).toBeLessThan(1000);

    await rig.advance(8 * DAY);
    const forStart = rig.receiver.received.filter((each) => each.json?.action === 'started');
    expect(forStart.length).toBeGreaterThanOrEqual(168);
    expect(forStart.length).toBeLessThanOrEqual(169);
    expect((forStart.at(-1)?.at ?? 0) - (first?.at ?? 0)).toBeLessThanOrEqual(7 * DAY * 1000);
    expect(forStart.every((each) => each.bytes.equals(first?.bytes ?? Buffer.of()))).toBe(true);
  });

  it.each([201, 302, 400, 500])('treat %d as refused and come again', async (status) => {
    const rig = await startRig();
    rig.receiver.answer = () => (rig.receiver.received.length === 1 ? status : 200);
    const id = await rig.create();

    const { deliveries } = await rig.play(id, 'start');
    await rig.advance(HOUR);

    expect(deliveries).toMatchObject([{ outcome: 'refused', answerStatus: status, try: 1 }]);
    expect(deliveries[0]?.retryAt).toBeDefined();
    expect(await rig.deliveries(`session=${id}`)).toMatchObject([
      { outcome: 'delivered', try: 2, origin: 'retry', repeats: deliveries[0]?.id },
      { outcome: 'refused' },
    ]);
    expect(rig.receiver.received).toHaveLength(2);
  });

  it('come again when nobody listens', async () => {
    const rig = await startRig({
      receiver: { ...(await startReceiver()), url: 'http://127.0.0.1:9/hook' },
    });
    const id = await rig.create();

    const { deliveries } = await rig.play(id, 'start');

    expect(deliveries).toMatchObject([{ outcome: 'failed', error: 'ECONNREFUSED' }]);
    expect(rig.log.find((line) => line.to === 'webhook')).toMatchObject({
      lost: true,
      sessionId: id,
    });
  });

  it('wait for an answer only so long, and not for each other', async () => {
    const rig = await startRig({ webhookTimeoutMs: 100 });
    rig.receiver.answer = ({ json }) => (json?.id === slow ? 'hang' : 200);
    const slow = await rig.create();
    const quick = await rig.create();

    const hanging = rig.play(slow, 'start');
    const { deliveries } = await rig.play(quick, 'start');
    expect(deliveries).toMatchObject([{ outcome: 'delivered' }]);

    expect((await hanging).deliveries).toMatchObject([
      { outcome: 'failed', error: 'no answer in time' },
    ]);
  });

  it('of one session go one after the other, of many sessions side by side', async () => {
    const rig = await startRig();
    const ids = await Promise.all(Array.from({ length: 40 }, async () => rig.create()));

    await Promise.all(ids.map(async (id) => rig.play(id, 'start', 'submit', 'approve')));

    for (const id of ids) {
      const told = rig.receiver.received
        .map(({ json }) => json)
        .filter((json) => json?.id === id || json?.verification?.id === id);
      expect(told.map((json) => json?.action ?? json?.verification?.status)).toStrictEqual([
        'started',
        'submitted',
        'approved',
      ]);
    }
  });

  it('of a resubmission are held back five minutes', async () => {
    const rig = await startRig();
    const id = await rig.create();

    const { deliveries } = await rig.play(id, 'start', 'submit', 'resubmit');
    expect(deliveries).toMatchObject([{ outcome: 'waiting', waitsFor: 'hold' }]);
    expect((await rig.decision(id)).verification?.code).toBe(9103);
    await rig.advance(299);
    expect(rig.receiver.received).toHaveLength(2);
    await rig.advance(2);

    expect(rig.receiver.received.at(-1)?.json?.verification).toMatchObject({
      code: 9103,
      reasonCode: 204,
    });
  });

  it('of a resubmission are never sent when the user starts again in time', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, 'start', 'submit', 'resubmit');
    await rig.advance(200);

    await rig.play(id, 'start', 'submit', 'approve');
    await rig.advance(DAY);

    expect(rig.receiver.received.some(({ json }) => json?.verification?.code === 9103)).toBe(false);
    const cancelled = await rig.deliveries('outcome=cancelled');
    expect(cancelled).toMatchObject([{ action: 'resubmission_requested' }]);
    const attempts = new Set(
      rig.receiver.received.map(({ json }) => json?.attemptId ?? json?.verification?.attemptId),
    );
    expect(attempts.size).toBe(2);
  });

  it.each([
    [[], 'expired'],
    [['start'], 'abandoned'],
    [['start', 'submit', 'resubmit'], 'abandoned'],
  ] as const)('say 9104 on the seventh day after %j: %s', async (way, status) => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, ...way);

    await rig.advance(7 * DAY - 60);
    expect((await rig.session(id)).status).not.toBe(status);
    await rig.advance(120);

    expect(rig.receiver.received.at(-1)?.json?.verification).toMatchObject({
      status,
      code: 9104,
      reason: null,
    });
    expect((await rig.session(id)).final).toBe(true);
  });

  it('do not end a session that waits for Veriff, and end it at once if it must be resubmitted too late', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, 'start', 'submit', 'review');

    await rig.advance(8 * DAY);
    expect((await rig.session(id)).status).toBe('review');
    await rig.play(id, 'resubmit');
    await rig.advance(1);

    expect((await rig.session(id)).status).toBe('abandoned');
  });

  it('of the Essential plan are full-auto webhooks in place of decisions', async () => {
    const rig = await startRig({ integration: { plan: 'essential' } });
    const id = await rig.create({ person: { firstName: 'Ada' } });

    const { deliveries } = await rig.play(id, 'start', 'submit', 'approve');

    expect(deliveries).toMatchObject([{ kind: 'fullauto', code: null }]);
    expect(rig.receiver.received.at(-1)?.json).toMatchObject({
      eventType: 'fullauto',
      sessionId: id,
      data: { verification: { decision: 'approved' } },
    });
    expect(rig.receiver.received.some(({ json }) => json?.verification !== undefined)).toBe(false);
    expect((await rig.decision(id)).verification?.code).toBe(9001);
  });

  it('of watchlist and user-defined status are sent on demand', async () => {
    const rig = await startRig();
    const id = await rig.create();

    await rig.play(
      id,
      { action: 'watchlist', matchStatus: 'possible_match' },
      { action: 'userStatus', statusCode: 'vip', reason: 'Known' },
    );

    expect(
      rig.receiver.received.map(({ json }) => json?.checkType ?? json?.eventType),
    ).toStrictEqual(['initial_result', 'user-status.created']);
    const attempts = (await (await rig.veriff(`GET /v1/sessions/${id}/attempts`)).json()) as {
      verifications: unknown[];
    };
    expect(attempts.verifications).toMatchObject([
      { userDefinedData: [{ statusCode: 'vip', reason: 'Known' }] },
    ]);
  });
});
