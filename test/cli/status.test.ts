import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { aRun, objects, veriffOps } from './program.ts';

const run = aRun();
const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOTHING = { CONSOLE_PORT: '9', API_PORT: '9', SIMULATOR_PORT: '9' };

describe('status', () => {
  it('tells addresses, time, faults and sessions', async () => {
    const id = await run.at.backend.created();
    await run.at.veriff.play(id, 'start');
    await run.at.backend.created();
    await run.at.veriff.faults({ webhooks: { drop: { next: 1 } } });

    const json = await run.json('status');
    const { stdout } = await run.ops(['status']);
    await run.at.veriff.noFaults();

    const { consoleUrl, apiUrl, simulatorUrl } = run.stack;
    expect(json).toMatchObject({
      consoleUrl,
      webhookUrl: `${apiUrl}/webhooks/veriff`.replace('127.0.0.1', 'localhost'),
      simulatorUrl,
      clock: { offsetSeconds: 0 },
      faults: ['drop-1'],
      sessions: { created: 1, started: 1 },
    });
    expect(stdout).toMatch(/\nFaults {6}drop-1\nSessions {4}1 created, 1 started\n$/);
  });

  it('--env gives a shell the addresses of a run, also while it is not up', async () => {
    const { code, stdout } = await veriffOps(['status', '--env'], { env: NOTHING });

    expect(code).toBe(0);
    expect(stdout).toBe(
      'CONSOLE_URL=http://localhost:9\nAPI_URL=http://localhost:9\nWEBHOOK_URL=http://localhost:9/webhooks/veriff\nSIMULATOR_URL=http://localhost:9\n',
    );
  });
});

describe('what is printed', () => {
  it('which run was chosen is the first line on stderr; --debug adds each call without its body', async () => {
    const { stderr } = await run.ops([
      'sessions',
      'create',
      '--vendor-data',
      'cust-0001',
      '--debug',
    ]);

    const { apiUrl, simulatorUrl } = run.stack;
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toBe(
      `local run: ${apiUrl}, simulator ${simulatorUrl}`.replace('127.0.0.1', 'localhost'),
    );
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^POST http:.*\/v1\/sessions 201 \d+ ms$/),
    ]);
    expect(stderr).not.toContain('cust-0001');
  });

  it.each([
    ['coloured where a terminal shows colours', { FORCE_COLOR: '1' }, true],
    ['plain in a pipe', {}, false],
    ['plain with NO_COLOR', { FORCE_COLOR: '0', NO_COLOR: '1' }, false],
  ])('%s', async (_how, env, coloured) => {
    const { stdout } = await run.ops(['doctor'], { env });

    expect(stdout.includes('\u001B[')).toBe(coloured);
  });
});

describe('doctor', () => {
  const checks = async (env: Record<string, string> = {}) => {
    const ended = await run.ops(['doctor', '--json'], { env: { DATA_DIR: folder, ...env } });
    const all = objects(ended.stdout) as {
      id: string;
      ok: boolean | null;
      found: string;
      fix: string;
    }[];
    return { code: ended.code, of: (id: string) => all.find((each) => each.id === id), all };
  };

  it('is content with a run that works', async () => {
    const { code, all } = await checks();

    expect(code).toBe(0);
    expect(all.map(({ id, ok }) => [id, ok])).toEqual([
      ['console', true],
      ['client-api', true],
      ['simulator', true],
      ['signature', true],
      ['node', true],
      ['ports', true],
      ['bundles', true],
      ['page', true],
      ['data', null],
      ['clock', true],
      ['sweep', true],
      ['faults', true],
    ]);
  });

  it('says that nothing runs, which is no failure', async () => {
    const { code, of } = await checks(NOTHING);

    expect(code).toBe(0);
    expect(of('console')).toMatchObject({
      ok: null,
      found: expect.stringContaining('npm start') as unknown,
    });
    expect(of('signature')).toBeUndefined();
  });

  it('points out faults and a clock that was moved', async () => {
    await run.at.veriff.faults({ webhooks: { drop: { always: true } } });
    await run.at.advance(3600);

    const { code, of } = await checks();
    await run.at.veriff.noFaults();

    expect(code).toBe(0);
    expect(of('faults')).toMatchObject({
      ok: null,
      found: expect.stringContaining('drop-1') as unknown,
    });
    expect(of('clock')?.found).toMatch(/ahead/);
  });

  it.each([
    ['console', 'CONSOLE_PORT=4410 npm start'],
    ['client-api', 'API_PORT=4411 npm start'],
    ['simulator', 'SIMULATOR_PORT=4412 npm start'],
  ])('finds another program in the place of the %s', async (id, fix) => {
    const other = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const variable = fix.split('=')[0] ?? '';

    const { code, of } = await checks({ [variable]: String(port) });

    expect(code).toBe(1);
    expect(of(id)).toEqual({
      id,
      ok: false,
      found: `http://localhost:${port} belongs to another program`,
      fix,
    });
  });

  it.each([
    ['a file in the place of the data folder', 'file', /is a file$/],
    ['a data folder in a folder that is not there', 'none/none', /cannot be written$/],
  ])('finds %s', async (_what, name, found) => {
    writeFileSync(join(folder, 'file'), '');

    const { code, of } = await checks({ ...NOTHING, DATA_DIR: join(folder, name) });

    expect(code).toBe(1);
    expect(of('data')).toMatchObject({ ok: false, found: expect.stringMatching(found) as unknown });
  });

  it('finds a gate that takes every webhook, and one that takes none', async () => {
    const found = [];
    for (const status of [200, 401]) {
      const gate = createServer((request, response) => {
        const isWebhook = request.method === 'POST';
        response
          .writeHead(isWebhook ? status : 404)
          .end('{"type":"urn:veriff-sessions:problems#x"}');
      });
      await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void gate.close());
      const { code, of } = await checks({
        API_PORT: String((gate.address() as { port: number }).port),
      });
      found.push([code, of('signature')?.found]);
    }

    expect(found).toEqual([
      [1, 'right 200, wrong 200'],
      [1, 'right 401, wrong 401'],
    ]);
  });
});
