import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { INTEGRATION, type Rig, startRig } from '../simulator/rig.ts';
import { browsing } from './browser.ts';
import { endUser, told, UP_TO_THE_DESK } from './end-user.ts';
import { type Shop, startShop } from './shop.ts';

const open = browsing();
/** The JS SDK loads a web font; without it the form looks plainer. */
const FONT = /fonts\.googleapis\.com/;

const heard = async (page: Page): Promise<string[]> => page.locator('#heard li').allInnerTexts();
const hears = async (page: Page, word: string): Promise<void> =>
  page.locator('#heard li', { hasText: word }).last().waitFor();
const inFrame = (page: Page) => endUser(page.frameLocator('#veriffFrame'));
/** Which SDK the hosted page believes to be framed by. */
const saidBy = async (page: Page): Promise<string | null> =>
  page.frameLocator('#veriffFrame').locator('main').getAttribute('data-sdk');
const shopFor = (shop: Shop, rig: Rig, more: Record<string, string> = {}): string =>
  shop.withSdks({ host: rig.simulator.url, apiKey: INTEGRATION.apiKey, ...more });

/** A shop whose customer has pressed the SDK's only button. */
async function asked(more: Record<string, string> = {}) {
  const [rig, shop] = [await startRig(), await startShop()];
  const page = await open({ expected: [FONT], viewport: { width: 1000, height: 800 } });
  await page.goto(shopFor(shop, rig, { names: 'hidden', ...more }));
  await page.locator('#veriff-submit-btn').click();
  return { rig, page, user: inFrame(page) };
}

describe("Veriff's browser SDKs, unchanged", () => {
  it('make a session from the form, open it in their frame, and hear how it goes', async () => {
    const [rig, shop] = [await startRig(), await startShop()];
    const page = await open({ expected: [FONT] });
    await page.goto(shopFor(shop, rig, { lang: 'de' }));

    await page.locator('#veriff-given-name').fill('Anna');
    await page.locator('#veriff-last-name').fill('Tamm');
    await page.locator('#veriff-vendor-data').fill('cust-0001');
    await page.locator('#veriff-submit-btn').click();
    const user = inFrame(page);
    const start = await user.read('start');
    await user.press(...UP_TO_THE_DESK, 'outcome-approve');
    await hears(page, 'FINISHED');

    expect(start).toBe('Starten');
    expect(await heard(page)).toEqual(['created', 'STARTED', 'SUBMITTED', 'FINISHED']);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await told(rig)).toEqual(['started', 'submitted', 'approved']);
    expect(rig.receiver.received.at(-1)?.json?.verification).toMatchObject({
      vendorData: 'cust-0001',
      person: { firstName: 'Anna', lastName: 'Tamm' },
    });
  });

  it('hide the fields of the form behind single spaces, and answer the handshake', async () => {
    const { rig, page, user } = await asked();

    await user.see('start');

    expect(await saidBy(page)).toBe('2.5.0');

    const { body } = await rig.control('GET /_sim/sessions');
    expect(body['sessions']).toMatchObject([{ status: 'created', vendorData: ' ' }]);
  });

  it('close their frame when the user closes the flow', async () => {
    const { page, user } = await asked();

    await user.press('start', 'close');
    await hears(page, 'CANCELED');

    expect(await heard(page)).toEqual(['created', 'STARTED', 'CANCELED']);
    expect(await page.locator('iframe').count()).toBe(0);
  });

  it('hear of a reload, and are reloaded by force', async () => {
    const { page, user } = await asked();

    await user.press('menu', 'menu-reload');
    await hears(page, 'RELOAD');
    const words = await heard(page);
    const loaded = page.waitForEvent('load');
    await user.press('menu', 'menu-force-reload');
    await loaded;

    expect(words).toEqual(['created', 'onReload', 'RELOAD']);
    expect(await page.locator('iframe').count()).toBe(0);
  });

  it('show the flow inside of the page; a resubmission put off is an end like any other', async () => {
    const { page, user } = await asked({ embedded: 'yes' });

    await user.press(...UP_TO_THE_DESK, 'outcome-resubmit', 'resubmit-later');
    await hears(page, 'FINISHED');

    expect(await heard(page)).toEqual(['created', 'STARTED', 'SUBMITTED', 'FINISHED']);
    expect(await page.locator('#frame iframe').count()).toBe(0);
  });

  it('hear the status of a refusal', async () => {
    const [rig, shop] = [await startRig(), await startShop()];
    const page = await open({ expected: [FONT, / 401 /] });
    await page.goto(shopFor(shop, rig, { names: 'hidden', apiKey: INTEGRATION.id }));

    await page.locator('#veriff-submit-btn').click();
    await hears(page, 'error');

    expect(await heard(page)).toEqual(['error 401']);
  });
});

const ELSEWHERE = 'document.querySelector("iframe").src = "about:blank"';

describe('a page that frames the flow without an SDK', () => {
  const framed = async (...played: readonly ('start' | 'submit' | 'approve')[]) => {
    const [rig, shop] = [await startRig(), await startShop()];
    const id = await rig.create({ callback: 'https://app.example.com/return' });
    await rig.play(id, ...played);
    const page = await open();
    await page.goto(shop.withoutSdk((await rig.session(id)).url));
    return { rig, id, page, user: inFrame(page) };
  };

  it('hears bare strings, and nobody is sent to the callback', async () => {
    const { page, user } = await framed();

    await user.press(...UP_TO_THE_DESK, 'outcome-approve');
    await user.see('done');

    expect(await saidBy(page)).toBe('none');
    expect(await heard(page)).toEqual([
      'string VERIFF_HANDSHAKE',
      'string VERIFF_STARTED',
      'string VERIFF_SUBMITTED',
      'string VERIFF_FINISHED',
    ]);
  });

  it('hears that the user left, by whatever way', async () => {
    const { page, user } = await framed();
    await user.press('start');

    await page.evaluate(ELSEWHERE);
    await hears(page, 'CANCELED');

    expect((await heard(page)).at(-1)).toBe('string VERIFF_CANCELED');
  });

  it('hears nothing of one who walks away', async () => {
    const { page, user } = await framed();

    await user.press('start', 'menu', 'menu-walk-away');
    await user.see('away');
    await page.evaluate(ELSEWHERE);
    await page.frameLocator('iframe').locator('main').waitFor({ state: 'detached' });

    expect((await heard(page)).at(-1)).toBe('string VERIFF_STARTED');
  });

  it('can close what has nothing left to do', async () => {
    const { page, user } = await framed('start', 'submit', 'approve');

    await user.press('close');
    await hears(page, 'CANCELED');

    expect(await user.read('over')).toBe('This verification has been decided.');
  });
});
