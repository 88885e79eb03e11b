import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { virtualClock } from '../../local/veriff/clock.ts';
import { readSettings, usage } from '../../local/veriff/settings.ts';
import { startSimulator } from '../../local/veriff/simulator.ts';
import { INTEGRATION } from './rig.ts';

describe('settings', () => {
  it('have public demonstration values', () => {
    expect(readSettings([], {})).toMatchObject({
      port: 4402,
      integration: {
        id: INTEGRATION.id,
        apiKey: INTEGRATION.apiKey,
        sharedSecret: INTEGRATION.sharedSecret,
        previousSharedSecret: INTEGRATION.previousSharedSecret,
        plan: 'standard',
      },
    });
  });

  it('come from the command line before the environment', () => {
    const environment = {
      SIMULATOR_PORT: '5000',
      SIMULATOR_WEBHOOK_URL: 'http://localhost:1/a',
      SIMULATOR_PLAN: '',
    };

    const settings = readSettings(
      ['--port', '6000', '--data-dir=/tmp/x', '--public-url', 'http://phone.test/'],
      environment,
    );

    expect(settings).toMatchObject({
      port: 6000,
      webhookUrl: 'http://localhost:1/a',
      dataDir: '/tmp/x',
      publicUrl: 'http://phone.test',
      integration: { plan: 'standard' },
    });
  });

  it.each([
    [['--prot', '1'], '--prot: unknown option. Did you mean port?'],
    [['--port'], '--port needs a value'],
    [['--port', '99999'], '--port (SIMULATOR_PORT): "99999" is not a port from 0 to 65535'],
    [['--port', 'x'], '"x" is not a port'],
    [['--webhook-url', 'localhost:3000'], 'is not an address that begins with http:// or https://'],
    [['--api-key', 'secret'], '--api-key (SIMULATOR_API_KEY): "secret" is not a UUID'],
    [['--plan', 'gold'], 'is not standard or essential'],
    [['extra'], '"extra" is not expected'],
  ])('%j is refused with what, where and what to do', (args, message) => {
    expect(() => readSettings(args, {})).toThrow(message);
    expect(() => readSettings(args, {})).toThrow('Try: npm run simulator -- --help');
  });

  it('are all named in the help', () => {
    expect(usage()).toMatch(/--webhook-url[\s\S]*SIMULATOR_WEBHOOK_URL/);
    expect(readSettings(['--help'], {}).help).toBe(true);
  });
});

describe('a busy port', () => {
  it('is one sentence with the port and the variable', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => new Promise((resolve) => void other.close(() => resolve())));
    const { port } = other.address() as AddressInfo;
    const clock = virtualClock();
    onTestFinished(async () => clock.stop());

    const started = startSimulator({
      port,
      clock,
      webhookUrl: 'http://localhost:1',
      integration: INTEGRATION,
    });

    await expect(started).rejects.toThrow(
      `port ${port} is in use. Stop the program that has it, or choose another port with SIMULATOR_PORT.`,
    );
  });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program; `ready` is called when its last banner line is there, then it is told to stop. */
async function run(
  args: readonly string[],
  ready: (out: string) => Promise<void> = async () => Promise.resolve(),
): Promise<Ended> {
  const main = fileURLToPath(new URL('../../local/veriff/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args]);
  const { promise, resolve } = Promise.withResolvers<Ended>();
  let [out, err] = ['', ''];
  const stop = (): void => void child.kill('SIGTERM');
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (out.endsWith('\nready\n')) void ready(out).finally(stop);
  });
  child.on('close', (code) => resolve({ code, out, err }));
  return promise;
}

// Starting a process takes its time on a busy machine.
describe('the program', { timeout: 20_000 }, () => {
  it('says ready last, answers, and stops cleanly on SIGTERM', async () => {
    let created = 0;

    const { code, err } = await run(['--port', '0'], async (out) => {
      const url = /API\s+(http:\S+)\/v1/.exec(out)?.[1] ?? '';
      const headers = { 'x-auth-client': INTEGRATION.apiKey };
      const body = '{"verification":{}}';
      created = (await fetch(`${url}/v1/sessions`, { method: 'POST', headers, body })).status;
    });

    expect([code, created, err]).toStrictEqual([0, 201, '']);
  });

  it('ends with 1 and one sentence on a mistake', async () => {
    const { code, out, err } = await run(['--por', '1']);

    expect([code, out]).toStrictEqual([1, '']);
    expect(err).toBe(
      'simulator: --por: unknown option. Did you mean port? Try: npm run simulator -- --help\n',
    );
  });
});
