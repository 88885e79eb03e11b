import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventStream } from '../../local/console-api/stream.ts';
import { news } from '../../local/news.ts';
import type { Stack } from '../../local/stack.ts';
import { openTraceLog } from '../../local/trace/trace-log.ts';
import { type Follower, follow, page } from './page.ts';
import { people, runningIn } from './running.ts';

const YEAR = 365 * 86_400;

let folder: string;
let stack: Stack;
let at: ReturnType<typeof people>;
let followers: Follower[] = [];

async function start(): Promise<void> {
  stack = await runningIn(folder);
  at = people(stack);
}

async function listen(options: Parameters<typeof follow>[1] = {}): Promise<Follower> {
  const follower = await follow(stack.consoleUrl, options);
  followers.push(follower);
  return follower;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stream-'));
  await start();
});
afterAll(async () => {
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => at.veriff.noFaults());
afterEach(() => {
  for (const follower of followers.splice(0)) follower.leave();
});

describe('the stream', () => {
  it('begins with how things stand: the clock, and the faults of both sides', async () => {
    const stream = await listen();

    const clock = await stream.next('clock');
    const faults = await stream.next('faults');

    expect(clock.data.offsetSeconds).toBe(0);
    expect(Date.parse(clock.data.now)).toBeGreaterThan(0);
    expect(faults.data.simulator.presets).toContain('bad-monday');
    expect(faults.data.ours.faults).toEqual({});
  });

  it('tells each message, session and delivery as it happens', async () => {
    const stream = await listen();
    const id = await at.backend.created();
    await at.veriff.play(id, 'start');

    const message = await stream.next('trace', ({ label }) => label === 'event started 7001');
    const session = await stream.next('session', ({ status }) => status === 'started');
    const delivery = await stream.next('delivery', ({ outcome }) => outcome === 'delivered');

    expect(message.data).toMatchObject({ session: id, kind: 'webhook', outcome: 'ok' });
    expect(message.data).not.toHaveProperty('detail');
    expect(message.id).toMatch(new RegExp(`^[0-9a-f]{8}\\.${message.data.seq}$`));
    expect(session.data).toMatchObject({ id, owes: [{ kind: 'poll' }] });
    expect(delivery.data).toMatchObject({ sessionId: id, action: 'started' });
  });

  it('tells a session that a refused webhook has brought into trouble', async () => {
    const stream = await listen();
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { corruptSignature: { next: 1 } } });
    await at.veriff.play(id, 'start');

    const { data } = await stream.next('session', ({ troubles }) => troubles.length > 0);

    expect(data).toMatchObject({ id, troubles: ['refused'] });
  });

  it('tells faults of either side, when they are set and when they have struck', async () => {
    const stream = await listen();
    await stream.next('faults');
    await at.veriff.faults({ webhooks: { drop: { next: 1 } } });
    const set = await stream.next(
      'faults',
      ({ simulator }) => simulator.webhooks.drop?.length === 1,
    );
    await page(stack.consoleUrl).send('PUT', '/_local/faults', {
      faults: { tableSlow: { next: 1, seconds: 0 } },
    });
    await stream.next('faults', ({ ours }) => ours.faults.tableSlow?.length === 1);
    const id = await at.backend.created();
    await at.veriff.play(id, 'start');

    const struck = await stream.next('faults', ({ simulator, ours }) => {
      const [drop] = simulator.webhooks.drop ?? [];
      const [slow] = ours.faults.tableSlow ?? [];
      return drop?.left === 0 && slow?.left === 0;
    });
    await page(stack.consoleUrl).send('DELETE', '/_local/faults');

    expect(set.data.simulator.webhooks.drop?.[0]).toMatchObject({ left: 1, struck: 0 });
    expect(struck.data.ours.faults.tableSlow?.[0]).toMatchObject({ struck: 1 });
  });

  it('tells a run of the sweep state by state', async () => {
    const stream = await listen();

    await page(stack.consoleUrl).send('POST', '/_local/sweeps');
    const started = await stream.next('sweep', ({ kind }) => kind === 'started');
    const step = await stream.next('sweep', (told) => told.kind === 'step');
    const ended = await stream.next('sweep', ({ kind }) => kind === 'ended');

    expect(started.data).toMatchObject({ run: expect.any(Number) as number });
    expect(step.data).toMatchObject({ step: { seq: 1, state: 'Begin', type: 'Pass' } });
    expect(ended.data).toMatchObject({ run: { found: 0, entered: { QueryBucket: 8, Done: 1 } } });
  });

  it('says the same to everybody who listens', async () => {
    const [one, two] = await Promise.all([listen(), listen()]);
    const id = await at.backend.created();

    const answers = await Promise.all(
      [one, two].map(async (stream) =>
        stream.next('trace', ({ kind, session }) => kind === 'answer' && session === id),
      ),
    );

    expect(answers[0]).toEqual(answers[1]);
  });
});

describe('a stream that was interrupted', () => {
  it('goes on behind the last message that was heard, without a gap and without a repetition', async () => {
    const first = await listen();
    await at.backend.created();
    const heard = await first.next('trace', ({ kind }) => kind === 'answer');
    first.leave();
    const id = await at.backend.created();
    await at.veriff.play(id, 'start');

    const second = await listen({ lastEventId: heard.id ?? '' });
    await second.next('trace', ({ label }) => label === 'event started 7001');
    await at.veriff.play(id, 'submit');
    await second.next('trace', ({ label }) => label === 'event submitted 7002');

    const told = [...second.text().matchAll(/^event: trace\ndata: \{"seq":(\d+)/gm)];
    const numbers = told.map(([, seq]) => Number(seq));
    expect(numbers[0]).toBe(heard.data.seq + 1);
    expect(numbers).toEqual(numbers.map((_, i) => heard.data.seq + 1 + i));
  });

  it('goes on after a restart of the run', async () => {
    const first = await listen();
    const id = await at.backend.created();
    const heard = await first.next('trace', ({ kind }) => kind === 'answer');
    await stack.close();
    await first.ended;
    await start();
    await at.veriff.play(id, 'start');

    const second = await listen({ path: `/_local/stream?lastEventId=${heard.id}` });
    const next = await second.next('trace');

    expect(next.data).toMatchObject({ seq: heard.data.seq + 1, session: id });
  });

  it.each([
    ['another run', '00000000.3', /another run/],
    ['a number that is still to come', undefined, /another run/],
  ])('is told to read everything again where the id is of %s', async (_, id, why) => {
    const first = await listen();
    await at.backend.created();
    const heard = await first.next('trace', ({ kind }) => kind === 'answer');
    const future = `${heard.id?.split('.')[0]}.999999`;

    const second = await listen({ lastEventId: id ?? future });

    expect((await second.next('reset')).data.why).toMatch(why);
  });

  it('is refused where the id is none', async () => {
    const answer = await fetch(`${stack.consoleUrl}/_local/stream`, {
      headers: { 'last-event-id': 'nonsense' },
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: 'Last-Event-ID' }] });
  });
});

describe('a clock that is moved by a year', () => {
  it('is told, with all that fell due on the way, and nothing hangs', async () => {
    const stream = await listen();
    const id = await at.backend.created();

    await at.advance(YEAR);

    // Moving takes real time, which is no part of the distance.
    await stream.next('clock', ({ offsetSeconds }) => offsetSeconds > YEAR - 3600);
    const expired = await stream.next(
      'trace',
      ({ change, session }) => change?.to === 'expired' && session === id,
    );
    expect(expired.data.kind).toBe('write');
  });
});

describe('the stream by itself', () => {
  let server: Server;
  afterEach(() => server.close());

  async function serve(heartbeatMs: number, onHeard: (isHeard: boolean) => void = () => {}) {
    const log = await openTraceLog(undefined);
    const stream = eventStream({
      news: news(),
      log,
      standing: async () => [],
      onHeard,
      heartbeatMs,
    });
    server = createServer((request, response) => void stream.open(request, response, undefined));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return { stream, url: `http://127.0.0.1:${port}` };
  }

  it('shows that it is still there when nothing happens', async () => {
    const { stream, url } = await serve(5);
    const response = await fetch(url);
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array);
      if (text.includes(': still here')) break;
    }
    stream.close();

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(text).toMatch(/^retry: 1000\n\n(: still here\n\n)+$/);
  });

  it('asks for news only while somebody listens, and ends every listener when it is closed', async () => {
    const heard: boolean[] = [];
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const { stream, url } = await serve(60_000, (isHeard) => {
      heard.push(isHeard);
      if (!isHeard) resolve();
    });
    const response = await fetch(url);

    stream.close();

    expect(await response.text()).toBe('retry: 1000\n\n');
    await left;
    expect(heard).toEqual([true, false]);
  });
});
