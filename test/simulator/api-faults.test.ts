import { describe, expect, it } from 'vitest';
import { hmacSignature } from '../../local/veriff/signature.ts';
import { INTEGRATION, type Rig, startRig, type Wire } from './rig.ts';

const create = async (rig: Rig): Promise<Response> =>
  rig.veriff('POST /v1/sessions', { verification: {} });

describe('faults of the API', () => {
  it('outage resets the connection, and nothing has happened', async () => {
    const rig = await startRig();
    await rig.faults({ api: { outage: { next: 1 } } });

    await expect(create(rig)).rejects.toThrow(/fetch failed/);
    expect((await rig.control('GET /_sim/sessions')).body['sessions']).toStrictEqual([]);

    expect((await create(rig)).status).toBe(201);
    expect(rig.log.find((line) => line.lost === true)).toMatchObject({
      to: 'veriff',
      result: 'no answer',
    });
  });

  it('serverError and rateLimit answer in the shape of Veriff', async () => {
    const rig = await startRig();
    await rig.faults({ api: { serverError: { next: 1, status: 500 } } });
    const broken = await create(rig);
    await rig.faults({
      api: { rateLimit: { next: 2, retryAfterSeconds: 30, operations: ['create'] } },
    });
    const limited = await create(rig);

    expect([broken.status, await broken.json()]).toMatchObject([
      500,
      { status: 'fail', code: '500' },
    ]);
    expect([limited.status, limited.headers.get('retry-after')]).toStrictEqual([429, '30']);
  });

  it('slow answers late', async () => {
    const rig = await startRig();
    await rig.faults({ api: { slow: { next: 1, seconds: 0.2 } } });
    const started = performance.now();

    expect((await create(rig)).status).toBe(201);

    expect(performance.now() - started).toBeGreaterThan(190);
  });

  it('hang says nothing until the client gives up', async () => {
    const rig = await startRig();
    await rig.faults({ api: { hang: { always: true } } });

    const asked = fetch(`${rig.simulator.url}/v1/sessions`, {
      method: 'POST',
      signal: AbortSignal.timeout(100),
    });

    await expect(asked).rejects.toThrow(/timeout/i);
  });

  it('lostAnswer takes effect and tells nobody', async () => {
    const rig = await startRig();
    await rig.faults({ preset: 'lost-answer' });

    await expect(create(rig)).rejects.toThrow(/fetch failed/);

    expect((await rig.control('GET /_sim/sessions')).body['sessions']).toHaveLength(1);
  });

  it.each([
    ['html', (text: string) => text.startsWith('<html>')],
    ['truncated', (text: string) => text.startsWith('{"status":"success"') && !text.endsWith('}')],
    ['empty', (text: string) => text === ''],
    ['wrong-shape', (text: string) => text === '{"status":"success","verifications":[]}'],
  ] as const)('malformed %s is a 2xx that is not the answer', async (how, isAsSaid) => {
    const rig = await startRig();
    await rig.faults({ api: { malformed: { next: 1, how } } });

    const answer = await create(rig);

    expect(answer.status).toBe(201);
    expect(isAsSaid(await answer.text())).toBe(true);
  });

  it('malformed bad-signature answers rightly and signs wrongly', async () => {
    const rig = await startRig();
    await rig.faults({ api: { malformed: { next: 1, how: 'bad-signature' } } });

    const answer = await create(rig);
    const text = await answer.text();

    expect(JSON.parse(text)).toMatchObject({ status: 'success' });
    expect(answer.headers.get('x-hmac-signature')).not.toBe(
      hmacSignature(INTEGRATION.sharedSecret, text),
    );
  });

  it('pending hides a decision that exists', async () => {
    const rig = await startRig();
    const [one, two] = [await rig.create(), await rig.create()];
    await rig.play(one, 'start', 'submit', 'approve');
    await rig.play(two, 'start', 'submit', 'approve');
    await rig.faults({ api: { pending: { session: one } } });

    const hidden: Wire = await rig.decision(one);

    expect(hidden.verification).toBeNull();
    expect((await rig.decision(two)).verification?.status).toBe('approved');
  });

  it('pending counts only what it hid: a poll before the decision uses no rule up', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.faults({ api: { pending: { next: 1 } } });

    await rig.decision(id);
    await rig.play(id, 'start', 'submit', 'approve');
    const [hidden, shown] = [await rig.decision(id), await rig.decision(id)];

    expect(hidden.verification).toBeNull();
    expect(shown.verification?.status).toBe('approved');
  });

  it('pending for ever: the decision stays null, while its webhook has come', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.faults({ api: { pending: { always: true } } });
    await rig.play(id, 'start', 'submit', 'approve');

    await rig.advance(6 * 86_400);

    expect((await rig.decision(id)).verification).toBeNull();
    expect(rig.receiver.received.at(-1)?.json?.verification?.status).toBe('approved');
  });

  it('one call may be slow and then fail; another call draws anew', async () => {
    const rig = await startRig();
    await rig.faults({
      api: { slow: { next: 1, seconds: 0.01 }, serverError: { next: 1 }, lostAnswer: { next: 1 } },
    });

    expect((await create(rig)).status).toBe(503);
    await expect(create(rig)).rejects.toThrow(/fetch failed/);

    expect((await create(rig)).status).toBe(201);
    const { body } = await rig.control('GET /_sim/faults');
    expect(body['api']).toMatchObject({
      slow: [{ left: 0, struck: 1 }],
      serverError: [{ left: 0, struck: 1 }],
      lostAnswer: [{ left: 0, struck: 1 }],
    });
  });

  it('strike only the operations that they name', async () => {
    const rig = await startRig();
    await rig.faults({ api: { serverError: { always: true, operations: ['decision'] } } });
    const id = await rig.create();

    const decision = await rig.veriff(`GET /v1/sessions/${id}/decision`);
    const attempts = await rig.veriff(`GET /v1/sessions/${id}/attempts`);

    expect([decision.status, attempts.status]).toStrictEqual([503, 200]);
  });
});
