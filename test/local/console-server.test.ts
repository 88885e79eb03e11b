import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole } from '../../local/console-api/console.ts';
import type {
  LocalDoctor,
  LocalInfo,
  LocalSession,
  LocalSweepDetail,
  LocalSweepRun,
  LocalSweeps,
} from '../../local/console-api/wire.ts';
import { type Listening, listen } from '../../local/listen.ts';
import type { Stack } from '../../local/stack.ts';
import { sweepWorkflow } from '../../shared/contract/sweep-workflow.ts';
import { jsonOf, send } from './http.ts';
import { page } from './page.ts';
import { MINUTES, people, running } from './running.ts';

let stack: Stack;
let root: string;
let pages: Listening;
let bare: Listening;

/** The console of the running stack, over a folder with a page of the test's own. */
async function consoleOver(folder: string): Promise<Listening> {
  const opened = await openConsole({ ...stack.console, root: folder });
  return listen(opened.listener, 0);
}

beforeAll(async () => {
  stack = await running();
  root = mkdtempSync(join(tmpdir(), 'page-'));
  const built = join(root, 'dist', 'console');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(built, 'index.html'), '<!doctype html><title>the page</title>');
  writeFileSync(join(built, 'assets', 'main.js'), 'export {};');
  writeFileSync(join(root, 'dist', 'console-secret.txt'), 'not for the page');
  writeFileSync(join(root, 'package.json'), '{"version":"1.2.3"}');
  pages = await consoleOver(root);
  const empty = join(root, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{"version":"1.2.3"}');
  bare = await consoleOver(empty);
});
afterAll(async () => {
  await pages.close();
  await bare.close();
  await stack.close();
  rmSync(root, { recursive: true, force: true });
});

function runThatMet(runs: readonly LocalSweepRun[], session: string): LocalSweepRun {
  const met = runs.find(({ sessions }) => sessions.includes(session));
  if (met === undefined) throw new Error(`no run met ${session}`);
  return met;
}

describe('the page', () => {
  it.each(['/', '/sessions/latest', '/sweep', '/sessions/0b5a?only=refused'])(
    'is served at %s, so that links into it work',
    async (path) => {
      const reply = await send(pages.url, { path });

      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(reply.body.toString()).toContain('the page');
    },
  );

  it('may load nothing from elsewhere and stands in nobody’s frame', async () => {
    const { headers } = await send(pages.url);

    expect(headers['content-security-policy']).toMatch(/^default-src 'self'; /);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('has its files with their types, and nothing that lies outside', async () => {
    const script = await send(pages.url, { path: '/assets/main.js' });
    const others = await Promise.all(
      [
        '/missing.js',
        '/../console-secret.txt',
        '/%2e%2e/console-secret.txt',
        '/..%2fpackage.json',
      ].map(async (path) => send(pages.url, { path })),
    );

    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.body.toString()).toBe('export {};');
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('says how to build it where it is not built, with links to what there is', async () => {
    const reply = await send(bare.url);

    expect(reply.body.toString()).toContain('npm run build');
    expect(reply.body.toString()).toContain('href="/_local/sessions"');
  });
});

describe('one origin for everything', () => {
  it('gives the simulator’s API and the client API through, bodies and errors as they are', async () => {
    const at = page(pages.url);
    const { status, body, headers } = await at.send<{ verification: { id: string } }>(
      'POST',
      '/v1/sessions',
      { verification: { vendorData: 'through' } },
    );
    const id = body.verification.id;
    const played = await at.send('POST', `/_sim/sessions/${id}/actions`, { action: 'start' });
    const illegal = await at.send('POST', `/_sim/sessions/${id}/actions`, { action: 'approve' });
    const read = await at.read<{ status: string }>(`/v1/sessions/${id}`);

    expect(status).toBe(201);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect([played.status, illegal.status]).toEqual([200, 409]);
    expect(illegal.headers.get('content-type')).toBe('application/problem+json');
    expect(read.status).toBe('started');
  });

  it('gives headers through, those of a second tenant too', async () => {
    const made = await page(pages.url).send<{ verification: { id: string } }>(
      'POST',
      '/v1/sessions',
      {
        verification: {},
      },
    );
    const path = `/v1/sessions/${made.body.verification.id}`;

    const own = await send(pages.url, { path });
    const other = await send(pages.url, { path, headers: ['X-Local-Tenant', 'other'] });

    expect([own.status, other.status]).toEqual([200, 404]);
  });

  it.each([
    ['a foreign Host', ['Host', 'evil.example']],
    ['a foreign Origin', ['Origin', 'https://evil.example']],
    ['a cross-site request', ['Sec-Fetch-Site', 'cross-site']],
  ])('refuses %s on every call', async (_, headers) => {
    const paths = ['/_local/sessions', '/_local/stream', '/_sim/sessions', '/v1/sessions'];

    const replies = await Promise.all(
      paths.map(async (path) => send(pages.url, { path, headers })),
    );

    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it.each([
    ['GET', '/_local/sesions', 'Did you mean /_local/sessions?'],
    ['POST', '/_local/sessions', 'takes GET, not POST'],
    ['GET', '/_local', 'There is no /_local.'],
    ['POST', '/sessions', 'There is no /sessions.'],
  ])('says what there is instead of %s %s', async (method, path, words) => {
    const reply = await send(pages.url, { method, path });

    expect(reply.status).toBe(404);
    expect(jsonOf(reply)['detail']).toContain(words);
  });
});

describe('what the run says of itself', () => {
  it('has the definition that deploys', async () => {
    const definition = await page(pages.url).read<object>('/_local/definition');

    expect(definition).toEqual(
      sweepWorkflow({
        tableName: 'veriff-sessions',
        pollDecisionArn: 'arn:aws:lambda:us-east-1:000000000000:function:poll-decision',
        partition: 'aws',
      }),
    );
  });

  it('shows a run of the sweep with the states that it went through', async () => {
    const at = people(stack);
    const id = await at.backend.created();
    await at.veriff.faults({ webhooks: { drop: { next: 3 } } });
    await at.veriff.play(id, 'start', 'submit', 'approve');
    const { record } = await page(pages.url).read<LocalSession>(`/_local/sessions/${id}`);
    await at.advance(16 * MINUTES);

    const { runs, due } = await page(pages.url).read<LocalSweeps>('/_local/sweeps');
    const run = runThatMet(runs, id);
    const detail = await page(pages.url).read<LocalSweepDetail>(`/_local/sweeps/${run.id}`);

    expect(run).toMatchObject({ failed: 0, retried: 0, caught: 0 });
    expect([run.found, run.settled]).toEqual([run.sessions.length, run.sessions.length]);
    expect(run.entered).toMatchObject({ QueryBucket: 8, PollDecision: 1, Done: 1 });
    const poll = detail.steps.find(({ state }) => state === 'PollDecision');
    expect(poll).toMatchObject({
      type: 'Task',
      within: { map: 'SettleDue', index: 0 },
      input: { sessions: expect.arrayContaining([id]) as string[] },
      output: { answer: { stop: false }, failed: false },
    });
    const queries = detail.steps.filter(({ state }) => state === 'QueryBucket');
    const [hit, ...others] = queries.filter(({ output }) => JSON.stringify(output).includes(id));
    expect(queries.map(({ within }) => within?.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(hit?.input).toMatchObject({ bucket: record?.['dueBucket'] });
    expect(others).toEqual([]);
    expect(due.map(({ bucket }) => bucket)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('does not know a run that never was, and takes no fields to run one', async () => {
    const unknown = await page(pages.url).send('GET', '/_local/sweeps/999');
    const fields = await page(pages.url).send<{ detail: string }>('POST', '/_local/sweeps', {
      now: true,
    });

    expect(unknown.status).toBe(404);
    expect([fields.status, fields.body.detail]).toEqual([400, '/now: this call takes no fields']);
  });

  it('knows its version, its addresses and where its data is', async () => {
    expect(await page(pages.url).read<LocalInfo>('/_local/info')).toMatchObject({
      version: '1.2.3',
      dataDir: null,
      webhookUrl: `${stack.apiUrl}/webhooks/veriff`,
      simulatorUrl: stack.simulatorUrl,
    });
  });

  it('is examined: each check with what was found, and what mends it', async () => {
    const { ok, checks } = await page(stack.consoleUrl).read<LocalDoctor>('/_local/doctor');

    expect(checks.map(({ id }) => id)).toEqual([
      'node',
      'ports',
      'bundles',
      'page',
      'data',
      'clock',
      'sweep',
      'faults',
    ]);
    expect(checks.find(({ id }) => id === 'bundles')).toMatchObject({ ok: true, fix: '' });
    expect(ok).toBe(checks.every((check) => check.ok !== false));
  });

  it('says what is missing, and how to mend it', async () => {
    const { ok, checks } = await page(bare.url).read<LocalDoctor>('/_local/doctor');

    expect(ok).toBe(false);
    expect(checks.filter((check) => check.ok === false)).toEqual([
      expect.objectContaining({ id: 'bundles', fix: 'npm run build' }),
      expect.objectContaining({ id: 'page', fix: 'npm run build' }),
    ]);
  });
});
