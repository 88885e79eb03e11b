import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAYS } from '../local/running.ts';
import { aRun, objects } from './program.ts';

const run = aRun();

describe('sessions create', () => {
  it('prints id and URL, and as JSON no token beside them', async () => {
    const text = await run.ops(['sessions', 'create', '--vendor-data', 'cust-0001']);
    const json = await run.ops(['sessions', 'create', '--json']);

    const [, id = '', url] =
      /^id {5}(.{36})\nurl {4}(http:.*)\nuntil {2}.*Z\n$/.exec(text.stdout) ?? [];
    expect(await run.at.backend.read(id)).toMatchObject({ vendorData: 'cust-0001' });
    expect((await run.at.veriff.session(id)).url).toBe(url);
    expect(Object.keys(objects(json.stdout)[0] ?? {})).toEqual([
      'id',
      'url',
      'vendorData',
      'validUntil',
    ]);
  });

  it('takes the whole body from a file or from stdin', async () => {
    const stdin = '{"verification": {"vendorData": "from stdin"}}';

    const { stdout } = await run.ops(['sessions', 'create', '--body', '-', '--json'], { stdin });

    expect(objects(stdout)).toMatchObject([{ vendorData: 'from stdin' }]);
  });

  it.runIf(process.platform === 'linux')('opens its page where it is asked to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opener-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const opened = join(folder, 'opened');
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" > '${opened}'\n`);
    chmodSync(join(folder, 'xdg-open'), 0o755);
    const env = { PATH: `${folder}:${process.env['PATH']}` };

    const there = await run.ops(['sessions', 'create', '--open', '--json'], { env });
    const notThere = await run.ops(['sessions', 'create', '--open'], {
      env: { PATH: folder.concat('/none') },
    });

    expect(readFileSync(opened, 'utf8')).toBe(`${String(objects(there.stdout)[0]?.['url'])}\n`);
    expect(notThere).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('no browser') as unknown,
    });
  });
});

describe('sessions list', () => {
  it('tells all sessions of one user, newest first, over all pages', async () => {
    const ids: string[] = [];
    // One more than a page of the API has.
    for (let i = 0; i < 26; i += 1) {
      ids.unshift(await run.at.backend.created({ vendorData: 'many & more' }));
    }

    const json = await run.ops(['sessions', 'list', '--vendor-data', 'many & more', '--json']);
    const text = await run.ops(['sessions', 'list', '--vendor-data', 'many & more']);
    const none = await run.ops(['sessions', 'list', '--vendor-data', 'nobody']);

    expect(objects(json.stdout).map((each) => each['id'])).toEqual(ids);
    expect(text.stdout.split('\n').map((line) => line.slice(0, 36))).toEqual([...ids, '']);
    expect(none).toMatchObject({ code: 0, stdout: '' });
    expect(none.stderr).toContain('no session of that user');
  });
});

describe('sessions show', () => {
  it('tells why, what is owed, where Veriff differs, and everything that happened', async () => {
    const id = await run.at.backend.created({ vendorData: 'cust-0002' });
    await run.at.veriff.faults({ webhooks: { drop: { next: 1, kinds: ['decision'] } } });
    await run.at.veriff.play(id, 'start', 'submit', 'approve');

    const { code, stdout } = await run.ops(['sessions', 'show', 'latest']);

    const lines = stdout.split('\n');
    expect([code, lines[0]]).toEqual([0, `${id}  submitted`]);
    expect(lines[1]).toMatch(/decision approved 9001 was dropped.*Veriff is asked at/);
    expect(stdout).toContain('\nvendorData  cust-0002\n');
    expect(stdout).toMatch(
      /\nowes {8}poll 20.*Z\nVeriff {6}approved\ndiffers {5}status: ours submitted, Veriff's approved\n/,
    );
    expect(stdout).toMatch(/ x webhook {2}decision approved 9001 +dropped {2}Dropped by a fault/);
    expect(lines.at(-2)).toMatch(/veriff {2}x webhook/);
  });

  it('is the same as JSON, without the URL, the record and the person', async () => {
    const id = await run.at.backend.created({ person: { firstName: 'Annabella' } });
    await run.at.veriff.play(id, 'start', 'submit', 'approve');

    const { stdout } = await run.ops(['sessions', 'show', id, '--json']);

    expect(objects(stdout)).toMatchObject([
      {
        id,
        status: 'approved',
        owes: [],
        veriff: { status: 'approved' },
        timeline: expect.any(Array) as unknown,
      },
    ]);
    expect(objects(stdout)[0]).not.toHaveProperty('record');
    expect(stdout).not.toMatch(/annabella|\/v\/ey|token/i);
  });

  it('draws a Mermaid diagram', async () => {
    const id = await run.at.backend.created();
    await run.at.veriff.faults({ webhooks: { drop: { next: 1 } } });
    await run.at.veriff.play(id, 'start');

    const { stdout } = await run.ops(['sessions', 'show', id, '--mermaid']);

    expect(stdout).toMatch(/^sequenceDiagram\n {2}participant backend\n/);
    expect(stdout).toContain('\n  backend->>api: POST /v1/sessions\n');
    expect(stdout).toContain('\n  veriff-xwebhook: event started 7001: dropped\n');
  });
});

describe('what is owed', () => {
  it('is listed, told before it is paid, and paid', async () => {
    await run.at.veriff.noFaults();
    await run.at.advance(15 * DAYS);
    const id = await run.at.backend.created();
    const other = await run.at.backend.created();
    await run.at.veriff.faults({ webhooks: { drop: { always: true } } });
    await run.at.veriff.play(id, 'start', 'submit', 'approve');
    const listed = async (...more: string[]) =>
      objects((await run.ops(['sessions', ...more, '--json'])).stdout).map((each) => each['id']);

    const owed = await listed('list', '--owed');
    const longOwed = await listed('list', '--owed', '--older-than', '1m');
    const dueNow = await listed('poll', id, '--dry-run');
    const early = await run.json('sessions', 'poll', id);

    expect(owed).toEqual([other, id]);
    expect([longOwed, dueNow]).toEqual([[], []]);
    expect(early).toEqual({
      found: 0,
      settled: 0,
      failed: 0,
      sessions: [{ id, before: 'created', after: 'created' }],
    });
  });

  it('is paid by poll as the sweep pays it', async () => {
    await run.at.veriff.noFaults();
    await run.at.advance(15 * DAYS);
    const secondOfMinute = Math.floor(run.stack.clock.now() / 1000) % 60;
    await run.at.advance(60 + 32 - secondOfMinute);
    const id = await run.at.backend.created();
    await run.at.veriff.faults({ webhooks: { drop: { always: true } } });
    await run.at.veriff.play(id, 'start', 'submit', 'approve');
    const [debt] = (await run.json('sessions', 'show', id))['owes'] as { dueAt: string }[];
    const dueAt = Date.parse(debt?.dueAt ?? '');
    // The sweep of this minute comes and goes before it is due, the next one comes half a minute after.
    await run.stack.clock.advanceTo(dueAt - 30_000);
    const minute = new Date(dueAt).toISOString().slice(0, 16);
    await expect.poll(() => run.stack.sweep.list()[0]?.at.slice(0, 16)).toBe(minute);
    await run.stack.clock.advanceTo(dueAt);

    const due = objects((await run.ops(['sessions', 'poll', '--dry-run', '--json'])).stdout);
    const paid = await run.ops(['sessions', 'poll', id]);

    expect(due.map((each) => each['id'])).toEqual([id]);
    expect(paid.stdout).toBe(`1 due, 1 settled, 0 failed\n${id}  created → approved\n`);
  });
});

describe('sessions erase', () => {
  it('takes the record away; nobody has to be asked with --yes', async () => {
    const id = await run.at.backend.created();

    const refused = await run.ops(['sessions', 'erase', id]);
    const still = await run.at.backend.read(id);
    const erased = await run.ops(['sessions', 'erase', 'latest', '--yes', '--json']);
    const again = await run.ops(['sessions', 'erase', id, '--yes']);

    expect([refused.code, still.status]).toEqual([5, 'created']);
    expect(objects(erased.stdout)).toEqual([{ id, erased: true }]);
    expect(again.code).toBe(0);
    expect(await run.at.backend.read(id)).toMatchObject({ status: 404 });
  });
});
