import { beforeAll, describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility.ts';
import { browsing } from './browser.ts';
import { freshRun, localRun, NO_DOCUMENT, type Reader, readerOf } from './local-run.ts';

const open = browsing();
const run = localRun();

/** What each screen reads, and something that is on it when it has been read. */
const SCREENS = [
  ['/', '/_local/sessions', 'sessions-table'],
  ['/deliveries', '/_sim/deliveries', 'deliveries-table'],
  ['/sweep', '/_local/sweeps', 'sweep-runs'],
  ['/events', '/_local/events', 'events-table'],
  ['/deploy', '/_local/doctor', 'deploy-doctor'],
  ['/help', '/_local/info', 'help-run'],
  ['/tour', '/_local/sessions', 'tour'],
] as const;

const isGrave = (problem: string): boolean => /^(serious|critical) /.test(problem);

let decided: string;
beforeAll(async () => {
  const { at } = run();
  decided = await at.backend.created({ vendorData: 'cust-0001' });
  await at.veriff.play(decided, 'start', 'submit', 'approve');
  await at.backend.created({ vendorData: 'cust-0002' });
  await at.advance(120);
});

const refusal = (requestId: string) => ({
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    status: 503,
    code: 'unavailable',
    detail: 'The table is away.',
    requestId,
  }),
});
/** The calls that begin so, whatever their query. */
const calls = (path: string) => (url: URL) => url.pathname === path;

describe('a screen', () => {
  it.each(SCREENS)(
    '%s shows that it is loading, what failed, and after Retry what it read',
    async (at, path, seen) => {
      const reader = await readerOf(run(), open, { expected: [/ 503 /] });
      const { page } = reader;
      const asked = Promise.withResolvers<void>();
      const pressed = Promise.withResolvers<void>();
      // News may have it read again at any time: what comes after the refusal waits until Retry was pressed.
      let isRefused = false;
      await page.route(calls(path), async (route) => {
        if (isRefused) {
          await pressed.promise;
          await route.continue();
          return;
        }
        await asked.promise;
        isRefused = true;
        await route.fulfill(refusal('request-1234'));
      });

      await reader.go(at);
      await reader.part('loading').first().waitFor();
      asked.resolve();
      await reader.part('error').first().waitFor();
      const text = await reader.part('error').first().innerText();
      await reader.part('error-retry').first().click();
      pressed.resolve();
      await reader.see(seen);
      await reader.part('error').first().waitFor({ state: 'detached' });
      await reader.part('loading').first().waitFor({ state: 'detached' });

      expect(text).toContain('The table is away.');
      expect(text).toContain('request-1234');
    },
  );

  it('keeps what it has while a newer answer fails', async () => {
    const reader = await readerOf(run(), open, { expected: [/ 503 /] });
    await reader.go('/');
    await reader.see('sessions-table');

    await reader.page.route(calls('/_local/sessions'), async (route) =>
      route.fulfill(refusal('r-2')),
    );
    await reader.press('sessions-filter-approved');
    await reader.see('error');
    await reader.page.unrouteAll();
    await reader.press('error-retry');
    await reader.see('sessions-table');

    expect(await reader.part('sessions-row').count()).toBe(1);
  });

  it('that has nothing yet says what would bring something', async () => {
    const empty = await freshRun();
    const reader = await readerOf(empty, open, { expected: [/ 404 .*\/latest/] });
    const said: string[] = [];

    for (const at of ['/', '/deliveries', '/events', '/sessions/latest']) {
      await reader.go(at);
      await reader.see('empty');
      said.push(`${at}: ${(await reader.read('empty')).split('\n')[0]}`);
    }

    expect(said).toEqual([
      '/: No session yet',
      '/deliveries: No webhook yet',
      '/events: Nothing was published yet',
      '/sessions/latest: No session yet',
    ]);
  });
});

describe('an address', () => {
  it('that leads nowhere says so', async () => {
    const reader = await readerOf(run(), open, { expected: [/ 40[04] /] });
    const said: string[] = [];
    const unknown = '00000000-0000-4000-8000-000000000000';

    for (const at of ['/nonsense', '/sessions/x/y', '/help/x', `/sessions/${unknown}`]) {
      await reader.go(at);
      await reader.see('empty');
      said.push((await reader.read('empty')).split('\n')[0] ?? '');
    }

    expect(said).toEqual([
      'There is no such page',
      'There is no such page',
      'There is no such page',
      'Not here: expired, erased or never made',
    ]);
  });

  it.each([
    ['/?status=nonsense', 'error'],
    ['/deliveries?kind=nonsense', 'error'],
    ['/sweep?run=999999', 'error'],
    ['/?q=nobody', 'empty'],
    ['/deliveries?session=nobody', 'empty'],
  ])('with a filter that fits nothing says so: %s', async (at, seen) => {
    const reader = await readerOf(run(), open, { expected: [/ 40[04] /] });

    await reader.go(at);
    await reader.part(seen).first().waitFor();

    expect(await reader.part('live-dot').getAttribute('data-state')).toBe('live');
  });

  it('keeps filters, opened rows and the way back', async () => {
    const reader = await readerOf(run(), open);
    const { page } = reader;
    await reader.go('/');

    await reader.press('sessions-filter-approved');
    await page.locator(`[data-session-id="${decided}"]`).click();
    await reader.see('timeline-table');
    await reader.part('timeline-open').first().click();
    await reader.see('timeline-detail');
    await page.reload();
    await reader.see('timeline-detail');
    await page.goBack();
    await page.locator(`[data-session-id="${decided}"]`).waitFor();

    expect(new URL(page.url()).search).toBe('?status=approved');
    expect(await reader.part('sessions-row').count()).toBe(1);
  });

  it('/sessions/latest goes to the newest', async () => {
    const reader = await readerOf(run(), open);
    const id = await run().at.backend.created({});

    await reader.go('/sessions/latest');
    await reader.page.waitForURL(`**/sessions/${id}`);

    expect(await reader.read('session-id')).toBe(id);
  });
});

describe('every screen', () => {
  const sheets: readonly (readonly [string, (reader: Reader) => Promise<void>])[] = [
    ['/', async ({ see }) => see('sessions-table')],
    ['/?q=nobody', async ({ see }) => see('empty')],
    ['/deliveries', async ({ see }) => see('deliveries-table')],
    ['/sweep', async ({ see }) => see('sweep-graph')],
    ['/events', async ({ see }) => see('events-table')],
    ['/api', async ({ see }) => see('api-send')],
    ['/deploy', async ({ see }) => see('deploy-doctor')],
    ['/help', async ({ see }) => see('help-run')],
    ['/tour', async ({ see }) => see('tour')],
    ['/nonsense', async ({ see }) => see('empty')],
    [
      '/sessions/latest',
      async ({ see, part }) => {
        await see('timeline-table');
        await part('timeline-open').first().click();
        await see('timeline-detail');
      },
    ],
    [
      '/deliveries',
      async ({ see, part }) => {
        await part('deliveries-open').first().click();
        await see('deliveries-detail');
        await part('deliveries-edit').click();
        await see('deliveries-edit-send');
      },
    ],
    [
      '/',
      async ({ see, page }) => {
        await see('sessions-table');
        await page.keyboard.press('f');
        await see('faults-add');
      },
    ],
    [
      '/',
      async ({ see, page }) => {
        await see('sessions-table');
        await page.keyboard.press('c');
        await see('create-send');
      },
    ],
    [
      '/',
      async ({ see, press }) => {
        await press('time-due');
        await see('due');
      },
    ],
  ];

  it.each([
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const)(
    'is accessible, asks for nothing outside and logs no error, %s',
    async (colorScheme, rules) => {
      const reader = await readerOf(run(), open, { colorScheme, expected: [NO_DOCUMENT] });
      const problems: string[] = [];

      for (const [at, unfold] of sheets) {
        await reader.go(at);
        await unfold(reader);
        const found = await accessibilityProblems(reader.page, rules);
        problems.push(...found.filter(isGrave).map((each) => `${at}: ${each}`));
      }

      expect(problems).toEqual([]);
    },
  );

  it('weighs little, and takes nothing from elsewhere', async () => {
    const reader = await readerOf(run(), open);
    const sizes: Record<string, number> = {};
    let policy = '';
    reader.page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (pathname === '/') policy = response.headers()['content-security-policy'] ?? '';
      if (/^\/_|^\/v1/.test(pathname)) return;
      sizes[pathname] = (await response.body()).length;
    });

    await reader.go('/');
    await reader.see('sessions-table');
    await reader.page.waitForLoadState('networkidle').catch(() => undefined);

    expect(Object.keys(sizes)).toEqual(
      expect.arrayContaining(['/', '/console.js', '/console.css']),
    );
    expect(Object.values(sizes).reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
    expect(policy).toContain("default-src 'self'");
  });

  it('fits a phone, where the table takes the place of the diagram', async () => {
    const viewport = { width: 390, height: 844 };
    const reader = await readerOf(run(), open, { viewport, expected: [NO_DOCUMENT] });
    const wide: string[] = [];

    for (const at of [
      '/',
      `/sessions/${decided}`,
      '/deliveries',
      '/sweep',
      '/events',
      '/api',
      '/deploy',
      '/help',
    ]) {
      await reader.go(at);
      await reader.page.locator('main h1').first().waitFor();
      const width = await reader.page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 390) wide.push(`${at} is ${width} wide`);
    }
    await reader.go(`/sessions/${decided}`);
    await reader.see('timeline-table');

    expect(wide).toEqual([]);
    expect(await reader.part('diagram').isVisible()).toBe(false);
  });
});

describe('what is personal', () => {
  it('is dots until it is revealed, and again after the page was left; secrets stay dots', async () => {
    const { at } = run();
    const person = { firstName: 'Anneliese', lastName: 'Quastenflosser', idNumber: '38001085718' };
    const { body } = await at.backend.create({ person, vendorData: 'cust-0003' });
    const { id, url } = body.verification;
    await at.veriff.play(id, 'start', 'submit', 'approve');
    const reader = await readerOf(run(), open);
    const { page } = reader;
    const openDecision = async (): Promise<string> => {
      await reader.part('timeline-open').filter({ hasText: '9001' }).click();
      await reader.see('timeline-request');
      return page.locator('body').innerText();
    };
    const secrets = /Anneliese|Quastenflosser|38001085718/;

    await reader.go(`/sessions/${id}?only=webhooks`);
    const masked = await openDecision();
    await reader.part('reveal').first().click();
    await reader.part('timeline-request').filter({ hasText: 'Anneliese' }).waitFor();
    const revealed = await page.locator('body').innerText();
    await reader.press('nav-deliveries');
    await reader.see('deliveries-table');
    await page.goBack();
    await reader.see('timeline-request');
    const again = await page.locator('body').innerText();

    expect(masked).not.toMatch(secrets);
    expect(again).not.toMatch(secrets);
    expect(revealed).toMatch(secrets);
    for (const text of [masked, revealed, again]) {
      expect(text).not.toContain('74eb17ae-3796-4f3a-87d5-d05c8fd6617e');
      expect(text).not.toContain(url.split('/v/')[1]);
    }
  });
});
