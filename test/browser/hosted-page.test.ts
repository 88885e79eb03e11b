import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startRig } from '../simulator/rig.ts';
import { accessibilityProblems } from './accessibility.ts';
import { browsing } from './browser.ts';
import { endUser, told, UP_TO_THE_DESK, visitSession } from './end-user.ts';

const CALLBACK = 'https://app.example.com/veriff/return?order=7';
const LEAVES = /^asked for https:\/\/app\.example\.com\/veriff\/return\?order=7$/;
const open = browsing();

/** Where the browser tries to go next; nothing outside answers. */
const nextAddress = async (page: Page): Promise<string> =>
  (await page.waitForRequest((request) => request.isNavigationRequest())).url();

describe('the hosted page, in a tab', () => {
  it('goes from the welcome to an approval and back to the callback, by its plain address', async () => {
    const rig = await startRig();
    const id = await rig.create({ callback: CALLBACK });
    const page = await open({ expected: [LEAVES] });
    const user = await visitSession(page, rig, id);
    expect((await rig.session(id)).status).toBe('created');

    await user.press(...UP_TO_THE_DESK);
    await user.see('outcome-approve');
    const address = nextAddress(page);
    await user.press('outcome-approve');

    expect(await address).toBe(CALLBACK);
    expect(await told(rig)).toEqual(['started', 'submitted', 'approved']);
    expect((await rig.session(id)).status).toBe('approved');
  });

  it('declines with the reason that was chosen, out of the reasons of Veriff', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const user = await visitSession(await open(), rig, id);
    await user.press(...UP_TO_THE_DESK);

    const offered = await user.part('decline-reason').locator('option').allInnerTexts();
    await user.part('decline-reason').selectOption('106');
    await user.press('outcome-decline');
    await user.see('done');

    expect(offered).toContain('539 Resubmission limit exceeded');
    expect(offered.every((each) => /^[15]\d\d \w/.test(each))).toBe(true);
    expect((await rig.session(id)).decision).toMatchObject({
      status: 'declined',
      reasonCode: 106,
      reason: 'Known fraud',
    });
  });

  it('asks to resubmit and tries again at once: one URL, two attempts, no webhook for the first', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const user = await visitSession(await open(), rig, id);
    await user.press(...UP_TO_THE_DESK);

    await user.part('resubmit-reason').selectOption('208');
    await user.press('outcome-resubmit');
    await user.see('resubmit-now');
    const reason = await user.read('reason');
    await user.press('resubmit-now', 'document-next', 'submit', 'outcome-approve');
    await user.see('done');
    await rig.advance(600);

    expect(reason).toBe('Selfie photo missing');
    expect(await told(rig)).toEqual(['started', 'submitted', 'started', 'submitted', 'approved']);
    expect(new Set(rig.receiver.received.slice(0, 4).map(({ json }) => json?.attemptId)).size).toBe(
      2,
    );
  });

  it('asks to resubmit and comes back later, by the same URL', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const page = await open();
    const user = await visitSession(page, rig, id);
    await user.press(...UP_TO_THE_DESK, 'outcome-resubmit', 'resubmit-later');
    await user.see('done');
    await rig.advance(300);

    await page.reload();
    const why = await user.read('last-reason');
    await user.press(...UP_TO_THE_DESK);
    await user.see('outcome-approve');

    expect(why).toBe('Poor image quality');
    expect(await told(rig)).toEqual([
      'started',
      'submitted',
      'resubmission_requested',
      'started',
      'submitted',
    ]);
  });

  it('sends to review or decides later: the same URL opens the desk again', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const page = await open();
    const user = await visitSession(page, rig, id);
    await user.press(...UP_TO_THE_DESK, 'outcome-later');
    await user.see('done');

    await page.reload();
    await user.press('outcome-review');
    await user.see('done');
    await page.reload();
    await user.see('outcome-approve');
    const offered = await user.part('outcome-review').count();
    await user.press('outcome-approve');
    await user.see('done');

    expect(offered).toBe(0);
    expect(await told(rig)).toEqual(['started', 'submitted', 'review', 'approved']);
  });

  it.each([
    ['Approve', 'done', 'approved'],
    ['Decline', 'done', 'declined'],
    ['Resubmit', 'resubmit-now', 'resubmission_requested'],
  ])('the first name %s decides by itself', async (firstName, seen, status) => {
    const rig = await startRig();
    const id = await rig.create({ person: { firstName } });
    const user = await visitSession(await open(), rig, id);

    await user.press(...UP_TO_THE_DESK);
    await user.see(seen);

    expect((await rig.session(id)).status).toBe(status);
  });

  it('?decide= plays itself', async () => {
    const rig = await startRig();
    const page = await open();
    const statuses: Record<string, string> = {};

    for (const decide of ['approve', 'decline', 'resubmit', 'review', 'later']) {
      const id = await rig.create();
      await (await visitSession(page, rig, id, `?decide=${decide}`)).see('done');
      statuses[decide] = (await rig.session(id)).status;
    }

    expect(statuses).toEqual({
      approve: 'approved',
      decline: 'declined',
      resubmit: 'resubmission_requested',
      review: 'review',
      later: 'submitted',
    });
  });

  it('?decide= goes on from wherever the session is, and leaves a decided one alone', async () => {
    const rig = await startRig();
    const [started, again, decided] = [await rig.create(), await rig.create(), await rig.create()];
    await rig.play(started, 'start');
    await rig.play(again, 'start', 'submit', 'resubmit');
    await rig.play(decided, 'start', 'submit', 'decline');
    const page = await open();

    for (const id of [started, again]) {
      await (await visitSession(page, rig, id, '?decide=approve')).see('done');
    }
    await (await visitSession(page, rig, decided, '?decide=approve')).see('over');

    const statuses = [started, again, decided].map(async (id) => (await rig.session(id)).status);
    expect(await Promise.all(statuses)).toEqual(['approved', 'approved', 'declined']);
  });

  it.each(['start', 'document-next', 'submit'])('can be closed before %s', async (before) => {
    const rig = await startRig();
    const id = await rig.create({ callback: CALLBACK });
    const page = await open({ expected: [LEAVES] });
    const user = await visitSession(page, rig, id);
    await user.press(...UP_TO_THE_DESK.slice(0, UP_TO_THE_DESK.indexOf(before as 'start')));

    const address = nextAddress(page);
    await user.press('close');

    expect(await address).toBe(CALLBACK);
    expect((await rig.session(id)).final).toBe(false);
  });

  it('who walks away is abandoned on the seventh day', async () => {
    const rig = await startRig();
    const id = await rig.create({ callback: CALLBACK });
    const page = await open();
    const user = await visitSession(page, rig, id);

    await user.press('start', 'document-next', 'menu', 'menu-walk-away');
    const text = await user.read('away');
    await rig.advance(7 * 86_400);
    await page.reload();
    await user.see('over');

    expect(text).toContain((await rig.session(id)).validUntil);
    expect(await told(rig)).toEqual(['started', 'abandoned']);
  });

  it('reloads by its menu, and Escape closes that', async () => {
    const rig = await startRig();
    const page = await open();
    const user = await visitSession(page, rig, await rig.create());

    await user.press('start', 'menu');
    await page.keyboard.press('Escape');
    const shut = await user.part('menu-reload').isHidden();
    for (const reload of ['menu-reload', 'menu-force-reload']) {
      const loaded = page.waitForEvent('load');
      await user.press('menu', reload);
      await loaded;
      await user.see('start');
    }

    expect(shut).toBe(true);
  });

  it('a hasty second click does nothing', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const user = await visitSession(await open(), rig, id);

    await user.part('start').dblclick({ noWaitAfter: true });
    await user.see('document-next');

    expect(await user.part('error').isHidden()).toBe(true);
    expect(await told(rig)).toEqual(['started']);
  });

  it('says that the session has moved on elsewhere, and a reload shows where it is', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const page = await open({ expected: [/ 409 /] });
    const user = await visitSession(page, rig, id);
    await rig.play(id, 'start', 'submit');

    await user.press('start');
    await user.see('error');
    const text = await user.read('error');
    await user.press('reload');
    await user.see('outcome-approve');

    expect(text).toContain('The verification has moved on in the meantime.');
  });

  it('says that nobody answers, and the same button tries again', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const page = await open({ expected: [/ERR_INTERNET_DISCONNECTED/] });
    const user = await visitSession(page, rig, id, '?lang=de');

    await page.context().setOffline(true);
    await user.press('start');
    await user.see('error');
    const text = await user.read('error');
    await page.context().setOffline(false);
    await user.press('start');
    await user.see('document-next');

    expect(text).toContain('Keine Verbindung.');
    expect(await user.part('error').isHidden()).toBe(true);
  });

  it('shows the back of what has one', async () => {
    const rig = await startRig();
    const id = await rig.create({ document: { type: 'PASSPORT', country: 'EE' } });
    const page = await open();
    const user = await visitSession(page, rig, id);
    await user.press('start');
    await user.see('document-next');

    const sides = page.locator('figure:visible figcaption');
    const passport = await sides.allInnerTexts();
    await user.part('type').selectOption('DRIVERS_LICENSE');
    await user.part('country').selectOption({ label: 'Finland' });
    const licence = await sides.allInnerTexts();
    await user.press('document-next', 'submit', 'outcome-approve');
    await user.see('done');

    expect([passport, licence]).toEqual([['Front'], ['Front', 'Back']]);
    expect((await rig.decision(id)).verification).toMatchObject({
      document: { type: 'DRIVERS_LICENSE', country: 'FI' },
    });
  });

  it('speaks the language of its address', async () => {
    const rig = await startRig();
    const page = await open();
    const id = await rig.create();
    const spoken: string[] = [];

    for (const lang of ['en', 'de', 'es', 'et']) {
      const user = await visitSession(page, rig, id, `?lang=${lang}`);
      spoken.push(`${await page.locator('h1:visible').innerText()}: ${await user.read('start')}`);
    }

    expect(spoken).toEqual([
      'Verify your identity: Start',
      'Bestätigen Sie Ihre Identität: Starten',
      'Verifique su identidad: Empezar',
      'Kinnita oma isik: Alusta',
    ]);
  });

  it('is played by the keyboard alone, and each new screen has the focus', async () => {
    const rig = await startRig();
    const id = await rig.create();
    const page = await open();
    const user = await visitSession(page, rig, id);
    const focused = page.locator(':focus');
    const tabTo = async (testId: string): Promise<void> => {
      for (let tab = 0; tab < 12; tab += 1) {
        await page.keyboard.press('Tab');
        if ((await focused.getAttribute('data-testid')) === `enduser-${testId}`) return;
      }
      throw new Error(`no way to ${testId} by the Tab key`);
    };

    const titles = [];
    for (const [button, next] of [
      ['start', 'document-next'],
      ['document-next', 'submit'],
      ['submit', 'outcome-approve'],
      ['outcome-approve', 'done'],
    ] as const) {
      await tabTo(button);
      await page.keyboard.press('Enter');
      await user.see(next);
      titles.push(await focused.innerText());
    }

    expect(titles).toEqual(['Your document', 'Your face', 'Thank you', 'Finished']);
    expect((await rig.session(id)).status).toBe('approved');
  });

  it('an unknown token and a mistyped outcome say so', async () => {
    const rig = await startRig();
    const { url } = await rig.session(await rig.create());
    const page = await open({ expected: [/ 40[04] /] });
    const user = endUser(page);

    const unknown = await page.goto(`${rig.simulator.url}/v/a.b.c`);
    await user.see('mistake');
    const mistyped = await page.goto(`${url}?decide=aprove`);
    await user.see('mistake');

    expect([unknown?.status(), mistyped?.status()]).toEqual([404, 400]);
    expect(await user.read('mistake')).toContain('Did you mean approve?');
  });
});

describe('every screen of the hosted page', () => {
  it.each([
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const)('is accessible and fits a small phone, %s', async (colorScheme, rules) => {
    const rig = await startRig();
    const id = await rig.create({ document: { type: 'ID_CARD', country: 'DE' } });
    const viewport = { width: 320, height: 568 };
    const page = await open({ colorScheme, viewport, expected: [/ 40[49] /] });
    const user = await visitSession(page, rig, id, '?lang=de');
    const faults: string[] = [];
    const look = async (seen: string): Promise<void> => {
      await user.see(seen);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > 320) faults.push(`${seen} is ${wide} wide`);
      faults.push(...(await accessibilityProblems(page, rules)).map((each) => `${seen}: ${each}`));
    };

    await look('start');
    await user.press('menu');
    await look('menu-walk-away');
    await user.press('menu', 'start');
    await look('document-next');
    await user.press('document-next');
    await look('submit');
    await rig.play(id, 'submit');
    await user.press('submit');
    await look('error');
    await page.reload();
    await look('outcome-approve');
    await user.press('outcome-resubmit');
    await look('resubmit-now');
    await user.press('resubmit-later');
    await look('done');
    await page.reload();
    await look('last-reason');
    await user.press('close');
    await look('closed');
    await page.reload();
    await user.press('menu', 'menu-walk-away');
    await look('away');
    await rig.play(id, 'start', 'submit', 'approve');
    await page.reload();
    await look('over');
    await page.goto(`${rig.simulator.url}/v/a.b.c`);
    await look('mistake');

    expect(faults).toEqual([]);
  });
});
