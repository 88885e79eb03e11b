import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { NotReachable } from '../../cli/http.ts';
import { play, type ScenarioResult } from '../../cli/scenario/play.ts';
import { readScenarios } from '../../cli/scenario/read.ts';
import { rest } from '../../cli/scenario/rest.ts';
import type { Stage } from '../../cli/scenario/world.ts';
import { simulatorAt } from '../../cli/simulator.ts';
import type { Stack } from '../../local/stack.ts';
import type { SimFaults } from '../../local/veriff/control.ts';
import { startSimulator } from '../../local/veriff/library.ts';
import { people, running } from '../local/running.ts';
import { fileWith, story } from './files.ts';
import { stageOn } from './stage.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await running();
});
afterAll(async () => stack.close());

/** Plays a text as a file; its own name is left out of what comes back. */
async function played(text: string, more: Partial<Stage> = {}): Promise<ScenarioResult> {
  const [scenario] = await readScenarios([fileWith(text)]);
  if (scenario === undefined) throw new Error('no scenario');
  return play({ ...stageOn(stack), ...more }, scenario);
}

const approve = { do: ['start', 'submit', 'approve'], session: 'anna' };
const about = (expected: object): object => ({ expect: { session: 'anna', ...expected } });

describe('a step that goes wrong ends the story', () => {
  it('with its number, its line, each difference and what happened until then', async () => {
    const expected = about({ status: 'declined', decision: { code: 9102, source: 'webhook' } });
    const { passed, failure } = await played(story(approve, expected, { advance: '1s' }));

    expect(passed).toBe(false);
    expect(failure).toMatchObject({
      step: 3,
      line: 6,
      verb: 'expect',
      details: [
        '/status  expected "declined", found "approved"',
        '/decision/code  expected 9102, found 9001',
      ],
    });
    const happened = failure?.timeline.map((line) => line.replace(/^[\d: -]{19} {2}/, ''));
    expect(happened?.[0]).toMatch(/^anna is [0-9a-f-]{36}$/);
    expect(happened).toEqual(
      expect.arrayContaining([
        'backend > api      POST /v1/sessions',
        'api     > table    put, if absent                       created',
        'veriff  > webhook  event submitted 7002                 200',
        'webhook > table    update, as read                      submitted -> approved',
        'webhook > bus      Session Approved                     v4',
      ]),
    );
  });

  it('against a simulator that stands alone, with what that one knows', async () => {
    const simulator = await startSimulator({ webhookUrl: 'http://127.0.0.1:9/hook' });
    onTestFinished(simulator.stop);
    const nowhere = 'http://127.0.0.1:9';
    const target = { apiUrl: nowhere, consoleUrl: nowhere, simulatorUrl: simulator.url };
    const text = story(approve, about({ answers: { decision: [200] } }));

    const { failure } = await played(text.replace('"name"', '"target": "simulator", "name"'), {
      target,
    });

    expect(failure?.details).toEqual(['/answers/decision/0  expected 200, found "failed"']);
    const happened = failure?.timeline.map((line) => line.replace(/^[\d: -]{19} {2}/, ''));
    expect(happened?.slice(1, 9)).toEqual([
      'backend > veriff   session created',
      'user    > veriff   start, attempt 1',
      'veriff  x webhook  event started 7001                   failed',
      'user    > veriff   submit, attempt 1',
      'veriff  x webhook  event submitted 7002                 failed',
      'veriff  > veriff   decides approved 9001',
      'veriff  x webhook  decision approved 9001               failed',
      'veriff  > webhook  event started 7001 (retry)           waiting',
    ]);
  });

  it.each([
    [
      'a list that is longer',
      about({ published: ['created', 'started'] }),
      /^\/published {2}expected \["created","started"\], found \["created","started","submitted","approved"\]/,
    ],
    [
      'a list in another order',
      about({ published: ['created', 'submitted', 'started', 'approved'] }),
      /^\/published\/1 {2}expected "submitted", found "started"/,
    ],
    [
      'something where nothing is expected',
      about({ decision: null }),
      /^\/decision {2}expected null, found \{/,
    ],
    [
      'nothing where something is expected',
      about({ answers: { watchlist: [200] } }),
      /^\/answers\/watchlist {2}expected \[200\], found nothing/,
    ],
    [
      'an illegal action',
      { do: ['approve'], session: 'anna' },
      /approve is not possible, the session is approved/,
    ],
    [
      'a field of the decision that it lacks',
      {
        do: [{ action: 'approve', again: true, set: { '/person/firstname': 'A' } }],
        session: 'anna',
      },
      /Did you mean \/person\/firstName\?/,
    ],
    [
      'a webhook that was never sent',
      { resend: { session: 'anna', kind: 'fullauto' } },
      /anna has no webhook fullauto/,
    ],
    ['time that is over already', { advance: 'day 0' }, /cannot go back/],
    [
      'an answer with another status',
      { request: { path: '/v1/sessions/${anna}', expect: { status: 404 } } },
      /^\/status {2}expected 404, found 200/,
    ],
    [
      'an answer that says too much',
      { request: { path: '/v1/sessions/${anna}', expect: { lacks: ['9001'] } } },
      /^\/lacks {2}expected "no 9001"/,
    ],
    ['a refusal that nobody expected', { request: { path: '/v1/nothing' } }, /answered 40\d/],
    [
      'a backend that is not there',
      { request: { path: 'http://127.0.0.1:9/hook' } },
      /nothing answers on http:\/\/127\.0\.0\.1:9/,
    ],
    [
      'an answer without the id',
      { request: { path: '/v1/sessions/${anna}', as: 'ben' } },
      /no session id at \/verification\/id/,
    ],
  ])('%s', async (_what, step, told) => {
    const { failure } = await played(story(approve, step));

    expect(failure).toMatchObject({ step: 3, details: expect.anything() as unknown });
    expect(failure?.details.join('\n')).toMatch(told);
  });

  it('a session that was made although it should not: its URL and token are not told', async () => {
    const { failure } = await played(story({ create: { as: 'ben', expect: { status: 400 } } }));

    expect(failure?.details).toEqual([
      '/status  expected 400, found 201',
      expect.stringMatching(/^answered 201: session [0-9a-f-]{36}$/),
    ]);
  });

  it('a session that was never made', async () => {
    const refused = { create: { as: 'ben', body: {}, expect: { status: 400 } } };
    const { failure } = await played(story(refused, { do: ['start'], session: 'ben' }));

    expect(failure).toMatchObject({ step: 3, details: ['ben was never created'] });
  });

  it('nothing that is owed', async () => {
    const { failure } = await played(story(approve, { advance: '20d' }, { advance: 'next' }));

    expect(failure?.details).toEqual(['nothing is owed, so there is no next moment']);
  });
});

describe('what keeps a story from being played is no failure of it', () => {
  it('a mistake that only the simulator sees is told with its line', async () => {
    const twice = { faults: { webhooks: { drop: { next: 1, always: true } } } };
    const playing = played(story({ advance: '1s' }, twice));

    await expect(playing).rejects.toMatchObject({
      exit: 2,
      details: [
        expect.stringMatching(
          /story\.json:6 {2}\/steps\/2\/faults\/webhooks\/drop {2}has two scopes/,
        ),
      ],
    });
  });

  it('a run that is not there', async () => {
    const nowhere = 'http://127.0.0.1:9';
    const target = { apiUrl: nowhere, simulatorUrl: nowhere, consoleUrl: nowhere };

    await expect(played(story(), { target })).rejects.toBeInstanceOf(NotReachable);
  });
});

describe('faults', () => {
  const faults = async (): Promise<SimFaults> =>
    (await (await fetch(`${stack.simulatorUrl}/_sim/faults`)).json()) as SimFaults;

  it('name a session as the story does', async () => {
    const drop = { always: true, session: 'ben', kinds: ['decision'] };
    const { failure } = await played(
      story(
        { create: { as: 'ben' } },
        { faults: { webhooks: { drop } } },
        approve,
        { ...approve, session: 'ben' },
        about({ status: 'approved' }),
        { expect: { session: 'ben', status: 'submitted' } },
      ),
    );

    expect(failure).toBeUndefined();
  });

  it('are gone before a story and after it, also after one that fails', async () => {
    const at = people(stack);
    await at.veriff.faults({ webhooks: { drop: { always: true } } });
    const broken = await played(
      story(
        approve,
        about({ status: 'approved' }),
        { faults: { preset: 'forger' } },
        about({ status: 'created' }),
      ),
    );

    expect(broken.failure).toMatchObject({ step: 5 });
    const { webhooks, api } = await faults();
    expect([webhooks, api]).toEqual([{}, {}]);
  });

  it.each([
    ['of the file', {}, 5],
    ['that was asked for in its place', { seed: 9 }, 9],
  ])('have the seed %s', async (_which, more, seed) => {
    const { failure } = await played(
      story(
        { faults: { preset: 'bad-monday' } },
        { request: { path: '${simulator}/_sim/faults', expect: { body: { seed } } } },
      ).replace('"name"', '"seed": 5, "name"'),
      more,
    );

    expect(failure).toBeUndefined();
  });
});

describe('the rest between two stories', () => {
  it('leaves nothing of the first that could reach the second', async () => {
    const undecided = { do: ['start', 'submit', 'resubmit'], session: 'anna' };
    const forged = { faults: { webhooks: { corruptSignature: { always: true } } } };
    const stage = stageOn(stack);
    const simulator = simulatorAt(stack.simulatorUrl, stage.send);
    await played(story(forged, undecided, { create: { as: 'ben' } }));
    const before = await simulator.clock();

    await rest(simulator);

    expect(before.next).not.toBeNull();
    expect((await simulator.clock()).next).toBeNull();
  });
});

describe('a story that is played again on the same run', () => {
  it('makes a session of its own under the same idempotency key', async () => {
    const text = story(
      { create: { as: 'ben', idempotencyKey: 'k-1' } },
      {
        create: {
          as: 'cleo',
          idempotencyKey: 'k-1',
          expect: {
            headers: { 'idempotency-replayed': 'true' },
            body: { verification: { id: '${ben}' } },
          },
        },
      },
      { do: ['start', 'submit', 'approve'], session: 'ben' },
    );

    const results = [await played(text), await played(text)];

    expect(results.map(({ failure }) => failure)).toEqual([undefined, undefined]);
  });
});

describe('a backend of the user', () => {
  it('is asked by its full URL, names the session, and may take its time', async () => {
    const at = people(stack);
    let later: Promise<unknown> = Promise.resolve();
    const check = async (response: ServerResponse): Promise<void> => {
      const id = await at.backend.created({ vendorData: 'theirs' });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ session: { id } }));
      later = pause(100).then(async () => at.veriff.play(id, 'start', 'submit', 'approve'));
    };
    const server = createServer((_request, response) => void check(response));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };

    const { failure } = await played(
      story(
        {
          request: {
            method: 'POST',
            path: `http://127.0.0.1:${port}/checks`,
            body: {},
            as: 'ben',
            idAt: '/session/id',
          },
        },
        { expect: { session: 'ben', status: 'approved', vendorData: 'theirs', eventually: '30s' } },
      ),
    );
    await later;

    expect(failure).toBeUndefined();
  });
});
