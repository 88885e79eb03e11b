import { beforeEach, describe, expect, it } from 'vitest';
import type { SimFaults } from '../../local/veriff/control.ts';
import { DAYS } from '../local/running.ts';
import { aRun, objects } from './program.ts';

const run = aRun();
beforeEach(async () => run.at.veriff.noFaults());

describe('sim act', () => {
  it('plays on the newest session and tells what the webhooks were answered', async () => {
    const id = await run.at.backend.created();

    const { code, stdout } = await run.ops(['sim', 'act', 'latest', 'start']);

    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^${id} {2}started at Veriff\n.{8} {2}d\\d+ {2}event started 7001 .* 200\n$`),
    );
    expect((await run.at.backend.read(id)).status).toBe('started');
  });

  it('declines for a reason, and edits the decision by pointers', async () => {
    const id = await run.at.backend.created();
    await run.at.veriff.play(id, 'start', 'submit');
    const edits = ['--set', '/person/firstName=ANNA', '--set', '/person/lastName=12=3'];

    await run.ops(['sim', 'act', id, 'decline', '--reason-code', '103', ...edits]);

    const { decisionBody } = await run.at.veriff.session(id);
    expect(decisionBody).toMatchObject({
      verification: { reasonCode: 103, person: { firstName: 'ANNA', lastName: '12=3' } },
    });
  });

  it('shows neither the URL nor the person, also as JSON', async () => {
    const id = await run.at.backend.created({ person: { firstName: 'Annabella' } });
    await run.at.veriff.play(id, 'start', 'submit');

    const { stdout } = await run.ops(['sim', 'act', id, 'approve', '--json']);

    expect(objects(stdout)).toMatchObject([
      { session: { id, status: 'approved' }, deliveries: [{ answerStatus: 200 }] },
    ]);
    expect(stdout).not.toMatch(/annabella|\/v\/|token/i);
  });
});

describe('sim faults', () => {
  const active = async (): Promise<SimFaults> =>
    (await (await fetch(`${run.stack.simulatorUrl}/_sim/faults`)).json()) as SimFaults;

  it('set adds to the active set: what is left of the others stays, what is spent goes', async () => {
    await run.at.veriff.faults({
      seed: 5,
      webhooks: { drop: [{ next: 1 }, { next: 3, kinds: ['event'] }] },
      api: { slow: { probability: 0.5, seed: 7, seconds: 1 } },
    });
    const id = await run.at.backend.created();
    await run.at.veriff.play(id, 'start', 'submit');

    const words = ['corruptSignature', 'always=true', 'kinds=decision,event', 'how=flip'];
    const { stdout } = await run.ops(['sim', 'faults', 'set', ...words]);

    expect(await active()).toMatchObject({
      seed: 5,
      webhooks: {
        drop: [{ next: 2, left: 2, kinds: ['event'] }],
        corruptSignature: [{ always: true, kinds: ['decision', 'event'], how: 'flip' }],
      },
      api: { slow: [{ probability: 0.5, seed: 7, seconds: 1 }] },
    });
    expect(stdout.split('\n')[0]).toMatch(/^webhooks {2}drop-1 +2 of 2 left kinds=\["event"\]/);
  });

  it('set takes pointers and values, and tells the two that are called malformed apart', async () => {
    await run.ops(['sim', 'faults', 'set', 'rewrite', 'next=1', 'set={"/verification/code":9102}']);
    await run.ops(['sim', 'faults', 'set', 'api.malformed', 'next=1', 'how=html']);

    expect(await active()).toMatchObject({
      webhooks: { rewrite: [{ set: { '/verification/code': 9102 } }] },
      api: { malformed: [{ how: 'html' }] },
    });
  });

  it('list, preset and clear', async () => {
    const preset = await run.ops(['sim', 'preset', 'rate-limited', '--seed', '3', '--json']);
    const seeded = await active();
    const list = await run.ops(['sim', 'faults', 'list', '--json']);
    const clear = await run.ops(['sim', 'faults', 'clear']);

    expect(objects(preset.stdout)).toEqual([
      expect.objectContaining({ id: 'rateLimit-1', group: 'api', retryAfterSeconds: 30 }),
    ]);
    expect(seeded.seed).toBe(3);
    expect(list.stdout).toBe(preset.stdout);
    expect([clear.stdout, clear.stderr]).toEqual(['', expect.stringMatching(/\nno faults\n$/)]);
    const { webhooks, api } = await active();
    expect([webhooks, api]).toEqual([{}, {}]);
  });
});

describe('sim clock', () => {
  const now = async (): Promise<number> =>
    Date.parse(String((await run.json('sim', 'clock'))['now'])) / 1000;

  it.each([
    ['+90s', 90],
    ['+3m', 180],
    ['2h', 7200],
    ['+1d', 86_400],
  ])('%s moves it by that much', async (to, seconds) => {
    const before = await now();

    expect((await run.ops(['sim', 'clock', to])).code).toBe(0);

    const moved = (await now()) - before;
    expect([moved >= seconds, moved < 2 * seconds]).toEqual([true, true]);
  });

  it('next does the next thing that is owed', async () => {
    await run.at.advance(15 * DAYS);
    const id = await run.at.backend.created();
    await run.at.veriff.faults({ webhooks: { drop: { always: true } } });
    await run.at.veriff.play(id, 'start', 'submit', 'approve');

    const { stdout } = await run.ops(['sim', 'clock', 'next']);

    expect(stdout).toMatch(
      /^done on the way: 1\nnow {3}.*Z \(\d.* ahead of real time\)\nnext {2}nothing is owed\n$/,
    );
    expect((await run.at.backend.read(id)).status).toBe('approved');
  });

  it('day7 goes to the end of the newest session’s seven days, once', async () => {
    const id = await run.at.backend.created();

    const first = await run.ops(['sim', 'clock', 'day7']);
    const second = await run.ops(['sim', 'clock', 'day7']);

    expect((await run.at.veriff.session(id)).status).toBe('expired');
    expect([first.code, second.code]).toEqual([0, 2]);
    expect(second.stderr).toMatch(/ended .*Z already\n {2}Try: npx veriff-ops sessions create\n$/);
  });
});

describe('sim resend', () => {
  it('sends the same bytes again, or edited ones with the signature that was asked for', async () => {
    const id = await run.at.backend.created();
    const played = await run.at.veriff.play(id, 'start');
    const delivery = played?.deliveries[0]?.id ?? '';

    const same = await run.json('sim', 'resend', delivery);
    const edit = ['--set', '/code=7002', '--set', '/action=submitted'];
    const edited = await run.json('sim', 'resend', delivery, ...edit);
    const forged = await run.json('sim', 'resend', delivery, ...edit, '--sign', 'original');

    const answers = [same, edited, forged].map((each) => each['deliveries']);
    expect(answers).toMatchObject([
      [{ origin: 'resend', repeats: delivery, answerStatus: 200 }],
      [{ answerStatus: 200 }],
      [{ answerStatus: 401 }],
    ]);
    expect((await run.at.backend.read(id)).status).toBe('submitted');
  });
});
