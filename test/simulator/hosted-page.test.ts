import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { HOSTED_SCRIPT } from '../../local/veriff/hosted-script.ts';
import { type Rig, startRig } from './rig.ts';

const page = async (rig: Rig, id: string, query = ''): Promise<string> =>
  (await fetch(`${(await rig.session(id)).url}${query}`)).text();
const firstScreen = (html: string): string | undefined =>
  /<main data-screen="(\w+)"/.exec(html)?.[1];
const testIds = (html: string): string[] =>
  [...html.matchAll(/data-testid="([\w-]+)"/g)].map(([, id]) => id ?? '');
const press = async (rig: Rig, id: string, body: unknown): Promise<Response> =>
  fetch(`${(await rig.session(id)).url}/actions`, { method: 'POST', body: JSON.stringify(body) });

describe('hosted page', () => {
  it.each([
    [[], 'welcome'],
    [['start'], 'welcome'],
    [['start', 'submit'], 'desk'],
    [['start', 'submit', 'review'], 'desk'],
    [['start', 'submit', 'resubmit'], 'welcome'],
    [['start', 'submit', 'approve'], 'over'],
    [['start', 'submit', 'decline'], 'over'],
    [['expire'], 'over'],
  ] as const)('after %j opens with the screen %s', async (way, screen) => {
    const rig = await startRig();
    const id = await rig.create();
    await rig.play(id, ...way);

    expect(firstScreen(await page(rig, id))).toBe(screen);
  });

  it('has every button of the flow under its test id', async () => {
    const rig = await startRig();
    const id = await rig.create();

    expect(testIds(await page(rig, id))).toStrictEqual(
      expect.arrayContaining([
        'enduser-start',
        'enduser-close',
        'enduser-document-next',
        'enduser-submit',
        'enduser-outcome-approve',
        'enduser-outcome-decline',
        'enduser-outcome-resubmit',
        'enduser-outcome-review',
        'enduser-outcome-later',
        'enduser-decline-reason',
        'enduser-resubmit-reason',
        'enduser-resubmit-now',
        'enduser-resubmit-later',
        'enduser-done',
        'enduser-closed',
        'enduser-menu-reload',
        'enduser-menu-force-reload',
        'enduser-menu-walk-away',
      ]),
    );
  });

  it('opening the page does not start the session: only the button does', async () => {
    const rig = await startRig();
    const id = await rig.create();
    await page(rig, id);
    expect((await rig.session(id)).status).toBe('created');

    const started = await press(rig, id, { action: 'start' });
    const submitted = await press(rig, id, { action: 'submit' });
    const declined = await press(rig, id, { action: 'decline', reasonCode: 106 });

    expect([await started.json(), await submitted.json(), await declined.json()]).toStrictEqual([
      { status: 'started' },
      { status: 'submitted' },
      { status: 'declined' },
    ]);
    expect((await rig.session(id)).decision).toMatchObject({
      reasonCode: 106,
      reason: 'Known fraud',
    });
    await rig.advance(0);
    expect(
      rig.receiver.received.map(({ json }) => json?.action ?? json?.verification?.status),
    ).toStrictEqual(['started', 'submitted', 'declined']);
  });

  it('tells that the session has moved on, and refuses what the page does not offer', async () => {
    const rig = await startRig();
    const id = await rig.create();

    expect((await press(rig, id, { action: 'approve' })).status).toBe(409);
    expect((await press(rig, id, { action: 'expire' })).status).toBe(400);
    expect((await press(rig, id, 'nonsense')).status).toBe(400);
  });

  it('opens in any frame, needs nothing from outside, and runs only its own script', async () => {
    const rig = await startRig();
    const id = await rig.create();

    const answer = await fetch((await rig.session(id)).url);
    const html = await answer.text();

    expect(answer.headers.get('x-frame-options')).toBeNull();
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('frame-ancestors');
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(html).not.toMatch(/(src|href)="https?:/);
    expect(html).toContain('Simulator, nothing is verified');
  });

  it('asks for another try with the five minutes of a flow', async () => {
    const rig = await startRig();
    const id = await rig.create();

    await press(rig, id, { action: 'start' });
    await press(rig, id, { action: 'submit' });
    await press(rig, id, { action: 'resubmit', reasonCode: 208 });

    expect(await rig.deliveries('kind=decision')).toMatchObject([
      { action: 'resubmission_requested', outcome: 'waiting', waitsFor: 'hold' },
    ]);
  });

  it('has a script that a browser can read', () => {
    expect(() => new Script(HOSTED_SCRIPT)).not.toThrow();
  });

  it('escapes everything that somebody else wrote', async () => {
    const evil = '"><script>alert(1)</script>';
    const rig = await startRig({ integration: { name: evil } });
    const id = await rig.create({
      callback: `https://example.com/?a=${evil}`,
      document: { type: 'PASSPORT' },
    });

    const html = await page(
      rig,
      id,
      `?lang=${encodeURIComponent(evil)}&decide=${encodeURIComponent(evil)}`,
    );

    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html).not.toContain('alert(1)</script>');
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('data-decide=""');
  });

  it('takes the language and the outcome from its address', async () => {
    const rig = await startRig();
    const id = await rig.create({
      callback: 'https://app.example.com/back',
      document: { type: 'ID_CARD', country: 'FI' },
    });

    const html = await page(rig, id, '?lang=et&decide=approve');

    expect(html).toContain('<html lang="et">');
    expect(html).toContain('data-decide="approve"');
    expect(html).toContain('data-callback="https://app.example.com/back"');
    expect(html).toMatch(/enduser-document">ID_CARD<.*enduser-country">FI</);
  });

  it('is a 404 page for a token that nobody made', async () => {
    const rig = await startRig();

    const answer = await fetch(`${rig.simulator.url}/v/abc.def.ghi`);

    expect(answer.status).toBe(404);
    expect(testIds(await answer.text())).toStrictEqual(['enduser-unknown']);
    expect((await fetch(`${rig.simulator.url}/v/abc/actions`, { method: 'POST' })).status).toBe(
      404,
    );
  });
});
