import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadClockOffset } from '../../local/veriff/clock-file.ts';
import { newDelivery, type Webhook } from '../../local/veriff/deliveries.ts';
import { newSession, type Session } from '../../local/veriff/session.ts';
import { openStore, type Store } from '../../local/veriff/store.ts';
import { startReceiver, startRig, temporaryFolder } from './rig.ts';

const journalOf = (dir: string): string => join(dir, 'simulator.jsonl');

/** A port is chosen anew at each start. */
const portless = (url: string): string => url.replace(/:\d+/, '');

describe('persistence', () => {
  it('continues after a restart: sessions, URLs, history, faults, clock', async () => {
    const dataDir = temporaryFolder();
    const receiver = await startReceiver();
    const first = await startRig({ dataDir, receiver });
    const id = await first.create({ vendorData: 'cust-1' });
    await first.play(id, 'start', 'submit', 'approve');
    await first.faults({ webhooks: { drop: { next: 3 } } });
    await first.advance(86_400);
    const before = await first.session(id);
    await first.stop();

    const second = await startRig({ dataDir, receiver, offsetMs: loadClockOffset(dataDir) });
    const after = await second.session(id);

    expect({ ...after, url: portless(after.url) }).toStrictEqual({
      ...before,
      url: portless(before.url),
    });
    expect((await fetch(after.url)).status).toBe(200);
    expect((await second.control('GET /_sim/faults')).body['webhooks']).toMatchObject({
      drop: [{ left: 3 }],
    });
    expect(second.clock.now() - Date.now()).toBeGreaterThan(86_399_000);
    const fresh = await second.create();
    expect((await second.control('GET /_sim/sessions')).body['sessions']).toMatchObject([
      { id: fresh },
      { id },
    ]);
  });

  it('goes on with the story of a seed: a restart draws nothing twice', async () => {
    const story = async (restarts: boolean): Promise<unknown> => {
      const options = { dataDir: temporaryFolder(), receiver: await startReceiver() };
      const first = await startRig(options);
      const id = await first.create();
      await first.faults({ seed: 9, webhooks: { drop: { probability: 0.5 } } });
      await first.play(id, 'start', 'submit', 'review', 'watchlist');
      if (restarts) await first.stop();
      const second = restarts ? await startRig(options) : first;
      await second.play(id, 'userStatus', 'watchlist', 'userStatus', 'approve');
      return (await second.session(id)).deliveries.map(({ outcome }) => outcome);
    };

    const whole = await story(false);

    expect(whole).toEqual(expect.arrayContaining(['dropped', 'delivered']));
    expect(await story(true)).toStrictEqual(whole);
  });

  it('goes on with retries and held webhooks', async () => {
    const dataDir = temporaryFolder();
    const receiver = await startReceiver();
    receiver.answer = () => 500;
    const first = await startRig({ dataDir, receiver });
    const id = await first.create();
    await first.play(id, 'start');
    receiver.answer = () => 200;
    await first.play(id, 'submit', 'resubmit');
    await first.stop();

    const second = await startRig({ dataDir, receiver, offsetMs: loadClockOffset(dataDir) });
    await second.advance(3600);

    const said = receiver.received.map(({ json }) => json?.action ?? json?.verification?.status);
    expect(said).toStrictEqual(['started', 'submitted', 'resubmission_requested', 'started']);
  });

  it('has written what it answered: a copy of the files at any moment is a valid state', async () => {
    const dataDir = temporaryFolder();
    const rig = await startRig({ dataDir });
    const id = await rig.create();
    await rig.play(id, 'start');

    const killed = temporaryFolder();
    writeFileSync(journalOf(killed), readFileSync(journalOf(dataDir)));
    const other = await startRig({ dataDir: killed });

    expect(await other.session(id)).toMatchObject({
      status: 'started',
      deliveries: [{ outcome: 'delivered' }],
    });
  });

  it('forgets a last line that was being written, whatever of it is there', () => {
    const dir = temporaryFolder();
    const store = openStore(journalOf(dir));
    store.commit([{ put: 'session', value: session(1) }]);
    const kept = readFileSync(journalOf(dir)).length;
    store.commit([{ put: 'session', value: session(2) }]);
    store.close();
    const whole = readFileSync(journalOf(dir));

    const copy = journalOf(temporaryFolder());
    for (let length = kept; length < whole.length; length += 1) {
      writeFileSync(copy, whole.subarray(0, length));
      const opened = openStore(copy);
      expect([opened.session('s1')?.seq, opened.session('s2')]).toStrictEqual([1, undefined]);
      opened.close();
    }
  });

  it.each([
    'not json',
    '{"put":"session"}',
    '[{"put":"session"}]',
    '[{"put":"unknown","value":{}}]',
    '',
  ])('names file and line of a damaged line %j and changes nothing', (line) => {
    const dir = temporaryFolder();
    const store = openStore(journalOf(dir));
    store.commit([{ put: 'session', value: session(1) }]);
    store.close();
    appendFileSync(journalOf(dir), `${line}\n[]\n`);
    const before = readFileSync(journalOf(dir), 'utf8');

    expect(() => openStore(journalOf(dir))).toThrow(
      /simulator\.jsonl, line 3 is damaged\. Nothing was changed/,
    );

    expect(readFileSync(journalOf(dir), 'utf8')).toBe(before);
  });

  it('is compacted on the start and holds the same', () => {
    const dir = temporaryFolder();
    const store = openStore(journalOf(dir));
    for (let count = 0; count < 200; count += 1)
      store.commit([{ put: 'session', value: session(1 + (count % 3)) }]);
    store.close();
    const before = readFileSync(journalOf(dir)).length;

    const again = openStore(journalOf(dir));
    again.close();

    expect(readFileSync(journalOf(dir)).length).toBeLessThan(before / 20);
    expect([...again.sessions()].map((each) => each.id)).toStrictEqual(['s1', 's2', 's3']);
  });

  it('does not keep half of a commit', () => {
    const dir = temporaryFolder();
    const store = openStore(journalOf(dir));
    store.commit([
      { put: 'session', value: session(1) },
      { put: 'webhook', value: webhook(1) },
      { put: 'delivery', value: newDelivery(webhook(1), { seq: 1, dueAt: 0, waitsFor: 'turn' }) },
    ]);
    store.close();
    truncateSync(journalOf(dir), readFileSync(journalOf(dir)).length - 10);

    const again = openStore(journalOf(dir));

    expect([[...again.sessions()], [...again.deliveries()], again.webhook('w1')]).toStrictEqual([
      [],
      [],
      undefined,
    ]);
    again.close();
  });
});

describe('memory', () => {
  it('levels off: old finished deliveries and sessions are forgotten, waiting ones never', () => {
    const store = openStore(undefined, { finishedDeliveries: 10, finishedSessions: 5 });
    for (let seq = 1; seq <= 100; seq += 1) {
      store.commit([{ put: 'session', value: { ...session(seq), status: 'approved' } }]);
      deliver(store, seq, seq === 3 ? 'waiting' : 'delivered');
    }

    expect([...store.sessions()].map((each) => each.seq)).toStrictEqual([96, 97, 98, 99, 100]);
    expect([...store.deliveries()].map((each) => each.seq)).toStrictEqual([
      3, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100,
    ]);
    expect([store.webhook('w3')?.id, store.webhook('w50')]).toStrictEqual(['w3', undefined]);
    expect(store.deliveriesOf('s50')).toStrictEqual([]);
    expect(store.sessionOfAttempt('a50')).toBeUndefined();
  });
});

function session(seq: number): Session {
  const request = { person: {}, document: {}, vendorData: null, endUserId: null };
  return newSession(
    { id: `s${seq}`, seq, attemptId: `a${seq}`, at: 1_700_000_000_000_000 },
    request,
  );
}

function webhook(seq: number): Webhook {
  const sent = { kind: 'event', action: 'started', code: 7001, body: '{}', madeAt: 0 } as const;
  return { id: `w${seq}`, sessionId: `s${seq}`, attemptId: `a${seq}`, ...sent };
}

function deliver(store: Store, seq: number, outcome: 'waiting' | 'delivered'): void {
  const delivery = newDelivery(webhook(seq), { seq, dueAt: 0, waitsFor: 'turn' });
  store.commit([
    { put: 'webhook', value: webhook(seq) },
    { put: 'delivery', value: { ...delivery, outcome } },
  ]);
}
