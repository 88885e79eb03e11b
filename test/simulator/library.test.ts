import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../local/veriff/library.ts';
import { hmacSignature } from '../../local/veriff/signature.ts';
import { startReceiver, temporaryFolder } from './rig.ts';

async function started(options: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(simulator.stop);
  return simulator;
}

async function created({ url, apiKey }: Simulator): Promise<string> {
  const answer = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { 'x-auth-client': apiKey },
    body: '{"verification":{"vendorData":"cust-0001"}}',
  });
  return ((await answer.json()) as { verification: { id: string } }).verification.id;
}

describe('the simulator inside a test suite', () => {
  it('plays, breaks, waits and tells, with the keys that it was given', async () => {
    const receiver = await startReceiver();
    const sharedSecret = 'a shared secret of one’s own, 36 chars';
    const apiKey = 'cf0a1a8e-7f15-4a3a-8b5e-2f3a3d3c4b5a';
    const simulator = await started({ webhookUrl: receiver.url, apiKey, sharedSecret });
    const id = await created(simulator);

    await simulator.act(id, 'start');
    await simulator.act(id, 'submit');
    await simulator.faults({ webhooks: { drop: { next: 1, retry: true } } });
    const { session, deliveries } = await simulator.act(id, 'decline', { reasonCode: 103 });
    const { ran } = await simulator.advance(3600);
    const again = await simulator.resend(deliveries[0]?.id ?? '');

    const [first] = receiver.received;
    expect(first?.headers['x-hmac-signature']).toBe(
      hmacSignature(sharedSecret, first?.bytes ?? ''),
    );
    expect(session).toMatchObject({ status: 'declined', decision: { reasonCode: 103 } });
    expect([deliveries[0]?.outcome, ran, again.delivery.outcome]).toEqual([
      'failed',
      1,
      'delivered',
    ]);
    expect(receiver.received.map(({ json }) => json?.action ?? json?.verification?.status)).toEqual(
      ['started', 'submitted', 'declined', 'declined'],
    );
    expect((await simulator.session(id)).status).toBe('declined');
    expect((await simulator.sessions({ q: 'cust-0001' })).sessions).toHaveLength(1);
    expect((await simulator.deliveries({ outcome: 'delivered' })).deliveries).toHaveLength(4);
    expect((await simulator.delivery('d1')).answer).toEqual({ status: 200, body: 'noted' });
    expect(await simulator.advance('next')).toMatchObject({ ran: 0, next: null });
  });

  it('knows nothing of another one beside it', async () => {
    const { url } = await startReceiver();
    const [one, two] = [await started({ webhookUrl: url }), await started({ webhookUrl: url })];
    const id = await created(one);

    await expect(two.session(id)).rejects.toMatchObject({ status: 404, code: 'not-found' });
  });

  it('throws what is refused, in the words of the control API', async () => {
    const simulator = await started({ webhookUrl: 'http://127.0.0.1:9/' });
    const id = await created(simulator);

    await expect(simulator.act(id, 'approve')).rejects.toMatchObject({
      name: 'SimulatorRefusal',
      code: 'illegal-action',
      message: expect.stringContaining('allowed: start, expire') as unknown,
    });
  });

  it.each([
    [{ webhookUrl: 'http://127.0.0.1:9/', prot: 0 }, 'prot: unknown option. Did you mean port?'],
    [{ webhookUrl: 'http://127.0.0.1:9/', apiKey: 'mine' }, 'apiKey: "mine" is not a UUID'],
    [{ webhookUrl: 'hook' }, 'webhookUrl: "hook" is not an address'],
  ])('%j is refused', async (options, message) => {
    await expect(startSimulator(options)).rejects.toThrow(message);
  });

  it('is gone after stop: its port is free and nothing keeps the process alive', async () => {
    const { url, stop } = await startSimulator({ webhookUrl: 'http://127.0.0.1:9/' });

    await stop();

    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

describe('docs/simulator.md', () => {
  it('has an example that passes in a project beside this one', async () => {
    const folder = temporaryFolder();
    const page = readFileSync('docs/simulator.md', 'utf8');
    const [, example = ''] = /<!-- example -->\s*```js\n([\s\S]*?)```/.exec(page) ?? [];
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(process.cwd(), join(folder, 'node_modules', 'veriff-sessions'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(join(folder, 'backend.test.js'), example);

    const { stdout } = await promisify(execFile)(process.execPath, ['--test'], {
      cwd: folder,
      // A test of a test: what this runner tells its children must not reach the other one.
      env: { PATH: process.env['PATH'] ?? '' },
    });

    expect(stdout).toMatch(/pass 2\n/);
    expect(stdout).toMatch(/fail 0\n/);
  });
});
