import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TraceEntryInFull, TraceList } from '../../local/console-api/wire-trace.ts';
import type { Stack } from '../../local/stack.ts';
import { page } from './page.ts';
import { MINUTES, people, runningIn } from './running.ts';

let folder: string;
let stack: Stack;
let at: ReturnType<typeof people>;
let web: ReturnType<typeof page>;

async function start(): Promise<void> {
  stack = await runningIn(folder);
  at = people(stack);
  web = page(stack.consoleUrl);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'traced-'));
  await start();
});
afterAll(async () => {
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => at.veriff.noFaults());

const words = (history: readonly TraceEntryInFull[]): readonly string[] =>
  history.map(({ from, to, label, outcome }) => `${from} > ${to}: ${label} (${outcome})`);

function only(
  history: readonly TraceEntryInFull[],
  fits: (entry: TraceEntryInFull) => boolean,
): TraceEntryInFull {
  const [found, ...others] = history.filter(fits);
  if (found === undefined || others.length > 0) throw new Error(words(history).join('\n'));
  return found;
}

describe('the trace of a session', () => {
  it('tells every message from the call that made it to the event about its approval', async () => {
    const id = await at.backend.created({ vendorData: 'cust-0001' });
    await at.veriff.play(id, 'start', 'submit', 'approve');

    expect(words(await web.history(id))).toEqual([
      'backend > api: POST /v1/sessions (ok)',
      'api > veriff: POST /v1/sessions (ok)',
      'api > table: put, if absent (ok)',
      'api > bus: Session Created (ok)',
      'api > table: published: takes it out of the outbox (ok)',
      'api > backend: 201 (ok)',
      ...['opens the link and starts', 'submits', 'decides: approved'].flatMap((label, i) => {
        const [event, status] = [
          ['event started 7001', 'Started'],
          ['event submitted 7002', 'Submitted'],
          ['decision approved 9001', 'Approved'],
        ][i] ?? ['', ''];
        return [
          `${i === 2 ? 'veriff' : 'user'} > veriff: ${label} (ok)`,
          `veriff > webhook: ${event} (ok)`,
          'webhook > table: update, as read (ok)',
          `webhook > bus: Session ${status} (ok)`,
          'webhook > table: published: takes it out of the outbox (ok)',
        ];
      }),
    ]);
  });

  it('draws each change of the state, and none where nothing visible changed', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit', 'decline');

    const changes = (await web.history(id)).flatMap(({ change }) => change ?? []);

    expect(changes).toEqual([
      { to: 'created', version: 1 },
      { from: 'created', to: 'started', version: 2 },
      { from: 'started', to: 'submitted', version: 3 },
      { from: 'submitted', to: 'declined', version: 4 },
    ]);
  });

  it('shows a write with its condition, its verdict, and the item before and after', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start');

    const { detail } = only(await web.history(id), ({ change }) => change?.to === 'started');

    expect(detail).toMatchObject({
      type: 'write',
      operation: 'UpdateItem',
      key: id,
      condition: {
        name: 'as read: revision 2, not expired',
        text: expect.stringMatching(/^\(revision = 2 AND expiresAt > \d+\)$/) as string,
        held: true,
      },
      before: { status: 'created', revision: 2, outbox: [] },
      after: { status: 'started', revision: 3, outbox: [{ version: 2 }] },
    });
  });

  it('shows the bytes of a webhook, its headers, its signature and what the function printed', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start');

    const entry = only(await web.history(id), ({ kind }) => kind === 'webhook');
    const delivery = await newestDelivery(id);

    expect(entry.delivery).toBe(delivery.id);
    expect(entry.detail).toMatchObject({
      type: 'http',
      request: {
        head: 'POST /webhooks/veriff',
        body: delivery.body,
      },
      answer: { head: '200' },
      signature: { isValid: true, matched: 'current', received: delivery.signature.value },
    });
    const detail = entry.detail.type === 'http' ? entry.detail : undefined;
    expect(detail?.log).toContainEqual(
      expect.objectContaining({ message: 'webhook', sessionId: id, outcome: 'changed' }),
    );
    expect(detail?.log.some((line) => '_aws' in line)).toBe(false);
  });

  it('hides every API key, in what is shown and on disk', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start');

    const shown = JSON.stringify(await web.history(id));

    expect(shown).not.toContain('74eb17ae-3796-4f3a-87d5-d05c8fd6617e');
    expect(shown).toContain('"x-auth-client","••••••••"');
    expect(onDisk()).not.toContain('74eb17ae-3796-4f3a-87d5-d05c8fd6617e');
  });

  it('says of a webhook why it was refused: digest received, digest computed', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { corruptSignature: { next: 1 } } });
    await at.veriff.play(id, 'start');

    const entry = only(await web.history(id), ({ kind }) => kind === 'webhook');

    expect(entry).toMatchObject({
      outcome: 'refused',
      result: '401',
      why: expect.stringMatching(/^It differs in 1 character/) as string,
      detail: { signature: { isValid: false } },
    });
  });

  it('knows which secret fits in the middle of a rotation', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { oldSecret: { next: 1 } } });
    await at.veriff.play(id, 'start');

    const entry = only(await web.history(id), ({ kind }) => kind === 'webhook');

    expect(entry).toMatchObject({
      outcome: 'ok',
      detail: { signature: { isValid: true, matched: 'previous' } },
    });
  });

  it('tells of a webhook that never arrived, with the fault that took it', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { drop: { next: 1 } } });
    await at.veriff.play(id, 'start');

    const entry = only(await web.history(id), ({ kind }) => kind === 'webhook');

    expect(entry).toMatchObject({
      outcome: 'lost',
      result: 'dropped',
      label: 'event started 7001',
      delivery: (await newestDelivery(id)).id,
      detail: { type: 'loss', faults: ['drop'] },
    });
  });

  it('says why a webhook changed nothing: told before, or older than what is held', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { duplicate: { next: 1, kinds: ['event'] } } });
    await at.veriff.play(id, 'start', 'submit', 'decline');
    const declined = await newestDelivery(id);
    await fetch(`${stack.simulatorUrl}/_sim/sessions/${id}/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"action":"approve","again":true}',
    });
    await fetch(`${stack.simulatorUrl}/_sim/deliveries/${declined.id}/resend`, { method: 'POST' });

    const webhooks = (await web.history(id)).filter(({ kind }) => kind === 'webhook');
    const unchanged = webhooks.filter(({ outcome }) => outcome === 'unchanged');

    expect(unchanged.map(({ label, why }) => [label, why])).toEqual([
      ['event started 7001', 'It says what was said before.'],
      [
        'decision declined 9102',
        expect.stringMatching(/^Older than the decision held \(2\S+Z < 2\S+Z\)\.$/),
      ],
    ]);
    // Each is a delivery of its own, the repeated bytes too.
    expect(webhooks.map(({ delivery }) => delivery)).toEqual(
      Array.from(new Set(webhooks.map(({ delivery }) => delivery ?? 'none'))),
    );
  });

  it('finds the session of a body that is cut off', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { malformed: { next: 1 } } });
    await at.veriff.play(id, 'start');

    const entry = only(await web.history(id), ({ kind }) => kind === 'webhook');

    expect(entry).toMatchObject({ label: 'unreadable', outcome: 'refused', result: '400' });
    expect(entry.why).toMatch(/the body cannot be read/);
  });

  it('tells the way of the fallback: found due, taken, asked, written', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit');
    await at.veriff.faults({ webhooks: { drop: { next: 1 } } });
    await at.veriff.play(id, 'approve');
    const before = (await web.history(id)).length;
    await at.advance(3 * MINUTES);

    expect(words((await web.history(id)).slice(before))).toEqual([
      'sweep > table: finds it due: a poll (ok)',
      'sweep > table: takes the poll that is due (ok)',
      'sweep > veriff: GET decision (ok)',
      'sweep > table: update, as read (ok)',
      'sweep > bus: Session Approved (ok)',
      'sweep > table: published: takes it out of the outbox (ok)',
    ]);
  });

  it('says what came of a call to Veriff', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start', 'submit');
    await at.veriff.faults({ api: { serverError: { next: 1 }, outage: { next: 1 } } });
    await at.advance(10 * MINUTES);

    const calls = (await web.history(id)).filter(
      ({ kind, from }) => kind === 'call' && from === 'sweep',
    );

    expect(calls.map(({ outcome, result }) => [outcome, result])).toEqual(
      expect.arrayContaining([
        ['failed', '503'],
        ['lost', 'no answer'],
        ['unchanged', '200'],
      ]),
    );
    expect(calls.find(({ outcome }) => outcome === 'unchanged')?.why).toBe(
      'Veriff has no decision yet.',
    );
  });

  it('counts the claim of an Idempotency-Key to the session that came of it', async () => {
    // A moved clock must not look like a skewed one to the AWS client: it would try again what was refused.
    await at.advance(10 * MINUTES);
    const headers = { 'idempotency-key': 'order-1' };
    const { body } = await at.backend.create({}, headers);
    await at.backend.create({}, headers);

    const history = await web.history(body.verification.id);

    expect(words(history).filter((line) => /Idempotency|answer|claim/.test(line))).toEqual([
      'api > table: claims the Idempotency-Key (ok)',
      "api > table: records Veriff's answer (ok)",
      'api > table: completes the claim (ok)',
      'api > table: claims the Idempotency-Key (refused)',
    ]);
    const replay = history.findLast(({ kind }) => kind === 'answer');
    expect(replay).toMatchObject({
      outcome: 'unchanged',
      why: 'The same Idempotency-Key: the same answer again.',
    });
  });

  it('shows what stood in the way of a write', async () => {
    const headers = { 'idempotency-key': 'order-2' };
    const { body } = await at.backend.create({}, headers);
    await at.backend.create({}, headers);

    const lost = (await web.history(body.verification.id)).find(
      ({ result }) => result === 'condition failed',
    );

    expect(lost?.detail).toMatchObject({
      type: 'write',
      condition: { name: 'the key is free, expired', held: false },
      before: { kind: 'claim', progress: 'completed' },
    });
    expect(lost?.detail).not.toHaveProperty('after');
  });

  it('refuses what it does not know', async () => {
    const typo = await web.send<{ detail: string }>('GET', '/_local/trace?sesion=x');
    const number = await web.send<{ detail: string }>('GET', '/_local/trace?after=-1');
    const gone = await web.send('GET', '/_local/trace/999999999');

    expect([typo.status, typo.body.detail]).toEqual([400, expect.stringContaining('session')]);
    expect(number.status).toBe(400);
    expect(gone.status).toBe(404);
  });
});

describe('the trace of an erased session', () => {
  it('keeps that there were messages, and nothing that was in them, on disk either', async () => {
    const id = await at.backend.created({ vendorData: 'erase-this-customer' });
    await at.veriff.play(id, 'start', 'submit', 'approve');
    const before = words(await web.history(id));
    expect(onDisk()).toContain('erase-this-customer');

    await at.backend.erase(id);
    const after = await web.history(id);

    expect(words(after).slice(0, before.length)).toEqual(before);
    expect(new Set(after.map(({ detail }) => detail.type))).toEqual(new Set(['erased', 'none']));
    expect(onDisk()).not.toContain('erase-this-customer');
  });

  it('does not take down what comes about it later', async () => {
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { delay: { next: 1, seconds: 60, kinds: ['decision'] } } });
    await at.veriff.play(id, 'start', 'submit', 'approve');
    await at.backend.erase(id);
    await at.advance(90);

    const late = (await web.history(id)).findLast(({ kind }) => kind === 'webhook');

    expect(late).toMatchObject({
      label: 'decision approved 9001',
      outcome: 'unchanged',
      detail: { type: 'erased' },
    });
  });
});

describe('the trace after a restart', () => {
  it('still has the history, and goes on with it', async () => {
    const id = await at.backend.created();
    await at.veriff.play(id, 'start');
    const before = await web.history(id);
    await stack.close();
    await start();

    await at.veriff.play(id, 'submit');
    const after = await web.history(id);
    const { last } = await web.read<TraceList>(`/_local/trace?session=${id}`);

    expect(after.slice(0, before.length)).toEqual(before);
    expect(words(after.slice(before.length))[1]).toBe(
      'veriff > webhook: event submitted 7002 (ok)',
    );
    expect(last).toBeGreaterThan(Math.max(...before.map(({ seq }) => seq)));
  });
});

interface DeliveryShown {
  readonly id: string;
  readonly body: { readonly text: string; readonly base64: string; readonly bytes: number };
  readonly signature: { readonly value: string };
}

/** The newest delivery of a session, as the simulator shows it, through the console's own origin. */
async function newestDelivery(id: string): Promise<DeliveryShown> {
  const { deliveries } = await web.read<{ deliveries: { id: string }[] }>(
    `/_sim/deliveries?session=${id}&limit=1`,
  );
  return web.read(`/_sim/deliveries/${deliveries[0]?.id}`);
}

function onDisk(): string {
  const dir = join(folder, 'trace');
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('');
}
