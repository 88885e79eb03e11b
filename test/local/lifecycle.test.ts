import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stack } from '../../local/stack.ts';
import { DAYS, HOURS, MINUTES, people, running } from './running.ts';

let stack: Stack;
let at: ReturnType<typeof people>;

beforeAll(async () => {
  stack = await running();
  at = people(stack);
});
afterAll(async () => stack.close());
beforeEach(async () => at.veriff.noFaults());

const statuses = async (id: string) => (await at.events(id)).map(({ detail }) => detail.status);

/** Every change of a session is published under its own id, whatever happened on the way. */
async function expectTold(id: string, expected: readonly string[]): Promise<void> {
  const events = await at.events(id);
  expect(events.map(({ detail }) => detail.status)).toEqual(expected);
  expect(events.map(({ detail }) => detail.id)).toEqual(
    expected.map((_, index) => `${id}:${index + 1}`),
  );
}

describe('the life of a session', () => {
  it('approved', async () => {
    const { status, body } = await at.backend.create({ vendorData: 'cust-0001' });
    const { id, url } = body.verification;
    const page = await fetch(url);
    await at.veriff.play(id, 'start', 'submit', 'approve');

    expect([status, page.status]).toEqual([201, 200]);
    expect(await at.backend.read(id)).toMatchObject({
      status: 'approved',
      final: true,
      nextAction: 'none',
      decision: { code: 9001, source: 'webhook' },
      attempts: 1,
      vendorData: 'cust-0001',
    });
    await expectTold(id, ['created', 'started', 'submitted', 'approved']);
  });

  it('declined', async () => {
    const id = await at.backend.created();

    await at.veriff.play(id, 'start', 'submit', 'decline');

    expect(await at.backend.read(id)).toMatchObject({
      status: 'declined',
      nextAction: 'create_new',
      decision: { code: 9102 },
    });
  });

  it('asked to resubmit twice, then approved', async () => {
    const id = await at.backend.created();
    for (let round = 1; round <= 2; round += 1) {
      await at.veriff.play(id, 'start', 'submit', 'resubmit');
      await at.advance(5 * MINUTES);
      expect(await at.backend.read(id)).toMatchObject({
        status: 'resubmission_requested',
        nextAction: 'retry_same_url',
        decision: { code: 9103, reasonCode: 204 },
      });
    }

    await at.veriff.play(id, 'start', 'submit', 'approve');

    const session = await at.backend.read(id);
    expect(session).toMatchObject({ status: 'approved', attempts: 3 });
    expect(session.decision).not.toHaveProperty('reason');
    const asked = ['started', 'submitted', 'resubmission_requested'];
    await expectTold(id, ['created', ...asked, ...asked, 'started', 'submitted', 'approved']);
  });

  it('asked to resubmit and back within five minutes: Veriff sends no webhook for that attempt', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'resubmit', 'start', 'submit');
    expect(await at.backend.read(id)).toMatchObject({ status: 'submitted', attempts: 2 });

    await at.veriff.play(id, 'approve');

    expect(await at.backend.read(id)).toMatchObject({ status: 'approved' });
    expect(await statuses(id)).not.toContain('resubmission_requested');
  });

  it('sent to review, then declined', async () => {
    const id = await at.backend.created();

    await at.veriff.play(id, 'start', 'submit', 'review');
    expect(await at.backend.read(id)).toMatchObject({
      status: 'review',
      final: false,
      nextAction: 'wait',
    });
    await at.veriff.play(id, 'decline');

    expect(await at.backend.read(id)).toMatchObject({ status: 'declined', final: true });
    await expectTold(id, ['created', 'started', 'submitted', 'review', 'declined']);
  });

  it('started and abandoned, and one that was never opened', async () => {
    const started = await at.backend.created();
    const unopened = await at.backend.created();
    await at.veriff.play(started, 'start');

    await at.advance(7 * DAYS + 1 * HOURS);

    expect(await at.backend.read(started)).toMatchObject({
      status: 'abandoned',
      decision: { code: 9104, source: 'webhook' },
    });
    expect(await at.backend.read(unopened)).toMatchObject({
      status: 'expired',
      decision: { code: 9104, source: 'webhook' },
    });
    await expectTold(started, ['created', 'started', 'abandoned']);
    await expectTold(unopened, ['created', 'expired']);
  });

  it('erased: gone at once here, and at Veriff by the next sweep', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'approve');

    expect([await at.backend.erase(id), await at.backend.erase(id)]).toEqual([204, 204]);
    expect(await at.backend.read(id)).toMatchObject({ status: 404, code: 'not-found' });
    await at.advance(1 * MINUTES);

    expect(await at.veriff.session(id)).toHaveProperty('deletedAt');
  });

  it('expired here: a record that nobody touched for seven days after its decision is gone', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'approve');

    await at.advance(7 * DAYS + 1 * MINUTES);

    expect(await at.backend.read(id)).toMatchObject({ status: 404 });
  });
});

describe('when webhooks go wrong', () => {
  it('every decision webhook is lost: the fallback finds each decision', async () => {
    await at.veriff.faults({ webhooks: { drop: { always: true, kinds: ['decision'] } } });
    const played = [];
    for (const action of ['approve', 'decline', 'review'] as const) {
      const id = await at.backend.created();
      await at.veriff.play(id, 'start', 'submit', action);
      expect(await at.backend.read(id)).toMatchObject({ status: 'submitted' });
      played.push(id);
    }

    await at.advance(3 * MINUTES);

    for (const [index, status] of ['approved', 'declined', 'review'].entries()) {
      const id = played[index] ?? '';
      expect(await at.backend.read(id)).toMatchObject({ status, decision: { source: 'poll' } });
      await expectTold(id, ['created', 'started', 'submitted', status]);
    }
  });

  it('every webhook of any kind is lost: a decision made early is found within 15 minutes and a sweep', async () => {
    await at.veriff.faults({ webhooks: { drop: { always: true } } });
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'approve');
    expect(await at.backend.read(id)).toMatchObject({ status: 'created' });

    await at.advance(16 * MINUTES);

    expect(await at.backend.read(id)).toMatchObject({
      status: 'approved',
      decision: { source: 'poll' },
    });
    await expectTold(id, ['created', 'approved']);
  });

  it('every webhook comes three times and in reverse order: the same state, each change under one id', async () => {
    await at.veriff.faults({
      webhooks: {
        reorder: { always: true, window: 3, order: 'reverse' },
        duplicate: { always: true, copies: 2 },
      },
    });
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'approve');

    await at.advance(15 * MINUTES);

    const { deliveries } = await at.veriff.session(id);
    expect(deliveries).toHaveLength(9);
    expect(deliveries.every(({ answerStatus }) => answerStatus === 200)).toBe(true);
    expect(await at.backend.read(id)).toMatchObject({ status: 'approved' });
    await expectTold(id, ['created', 'approved']);
  });

  it.each(['corruptSignature', 'truncate', 'malformed'] as const)(
    '%s: refused, and the decision arrives all the same',
    async (fault) => {
      const id = await at.backend.created();
      await at.veriff.play(id, 'start', 'submit');
      await at.veriff.faults({ webhooks: { [fault]: { next: 1, kinds: ['decision'] } } });

      const result = await at.veriff.play(id, 'approve');
      const refused = result?.deliveries[0]?.answerStatus;
      const between = await at.backend.read(id);
      await at.advance(3 * MINUTES);

      expect(refused).toBe(fault === 'malformed' ? 400 : 401);
      expect(between.status).toBe('submitted');
      expect(await at.backend.read(id)).toMatchObject({
        status: 'approved',
        decision: { source: 'poll' },
      });
    },
  );

  it('a code that contradicts its status is never an approval: review, and the poll heals it', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit');
    await at.veriff.faults({
      webhooks: { rewrite: { next: 1, set: { '/verification/code': 9102 } } },
    });

    await at.veriff.play(id, 'approve');
    const between = await at.backend.read(id);
    await at.advance(4 * MINUTES);

    expect(between).toMatchObject({ status: 'review', final: false });
    expect(await at.backend.read(id)).toMatchObject({
      status: 'approved',
      decision: { code: 9001, source: 'poll' },
    });
  });

  it('signed with the secret before a rotation: still verified', async () => {
    await at.veriff.faults({ webhooks: { oldSecret: { always: true, which: 'previous' } } });
    const id = await at.backend.created();

    const result = await at.veriff.play(id, 'start');

    expect(result?.deliveries[0]?.answerStatus).toBe(200);
  });
});

describe('when Veriff goes wrong', () => {
  it('an outage is survived: the decision is found when Veriff is back', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit');
    await at.veriff.faults({
      webhooks: { drop: { always: true } },
      api: { outage: { always: true, operations: ['decision'] } },
    });
    await at.veriff.play(id, 'approve');

    await at.advance(1 * HOURS);
    const during = await at.backend.read(id);
    await at.veriff.noFaults();
    await at.advance(35 * MINUTES);

    expect(during).toMatchObject({ status: 'submitted' });
    expect(await at.backend.read(id)).toMatchObject({
      status: 'approved',
      decision: { source: 'poll' },
    });
  });

  it('a 429 is respected until its Retry-After', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit');
    await at.veriff.faults({
      webhooks: { drop: { always: true } },
      api: {
        rateLimit: { next: 1, session: id, operations: ['decision'], retryAfterSeconds: 600 },
      },
    });
    await at.veriff.play(id, 'approve');

    await at.advance(9 * MINUTES);
    const during = await at.backend.read(id);
    await at.advance(5 * MINUTES);

    expect(during).toMatchObject({ status: 'submitted' });
    expect(await at.backend.read(id)).toMatchObject({ status: 'approved' });
  });

  it('no decision ever comes: the session is closed ten minutes after its seven days', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit');

    await at.advance(7 * DAYS + 15 * MINUTES);

    expect(await at.backend.read(id)).toMatchObject({
      status: 'expired',
      final: true,
      nextAction: 'create_new',
      decision: { source: 'own' },
    });
  });

  it('Veriff is down when a session is to be made: 503, and the same key makes one session later', async () => {
    const key = { 'idempotency-key': `order-${Date.now()}` };
    await at.veriff.faults({ api: { serverError: { always: true, operations: ['create'] } } });
    const first = await at.backend.create({}, key);
    await at.veriff.noFaults();

    const second = await at.backend.create({}, key);
    const third = await at.backend.create({}, key);

    expect(first).toMatchObject({ status: 503, body: { code: 'veriff-unavailable' } });
    expect(second.status).toBe(201);
    expect(third.body).toEqual(second.body);
    expect(third.headers.get('idempotency-replayed')).toBe('true');
  });

  it('the answer to a create is lost: 503, the outcome is unknown, and nothing is asked twice', async () => {
    await at.veriff.faults({ api: { lostAnswer: { next: 1, operations: ['create'] } } });
    const vendorData = `lost-${Date.now()}`;

    const { status, body } = await at.backend.create({ vendorData });

    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'outcome-unknown' });
    const made = await fetch(`${stack.simulatorUrl}/_sim/sessions?q=${vendorData}`);
    expect(((await made.json()) as { sessions: unknown[] }).sessions).toHaveLength(1);
  });
});

describe('a backlog', () => {
  it('of a hundred due sessions drains within ten minutes after they fall due', async () => {
    await at.veriff.faults({ webhooks: { drop: { always: true } } });
    const ids = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const id = await at.backend.created();
        await at.veriff.play(id, 'start', 'submit', 'approve');
        return id;
      }),
    );

    await at.advance(25 * MINUTES);

    const read = await Promise.all(ids.map(async (id) => at.backend.read(id)));
    expect(new Set(read.map(({ status }) => status))).toEqual(new Set(['approved']));
  });
});
