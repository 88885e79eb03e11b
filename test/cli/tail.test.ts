import { describe, expect, it } from 'vitest';
import { aRun, objects } from './program.ts';

const run = aRun();
const WATCHING = 'watching, Ctrl-C ends it';

describe('events tail', () => {
  it('tells each event once from now on, until it is interrupted', async () => {
    const old = await run.at.backend.created();
    const tail = run.start(['events', 'tail', '--json'], { until: 'Session Approved' });
    await tail.says(WATCHING);
    const id = await run.at.backend.created();
    await run.at.veriff.play(id, 'start', 'submit', 'approve');

    const { code, stdout } = await tail.ended;

    const told = objects(stdout).map(({ detail }) => (detail as { id: string }).id);
    expect(code).toBe(130);
    expect(told).toEqual([1, 2, 3, 4].map((version) => `${id}:${version}`));
    expect(stdout).not.toContain(old);
  });
});

describe('webhooks tail', () => {
  it('tells each try once it has come to something, or only those that failed', async () => {
    const all = run.start(['webhooks', 'tail', '--json'], { until: 'approved' });
    const failed = run.start(['webhooks', 'tail', '--failed'], { until: 'approved' });
    await Promise.all([all.says(WATCHING), failed.says(WATCHING)]);
    const id = await run.at.backend.created();
    await run.at.veriff.faults({
      webhooks: {
        delay: { next: 1, seconds: 60, actions: ['started'] },
        drop: { next: 1, actions: ['submitted'] },
        corruptSignature: { next: 1, actions: ['approved'] },
      },
    });
    await run.at.veriff.play(id, 'start', 'submit');
    await run.at.advance(61);
    await run.at.veriff.play(id, 'approve');

    const [everything, onlyFailed] = await Promise.all([all.ended, failed.ended]);

    const told = objects(everything.stdout).map((each) => [each['action'], each['outcome']]);
    expect(told).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining([
        ['approved', 'refused'],
        ['started', 'delivered'],
        ['submitted', 'dropped'],
      ]),
    );
    expect(onlyFailed.stdout).toMatch(
      /^.{8} {2}d\d+ +event submitted 7002 .* dropped, drop-1\n.{8} {2}d\d+ +decision approved 9001 .* 401, corruptSignature-1\n$/,
    );
    expect([everything.code, onlyFailed.code]).toEqual([130, 130]);
  });
});

describe('a reader that goes away', () => {
  it('ends the program quietly', async () => {
    const tail = run.start(['events', 'tail'], { unread: true });
    await tail.says(WATCHING);
    await run.at.backend.created();

    expect(await tail.ended).toMatchObject({ code: 0 });
  });
});
