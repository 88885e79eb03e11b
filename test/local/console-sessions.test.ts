import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalDueList, LocalSession, LocalSessionList } from '../../local/console-api/wire.ts';
import type { Stack } from '../../local/stack.ts';
import { page } from './page.ts';
import { DAYS, MINUTES, people, running } from './running.ts';

let stack: Stack;
let at: ReturnType<typeof people>;
let web: ReturnType<typeof page>;

beforeAll(async () => {
  stack = await running();
  at = people(stack);
  web = page(stack.consoleUrl);
});
afterAll(async () => stack.close());
beforeEach(async () => at.veriff.noFaults());

const list = async (query = ''): Promise<LocalSessionList> => web.read(`/_local/sessions${query}`);
const session = async (id: string): Promise<LocalSession> => web.read(`/_local/sessions/${id}`);
const ids = ({ sessions }: LocalSessionList): readonly string[] => sessions.map(({ id }) => id);

describe('the list of sessions', () => {
  it('shows the newest first, with what each is and owes', async () => {
    const older = await at.backend.created({ vendorData: 'cust-1' });
    const newer = await at.backend.created();
    await at.veriff.play(older, 'start', 'submit', 'approve');

    const { sessions } = await list('?limit=2');

    expect(sessions.map(({ id }) => id)).toEqual([newer, older]);
    expect(sessions[1]).toMatchObject({
      presence: 'held',
      status: 'approved',
      final: true,
      vendorData: 'cust-1',
      decision: { source: 'webhook', code: 9001 },
      attempts: 1,
      owes: [],
      troubles: [],
    });
    expect(sessions[0]).toMatchObject({ status: 'created', owes: [{ kind: 'poll' }] });
  });

  it.each(['created', 'started', 'submitted', 'resubmission_requested', 'review', 'declined'])(
    'says of a %s session the same as the client API',
    async (status) => {
      const id = await at.backend.created();
      const moves = { started: ['start'], submitted: ['start', 'submit'] } as const;
      const decisions = {
        resubmission_requested: 'resubmit',
        review: 'review',
        declined: 'decline',
      } as const;
      if (status === 'started' || status === 'submitted')
        await at.veriff.play(id, ...moves[status]);
      if (status in decisions) {
        const decision = decisions[status as keyof typeof decisions];
        await at.veriff.play(id, 'start', 'submit', decision);
        await at.advance(5 * MINUTES);
      }

      const told = await at.backend.read(id);
      const shown = await session(id);

      expect(told.status).toBe(status);
      for (const field of ['status', 'final', 'nextAction', 'attempts', 'validUntil'] as const) {
        expect(shown[field]).toEqual(told[field]);
      }
    },
  );

  it('finds by a part of an id, of vendorData, and by an attempt, in any case', async () => {
    const id = await at.backend.created({ vendorData: 'Customer-Find-Me' });
    await at.veriff.play(id, 'start');
    const [attempt] = (await session(id)).attemptList;

    expect(ids(await list(`?q=${id.slice(4, 20)}`))).toEqual([id]);
    expect(ids(await list('?q=find-me'))).toEqual([id]);
    expect(ids(await list(`?q=${attempt?.id}`))).toEqual([id]);
    expect(ids(await list('?q=nothing-is-called-this'))).toEqual([]);
  });

  it('is narrowed to a status, and counts the whole table all the same', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'review');

    const { sessions, counts, total } = await list('?status=review&limit=100');
    const all = await list('?limit=100');

    expect(sessions.map(({ id: each }) => each)).toContain(id);
    expect(new Set(sessions.map(({ status }) => status))).toEqual(new Set(['review']));
    expect(counts).toEqual(all.counts);
    expect(counts.review).toBe(sessions.length);
    expect(total).toBe(all.sessions.filter(({ presence }) => presence === 'held').length);
  });

  it('is read page by page, each session once, while new ones are made', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, async () => at.backend.created()));
    const first = await list('?limit=2');
    await at.backend.created();

    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    const rest = await list(`?limit=100&cursor=${second.nextCursor}`);

    const seen = [first, second, rest].flatMap(ids);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made));
    expect(rest.nextCursor).toBeNull();
  });

  it('shows only the troubled: refused webhooks, and debts that nobody pays', async () => {
    const fine = await at.backend.created();
    const refused = await at.backend.created();
    await at.veriff.faults({ webhooks: { corruptSignature: { next: 1 } } });
    await at.veriff.play(refused, 'start');

    const troubled = await list('?troubled=true&limit=100');

    expect(ids(troubled)).toContain(refused);
    expect(ids(troubled)).not.toContain(fine);
    expect(troubled.sessions.find(({ id }) => id === refused)?.troubles).toEqual(['refused']);
    expect(troubled.counts.troubled).toBe(troubled.sessions.length);
  });

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?limit=many', 'limit'],
    ['?status=aproved', 'Did you mean approved?'],
    ['?troubled=yes', 'troubled'],
    ['?sttus=created', 'Did you mean status?'],
    ['?q=a&q=b', 'more than once'],
    ['?cursor=nonsense', 'cursor'],
  ])('refuses %s, and says what is wrong', async (query, words) => {
    const { status, body } = await web.send<{ detail: string }>('GET', `/_local/sessions${query}`);

    expect(status).toBe(400);
    expect(body.detail).toContain(words);
  });
});

describe('one session', () => {
  it('holds our record beside what Veriff has', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { drop: { next: 1, kinds: ['decision'] } } });
    await at.veriff.play(id, 'start', 'submit', 'approve');

    const shown = await session(id);

    expect(shown.record).toMatchObject({ key: id, status: 'submitted', version: 3 });
    expect(shown.veriff).toMatchObject({ id, status: 'approved' });
    expect(shown.comparison.filter(({ differs }) => differs)).toMatchObject([
      { field: 'status', ours: 'submitted', veriffs: 'approved' },
      { field: 'code', ours: null, veriffs: '9001' },
      { field: 'decidedAt', ours: null },
    ]);
    expect(shown.why).toContain('Since then decision approved 9001 was dropped.');
  });

  it('agrees with Veriff in every field once the fallback has asked', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { drop: { next: 1, kinds: ['decision'] } } });
    await at.veriff.play(id, 'start', 'submit', 'decline');

    await at.advance(3 * MINUTES);

    const shown = await session(id);
    expect(shown.comparison.map(({ field, differs }) => [field, differs])).toEqual([
      ['status', false],
      ['code', false],
      ['reason', false],
      ['decidedAt', false],
      ['attempts', false],
    ]);
    expect(shown.why).toMatch(/by the fallback, because its webhook was dropped\.$/);
  });

  it('is also found as the latest', async () => {
    const id = await at.backend.created();

    expect((await web.read<LocalSession>('/_local/sessions/latest')).id).toBe(id);
  });

  it.each([
    ['an id that nobody knows', randomUUID()],
    ['no id at all', 'no-id'],
  ])('is not found for %s', async (_, id) => {
    const { status, body } = await web.send('GET', `/_local/sessions/${id}`);

    expect(status).toBe(404);
    expect(body).toMatchObject({
      detail: 'That session is not here: expired, erased or never made.',
    });
  });

  it('that was made at Veriff by somebody else is shown as Veriff has it', async () => {
    const answer = await fetch(`${stack.simulatorUrl}/v1/sessions`, {
      method: 'POST',
      headers: { 'x-auth-client': '74eb17ae-3796-4f3a-87d5-d05c8fd6617e' },
      body: '{"verification":{}}',
    });
    const { verification } = (await answer.json()) as { verification: { id: string } };
    await at.veriff.play(verification.id, 'start');

    const shown = await session(verification.id);

    expect(shown).toMatchObject({
      presence: 'unknown',
      comparison: [],
      veriff: { status: 'started' },
    });
    expect(shown.why).toContain('1 webhook about it came.');
  });

  it('that was erased has a history and nothing personal', async () => {
    const id = await at.backend.created({ vendorData: 'secret-customer' });
    await at.veriff.play(id, 'start', 'submit', 'approve');
    await at.backend.erase(id);
    await at.advance(1 * MINUTES);

    const shown = await session(id);
    const { sessions } = await list('?status=erased&limit=100');

    expect(shown).toMatchObject({ presence: 'erased', comparison: [], owes: [] });
    expect(shown.why).toMatch(/^Erased at .* Veriff has erased it too\.$/);
    expect(shown).not.toHaveProperty('status');
    expect(JSON.stringify(shown.record)).not.toContain('secret-customer');
    expect(sessions.map((each) => each.id)).toContain(id);
  });

  it('that has expired is shown as expired, first with its record and then without', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'approve');

    await at.advance(7 * DAYS);
    const late = await session(id);
    await at.advance(2 * DAYS);
    // The database deletes when a sweep comes by.
    await web.send('POST', '/_local/sweeps');
    const gone = await session(id);

    expect((await fetch(`${stack.apiUrl}/v1/sessions/${id}`)).status).toBe(404);
    expect(late).toMatchObject({ presence: 'expired', status: 'approved' });
    expect(gone).toMatchObject({ presence: 'expired', owes: [] });
    expect(gone).not.toHaveProperty('record');
    for (const { why } of [late, gone]) expect(why).toContain('Its last state was approved.');
  });
});

describe('what is going to happen', () => {
  it('lists debts, held webhooks, the end of the seven days and the end of the record', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { delay: { next: 1, seconds: 90 } } });
    await at.veriff.play(id, 'start');

    const { due, next } = await web.read<LocalDueList>('/_local/due');
    const own = due.filter(({ session: about }) => about === id);

    expect(own.slice(0, 2).map(({ kind }) => kind)).toEqual(['webhook', 'poll']);
    expect(
      own
        .slice(2)
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['end', 'expiry']);
    expect(own[0]).toMatchObject({
      label: 'send event started (delay)',
      delivery: expect.stringMatching(/^d\d+$/) as string,
    });
    expect(due.map(({ at: moment }) => moment)).toEqual(
      due.map(({ at: moment }) => moment).toSorted(),
    );
    expect(next).not.toBeNull();
  });

  it('owes an erasure at Veriff right after our own', async () => {
    const id = await at.backend.created();
    await at.backend.erase(id);

    const { due } = await web.read<LocalDueList>('/_local/due');

    expect(due.filter(({ session: about }) => about === id).map(({ label }) => label)).toEqual([
      'ask Veriff to erase it',
      'the tombstone expires',
    ]);
  });
});
