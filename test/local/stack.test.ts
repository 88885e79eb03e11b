import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonOf, send } from './http.ts';

const MAIN = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const FREE = { CONSOLE_PORT: '0', API_PORT: '0', SIMULATOR_PORT: '0' };

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly ready: Promise<Record<string, string>>;
  readonly ended: Promise<number | null>;
}

let folder: string;
let runs: Run[] = [];

/** Starts the program itself; its ready line tells the ports that it got. */
function run(flags: readonly string[] = ['--json'], environment: Record<string, string> = {}): Run {
  const env = { ...process.env, ...FREE, DATA_DIR: folder, ...environment };
  const child = spawn(process.execPath, [MAIN, ...flags], { env });
  let output = '';
  let errors = '';
  const ready = Promise.withResolvers<Record<string, string>>();
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
    const line = output.split('\n').find((each) => each.startsWith('{"ready":true'));
    if (line !== undefined) ready.resolve(JSON.parse(line) as Record<string, string>);
    else if (/\nready\n/.test(output)) ready.resolve({});
  });
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started = {
    child,
    output: () => output,
    errors: () => errors,
    ready: ready.promise,
    ended,
  };
  runs.push(started);
  return started;
}

async function stop(started: Run): Promise<number | null> {
  started.child.kill('SIGTERM');
  return started.ended;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veriff-'));
});
afterEach(async () => {
  for (const { child } of runs) child.kill('SIGKILL');
  await Promise.all(runs.map(async ({ ended }) => ended));
  runs = [];
  rmSync(folder, { recursive: true, force: true });
});

describe('npm start', () => {
  it('says ready alone on the last line of its banner, and ends with 0 on SIGTERM', async () => {
    const started = run([]);
    await started.ready;

    const code = await stop(started);

    expect(started.output()).toMatch(/Client API {2}http:\/\/localhost:\d+\/v1/);
    expect(started.output()).toMatch(/'\nready\n$/);
    expect([code, started.errors()]).toEqual([0, '']);
  });

  it.runIf(process.platform === 'linux')(
    'keeps few heaps beside those of V8, unless it is told how many',
    async () => {
      const usual = run(['--json', '--ephemeral']);
      const told = run(['--json', '--ephemeral'], { MALLOC_ARENA_MAX: '5' });
      await Promise.all([usual.ready, told.ready]);

      const arenas = [usual, told].map(
        ({ child }) =>
          /MALLOC_ARENA_MAX=\d+/.exec(readFileSync(`/proc/${child.pid}/environ`, 'utf8'))?.[0],
      );

      expect(arenas).toEqual(['MALLOC_ARENA_MAX=2', 'MALLOC_ARENA_MAX=5']);
    },
  );

  it('serves what exists only in the local run', async () => {
    const { consoleUrl = '' } = await run(['--json', '--ephemeral']).ready;

    const page = await send(consoleUrl);
    const events = await send(consoleUrl, { path: '/_local/events' });
    const swept = await send(consoleUrl, { method: 'POST', path: '/_local/sweeps' });
    const sweeps = await send(consoleUrl, { path: '/_local/sweeps' });
    const typo = await send(consoleUrl, { path: '/_local/events?sesion=a' });

    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(jsonOf(events)).toEqual({ events: [] });
    expect(jsonOf(swept)).toMatchObject({ startedBy: 'hand', found: 0, settled: 0 });
    expect(jsonOf(sweeps)).toMatchObject({ runs: [jsonOf(swept)] });
    expect([typo.status, jsonOf(typo)['detail']]).toEqual([
      400,
      expect.stringContaining('Did you mean session?'),
    ]);
  });

  it('refuses foreign pages on the console port, and lets them link to its page', async () => {
    const { consoleUrl = '' } = await run(['--json', '--ephemeral']).ready;
    const foreign = ['Sec-Fetch-Site', 'cross-site', 'Origin', 'https://evil.example'];

    const linked = await send(consoleUrl, { headers: foreign });
    const posted = await send(consoleUrl, {
      method: 'POST',
      path: '/_local/sweeps',
      headers: foreign,
    });
    const rebound = await send(consoleUrl, { headers: ['Host', 'evil.example'] });

    expect([linked.status, posted.status, rebound.status]).toEqual([200, 403, 403]);
  });

  it('keeps moved time over a restart', async () => {
    const first = run();
    const { simulatorUrl = '' } = await first.ready;
    await fetch(`${simulatorUrl}/_sim/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"advanceSeconds":86400}',
    });
    await stop(first);

    const { offsetMs } = await run().ready;

    expect(Number(offsetMs)).toBeGreaterThan(86_000_000);
  });
});

describe('a run that cannot start', () => {
  it('names the variable of a port that is taken, and exits with 1', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };

    const refused = await Promise.all(
      ['CONSOLE_PORT', 'API_PORT', 'SIMULATOR_PORT'].map(async (name) => {
        const started = run(['--ephemeral'], { [name]: String(port) });
        return { name, code: await started.ended, errors: started.errors() };
      }),
    );
    holder.close();

    for (const { name, code, errors } of refused) {
      expect([code, errors]).toEqual([1, expect.stringContaining(name)]);
      expect(errors).toContain(`port ${port}`);
      expect(errors).not.toMatch(/\n {4}at /);
    }
  });

  it('leaves a data folder alone that another run uses', async () => {
    await run().ready;

    const second = run();

    expect(await second.ended).toBe(1);
    expect(second.errors()).toMatch(/in use by another run/);
  });

  it('tells every wrong setting, and exits with 1', async () => {
    const started = run(['--nonsense'], { API_PORT: 'x' });

    expect(await started.ended).toBe(1);
    expect(started.errors()).toMatch(/^2 settings are wrong\n/);
  });
});
