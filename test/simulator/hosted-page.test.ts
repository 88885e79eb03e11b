import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGE_CODES, spoken } from '../../local/veriff/hosted/texts.ts';
import { type Rig, startRig, type Wire } from './rig.ts';

const page = async (rig: Rig, id: string, query = ''): Promise<string> =>
  (await fetch(`${(await rig.session(id)).url}${query}`)).text();
const firstScreen = (html: string): string | undefined =>
  /<main data-first="(\w+)"/.exec(html)?.[1];
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

  it('has everything under the test ids that its documentation lists', async () => {
    const documentation = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');
    const [, listed = ''] =
      /^- Test ids: `enduser-` and ([^]*?)\. `main`/m.exec(documentation) ?? [];
    const rig = await startRig();
    const [open, again, over] = [
      await rig.create({ callback: 'https://app.example.com/back' }),
      await rig.create(),
      await rig.create(),
    ];
    await rig.play(again, 'start', 'submit', 'resubmit');
    await rig.play(over, 'expire');

    const pages = [
      await page(rig, open),
      await page(rig, again),
      await page(rig, over),
      await page(rig, open, '?decide=x'),
    ];

    const documented = [...listed.matchAll(/`([a-z-]+)`/g)].map(([, id]) => `enduser-${id}`);
    expect(new Set(pages.flatMap(testIds))).toStrictEqual(new Set(documented));
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
      { status: 'started', reason: null },
      { status: 'submitted', reason: null },
      { status: 'declined', reason: 'Known fraud' },
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
    expect((await press(rig, id, { action: 'start', document: { type: 'X' } })).status).toBe(400);
    expect((await press(rig, id, { action: 'start', reasonCode: 10.5 })).status).toBe(400);
    expect((await rig.session(id)).status).toBe('created');
  });

  it('takes or refuses whatever is posted to it, and never fails otherwise', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const command = fc.record(
      {
        action: fc.oneof(fc.constantFrom('start', 'submit', 'decline', 'expire'), fc.jsonValue()),
        reasonCode: fc.jsonValue(),
        document: fc.oneof(
          fc.record({ type: fc.constant('VISA'), country: fc.constantFrom('EE', 'XX') }),
          fc.jsonValue(),
        ),
      },
      { requiredKeys: [] },
    );

    await fc.assert(
      fc.asyncProperty(fc.oneof(command, fc.jsonValue()), async (body) => {
        expect([200, 400, 409]).toContain((await press(rig, id, body)).status);
      }),
    );
  });

  it('opens in any frame, needs nothing from outside, and runs only its own script', async () => {
    const rig = await startRig();
    const id = await rig.create();

    const answer = await fetch((await rig.session(id)).url);
    const html = await answer.text();

    expect(answer.headers.get('x-frame-options')).toBeNull();
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('frame-ancestors');
    for (const part of ['script', 'style']) {
      const text = new RegExp(`<${part}>([^]*?)</${part}>`).exec(html)?.[1] ?? '';
      const hash = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${part}-src 'sha256-${hash}'`);
    }
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

  it('takes the document that the user chose, attempt by attempt', async () => {
    const rig = await startRig();
    const id = await rig.create({ document: { type: 'PASSPORT', country: 'EE' } });
    const pictures = async (): Promise<unknown> =>
      (
        await ((await rig.veriff(`GET /v1/sessions/${id}/media`)).json() as Promise<Wire>)
      ).images?.map(({ context }) => context);

    await press(rig, id, { action: 'start' });
    await press(rig, id, { action: 'submit', document: { type: 'ID_CARD', country: 'FI' } });
    const twoSided = await pictures();
    await press(rig, id, { action: 'approve' });

    expect(twoSided).toStrictEqual(['face', 'document-front', 'document-back']);
    expect((await rig.decision(id)).verification).toMatchObject({
      document: { type: 'ID_CARD', country: 'FI' },
      person: { nationality: 'FI' },
    });
  });

  it('escapes everything that somebody else wrote', async () => {
    const evil = '"><script>alert(1)</script>';
    const rig = await startRig({ integration: { name: evil } });
    const id = await rig.create({
      callback: `https://example.com/?a=${evil}`,
      document: { type: 'PASSPORT' },
    });

    const html = await page(rig, id, `?lang=${encodeURIComponent(evil)}`);
    const mistaken = await page(rig, id, `?decide=${encodeURIComponent(evil)}`);

    for (const text of [html, mistaken]) {
      expect(text.match(/<script>/g)).toHaveLength(1);
      expect(text).not.toContain('alert(1)</script>');
      expect(text).toContain('<html lang="en">');
    }
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
    expect(html).toContain('<option value="FI" selected>Soome</option>');
    expect(html).toContain('<option value="ID_CARD" selected>ID-kaart</option>');
  });

  it.each([
    [undefined, 'en', undefined],
    ['de', 'de', undefined],
    ['ES', 'es', undefined],
    ['et-EE', 'et', undefined],
    ['fr', 'en', 'fr'],
  ])('?lang=%s speaks %s', (asked, code, missing) => {
    expect([spoken(asked).code, spoken(asked).missing]).toStrictEqual([code, missing]);
  });

  it('says so where it does not speak a language', async () => {
    const rig = await startRig();

    const id = await rig.create();

    expect(await page(rig, id, '?lang=fr')).toContain('the simulator does not speak fr');
    expect(await page(rig, id, '?lang=')).not.toContain('does not speak');
  });

  it.each(LANGUAGE_CODES)('has every text in %s, none of them twice English', (code) => {
    const flat = (texts: object): string[] =>
      Object.values(texts).flatMap((text: string | object) =>
        typeof text === 'string' ? [text] : flat(text),
      );
    const texts = flat(spoken(code).texts);
    const english = flat(spoken('en').texts);

    expect(texts).toHaveLength(english.length);
    expect(texts.every((text) => text.trim() !== '')).toBe(true);
    if (code !== 'en') expect(texts.filter((text) => english.includes(text))).toStrictEqual([]);
  });

  it('refuses an outcome that it cannot play', async () => {
    const rig = await startRig();
    const { url } = await rig.session(await rig.create());

    const answer = await fetch(`${url}?decide=aprove`);

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('unknown outcome. Did you mean approve?');
  });

  it('is a 404 page for a token that nobody made', async () => {
    const rig = await startRig();

    const answer = await fetch(`${rig.simulator.url}/v/abc.def.ghi`);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('This link leads nowhere');
    expect((await fetch(`${rig.simulator.url}/v/abc/actions`, { method: 'POST' })).status).toBe(
      404,
    );
  });
});
