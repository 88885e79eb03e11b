import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalEvents, LocalSession } from '../../local/console-api/wire.ts';
import type {
  LocalFaults,
  LocalFaultsRequest,
  LocalStep,
} from '../../local/console-api/wire-faults.ts';
import type { Stack } from '../../local/stack.ts';
import { page } from './page.ts';
import { DAYS, HOURS, MINUTES, people, runningIn } from './running.ts';

let stack: Stack;
let at: ReturnType<typeof people>;
let web: ReturnType<typeof page>;

beforeAll(async () => {
  stack = await runningIn(undefined);
  at = people(stack);
  web = page(stack.consoleUrl);
});
afterAll(async () => stack.close());
beforeEach(async () => {
  await clear();
});

async function put(faults: LocalFaultsRequest['faults']): Promise<void> {
  const { status, body } = await web.send('PUT', '/_local/faults', { faults });
  if (status !== 200) throw new Error(JSON.stringify(body));
}

async function clear(): Promise<void> {
  await web.send('DELETE', '/_local/faults');
}

const session = async (id: string): Promise<LocalSession> => web.read(`/_local/sessions/${id}`);
const told = async (id: string, kind: string) =>
  (await web.history(id)).filter((entry) => entry.kind === kind);

/** What was published of a session, each event with how often. */
async function published(id: string): Promise<readonly string[]> {
  const { events } = await web.read<LocalEvents>(`/_local/events?session=${id}`);
  return events.map(({ detail, times }) => `${String(detail['status'])} ${times}`);
}

describe('the faults call', () => {
  it('answers the set as it stands, and what rules may name', async () => {
    await put({ tableSlow: { next: 1 } });

    const faults = await web.read<LocalFaults>('/_local/faults');

    expect(faults.faults.tableSlow).toEqual([
      { id: 'tableSlow-1', next: 1, left: 1, seconds: 2, struck: 0 },
    ]);
    expect(faults.steps).toContain('table.insert');
    expect(faults.functions).toContain('receive-webhook');
  });

  it('refuses what it does not know with a pointer, and leaves the set as it was', async () => {
    await put({ tableSlow: { next: 1 } });

    const { status, body } = await web.send<{ errors: unknown }>('PUT', '/_local/faults', {
      faults: { tableSlo: { next: 1 } },
    });

    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { pointer: '/faults/tableSlo', detail: 'unknown fault. Did you mean tableSlow?' },
    ]);
    const { faults } = await web.read<LocalFaults>('/_local/faults');
    expect(Object.keys(faults)).toEqual(['tableSlow']);
  });
});

describe('a table that fails', () => {
  it('throttled for long makes a webhook fail; Veriff sends it again, and it counts then', async () => {
    const id = await at.backend.created();
    await put({ tableThrottled: { always: true, functions: ['receive-webhook'] } });
    await at.veriff.play(id, 'start');
    const [failed] = await told(id, 'webhook');
    await clear();
    await at.advance(1 * HOURS);

    expect(failed).toMatchObject({ outcome: 'failed', result: '503' });
    expect((await told(id, 'read'))[0]).toMatchObject({
      outcome: 'failed',
      why: expect.stringContaining('tableThrottled-1') as string,
    });
    expect((await session(id)).status).toBe('started');
  });

  it('throttled once is nothing that anybody notices: the function tries again', async () => {
    const id = await at.backend.created();
    await put({ tableThrottled: { next: 1, session: id, steps: ['table.save'] } });

    await at.veriff.play(id, 'start');

    expect((await told(id, 'write')).map(({ label, outcome }) => [label, outcome])).toEqual(
      expect.arrayContaining([
        ['update, as read', 'failed'],
        ['update, as read', 'ok'],
      ]),
    );
    expect((await session(id)).status).toBe('started');
  });

  it('slow for a moment does what it was asked for', async () => {
    const id = await at.backend.created();
    await put({ tableSlow: { next: 1, session: id, steps: ['table.save'], seconds: 0.2 } });

    await at.veriff.play(id, 'start');

    const slow = (await told(id, 'write')).find(({ why }) => why === 'Slowed by tableSlow-1.');
    expect(slow).toMatchObject({ outcome: 'ok', change: { to: 'started' } });
    expect(slow?.milliseconds).toBeGreaterThanOrEqual(200);
  });

  it('with another writer who is first is decided again on what the record has become', async () => {
    const id = await at.backend.created();
    await put({ conditionLost: { next: 1, session: id } });

    await at.veriff.play(id, 'start');

    const writes = await told(id, 'write');
    const lost = writes.findIndex(({ result }) => result === 'condition failed');
    expect(writes[lost]).toMatchObject({
      outcome: 'refused',
      why: 'Another writer won (conditionLost-1).',
      detail: { condition: { held: false, name: 'as read: revision 2, not expired' } },
    });
    expect(writes[lost + 1]).toMatchObject({ change: { from: 'created', to: 'started' } });
    expect((await session(id)).status).toBe('started');
  });

  it('throttled for the sweep itself is tried again by the workflow, caught, and told in the end', async () => {
    await put({ tableThrottled: { always: true, functions: ['sweep'] } });

    const { body: run } = await web.send('POST', '/_local/sweeps');

    expect(run).toMatchObject({
      found: 0,
      retried: 24,
      caught: 8,
      error: expect.stringMatching(/^Sweep\.Incomplete: /) as string,
    });
  });
});

describe('a secret that fails', () => {
  it('missing refuses nothing for good: 503, and all is well with the next call once it is back', async () => {
    const id = await at.backend.created();
    await put({ secretMissing: { always: true } });
    await at.veriff.play(id, 'start');
    const [failed] = await told(id, 'webhook');
    const [missing] = await told(id, 'secret');
    await clear();

    await at.veriff.play(id, 'submit');

    expect(failed).toMatchObject({ outcome: 'failed', result: '503' });
    expect(missing).toMatchObject({ to: 'secrets', why: 'There is no secret (secretMissing-1).' });
    expect((await session(id)).status).toBe('submitted');
  });

  it('rotated before Veriff knows refuses every webhook, and says that the function holds another', async () => {
    const id = await at.backend.created();
    await put({ secretRotated: { always: true } });
    await at.veriff.play(id, 'start');

    const [refused] = await told(id, 'webhook');

    expect(refused).toMatchObject({
      outcome: 'refused',
      result: '401',
      why: expect.stringMatching(
        /^It fits the current secret\. The function holds another/,
      ) as string,
    });
  });
});

describe('a bus that fails', () => {
  it.each(['refused', 'down'] as const)('(%s) is owed the event, and gets it once', async (how) => {
    const id = await at.backend.created();
    await put({ publishFails: { next: 2, session: id, how } });
    await at.veriff.play(id, 'start');
    const [owed] = (await session(id)).owes;
    await clear();

    await at.advance(2 * MINUTES);

    expect(owed).toMatchObject({ kind: 'publication', version: 2 });
    expect((await told(id, 'publication')).map(({ outcome }) => outcome)).toContain('failed');
    expect(await published(id)).toEqual(['created 1', 'started 1']);
    expect((await session(id)).owes.map(({ kind }) => kind)).toEqual(['poll']);
  });
});

describe('a function that is stopped for its time', () => {
  it('before it did anything leaves nothing behind', async () => {
    await put({ handlerTimeout: { next: 1, functions: ['create-session'], when: 'start' } });
    const veriffsBefore = await veriffsSessions();

    const { status } = await at.backend.create();

    expect(status).toBe(502);
    expect(await veriffsSessions()).toEqual(veriffsBefore);
  });

  it('after it did everything has made a session that nobody was told of', async () => {
    await put({ handlerTimeout: { next: 1, functions: ['create-session'] } });
    const headers = { 'idempotency-key': 'timeout' };

    const first = await at.backend.create({}, headers);
    const second = await at.backend.create({}, headers);

    expect([first.status, second.status]).toEqual([502, 201]);
    expect(await told(second.body.verification.id, 'call')).toHaveLength(1);
  });
});

describe('a function that is killed at one of its calls', () => {
  const creating: readonly LocalStep[] = [
    'table.claim',
    'veriff.create',
    'table.answer',
    'table.insert',
    'bus.publish',
    'table.mark',
    'table.complete',
  ];
  const cases = creating.flatMap((step) => [
    ['crashBefore' as const, step] as const,
    ['crashAfter' as const, step] as const,
  ]);

  it.each(cases)(
    '%s %s: the same Idempotency-Key makes one session in the end',
    async (kind, step) => {
      const headers = { 'idempotency-key': `${kind}-${step}` };
      await put({ [kind]: { next: 1, step } });
      const before = (await veriffsSessions()).length;
      const crashed = await at.backend.create({}, headers);
      const made = (await veriffsSessions()).length - before;
      await at.advance(2 * MINUTES);

      const first = await at.backend.create({}, headers);
      const second = await at.backend.create({}, headers);

      const isEarly =
        step === 'table.claim' || (step === 'veriff.create' && kind === 'crashBefore');

      expect(made).toBe(isEarly ? 0 : 1);

      expect([crashed.status, first.status, second.status]).toEqual([502, 201, 201]);
      const { id } = first.body.verification;
      expect(second.body.verification.id).toBe(id);
      expect((await session(id)).presence).toBe('held');
      expect([...new Set(await published(id))]).toContain('created 1');
    },
  );

  const receiving: readonly LocalStep[] = ['table.read', 'table.save', 'bus.publish', 'table.mark'];
  const received = receiving.flatMap((step) => [
    ['crashBefore' as const, step] as const,
    ['crashAfter' as const, step] as const,
  ]);

  it.each(received)(
    '%s %s: the webhook counts all the same, and is told of',
    async (kind, step) => {
      const id = await at.backend.created();
      await put({ [kind]: { next: 1, session: id, step, functions: ['receive-webhook'] } });
      await at.veriff.play(id, 'start');
      const [crash] = await told(id, 'crash');
      const [webhook] = await told(id, 'webhook');
      const { status } = await session(id);

      await at.advance(1 * HOURS);

      const when = kind === 'crashBefore' ? 'before' : 'after';
      const unsaved = ['before table.read', 'after table.read', 'before table.save'];
      expect(status).toBe(unsaved.includes(`${when} ${step}`) ? 'created' : 'started');
      expect(crash).toMatchObject({
        label: `killed ${when} ${step}`,
        why: `The function was killed by ${kind}-1.`,
      });
      expect(webhook).toMatchObject({ outcome: 'failed', result: '502' });
      expect((await session(id)).status).toBe('started');
      expect(new Set((await published(id)).map((each) => each.split(' ')[0]))).toEqual(
        new Set(['created', 'started']),
      );
    },
  );
});

describe('a table that deletes late', () => {
  it('keeps an expired record for as long as it is told, and nobody counts it', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'approve');
    await put({ ttlLag: { always: true, hours: 72 } });
    await at.advance(8 * DAYS);
    await web.send('POST', '/_local/sweeps');
    const late = await session(id);
    await at.advance(3 * DAYS);
    await web.send('POST', '/_local/sweeps');

    expect((await fetch(`${stack.apiUrl}/v1/sessions/${id}`)).status).toBe(404);
    expect(late).toMatchObject({ presence: 'expired', record: { key: id } });
    expect(await session(id)).not.toHaveProperty('record');
  });
});

async function veriffsSessions(): Promise<readonly string[]> {
  const { sessions } = await web.read<{ sessions: { id: string }[] }>('/_sim/sessions?limit=100');
  return sessions.map(({ id }) => id);
}
