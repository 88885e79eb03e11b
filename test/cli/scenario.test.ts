import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileWith, story } from '../scenarios/files.ts';
import { aRun, objects, veriffOps } from './program.ts';

const run = aRun();

const good = (): string => fileWith(story({ do: ['start'], session: 'anna' }), 'good.json');
const bad = (): string =>
  fileWith(
    story(
      { do: ['start'], session: 'anna' },
      { expect: { session: 'anna', status: 'approved' } },
    ).replace('a story', String.raw`too <much> & \"more\"`),
    'bad.json',
  );

describe('scenario run', () => {
  it('plays on a run of its own, which is gone afterwards, and tells each story', async () => {
    const [one, two] = [good(), bad()];

    const { code, stdout, stderr } = await veriffOps(['scenario', 'run', one, two, one, '--debug']);

    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^✓ a story {2}.*good\.json, \d+ ms\n✗ too <much> & "more" {2}.*bad\.json, \d+ ms\n/,
    );
    expect(stdout).toMatch(
      /bad\.json:6 {2}step 3, expect\n {4}\/status {2}expected "approved", found "started"\n {2}anna is /,
    );
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^✓ a story/);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('2 passed, 1 failed');
    const [, port = ''] = /http:\/\/localhost:(\d+)\/_sim/.exec(stderr) ?? [];
    await expect(fetch(`http://127.0.0.1:${port}/_sim/clock`)).rejects.toThrow('fetch failed');
  });

  it('plays on the run that is given, as JSON lines and JUnit XML', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'junit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const junit = join(folder, 'out.xml');
    const { apiUrl, simulatorUrl } = run.stack;
    const there = ['--api', apiUrl, '--simulator', simulatorUrl];

    const ended = await run.ops([
      'scenario',
      'run',
      good(),
      bad(),
      ...there,
      '--json',
      '--junit',
      junit,
    ]);

    expect(ended.code).toBe(1);
    const [passed, failed] = objects(ended.stdout);
    expect(passed).toMatchObject({ name: 'a story', passed: true });
    expect(passed).not.toHaveProperty('failure');
    expect(failed).toMatchObject({
      passed: false,
      failure: {
        step: 3,
        line: 6,
        verb: 'expect',
        details: ['/status  expected "approved", found "started"'],
      },
    });
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toMatch(/<testsuite name="scenarios" tests="2" failures="1" time="\d+\.\d{3}">/);
    expect(xml).toContain('name="too &lt;much&gt; &amp; &quot;more&quot;"');
    expect(xml).toContain(
      '<failure message="step 3 (expect, line 6)">/status  expected &quot;approved&quot;',
    );
    expect(await run.at.veriff.session(String(/anna is ([\w-]{36})/.exec(xml)?.[1]))).toMatchObject(
      { status: 'started' },
    );
  });

  it('stops its run when it is interrupted', async () => {
    const waiting = fileWith(
      story({ expect: { session: 'anna', status: 'approved', eventually: '600s' } }),
    );
    const playing = run.start(['scenario', 'run', waiting, '--debug'], {});
    await playing.says('/v1/sessions 201');

    playing.interrupt();
    const { code, stderr } = await playing.ended;

    const [, port = ''] = /http:\/\/localhost:(\d+)\/_sim/.exec(stderr) ?? [];
    expect(code).toBe(130);
    await expect
      .poll(
        async () =>
          fetch(`http://127.0.0.1:${port}/_sim/clock`).then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 20_000 },
      )
      .toBe('down');
  });

  it('tells every typing mistake and starts nothing', async () => {
    const typo = fileWith(story({ advence: '3m' }));

    const { code, stdout, stderr } = await veriffOps(['scenario', 'run', typo]);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `1 mistake in scenario files\n  ${typo}:5  /steps/1/advence  unknown step "advence". Did you mean advance?`,
    );
    expect(stderr).not.toContain('starting');
  });
});

describe('scenario list', () => {
  it('tells the shipped ones without playing them', async () => {
    const { code, stdout } = await veriffOps(['scenario', 'list', '--json']);

    expect(code).toBe(0);
    const files = objects(stdout).map(({ file }) => String(file));
    expect(files).toContain('scenarios/lost-decision.json');
    expect(files.every((file) => existsSync(file))).toBe(true);
  });
});
