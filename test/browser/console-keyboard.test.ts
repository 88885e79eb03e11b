import { beforeAll, describe, expect, it } from 'vitest';
import { browsing } from './browser.ts';
import { localRun, type Reader, readerOf } from './local-run.ts';

const open = browsing();
const run = localRun();
const ids: string[] = [];

beforeAll(async () => {
  const { at } = run();
  for (const vendorData of ['cust-0001', 'cust-0002', 'cust-0003']) {
    ids.unshift(await at.backend.created({ vendorData }));
  }
  await at.veriff.play(ids[0] ?? '', 'start', 'submit', 'decline');
});

const focused = async ({ page }: Reader): Promise<string | null> =>
  page.locator(':focus').getAttribute('data-testid');
const typeKeys = async ({ page }: Reader, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

describe('the keyboard', () => {
  it('walks the list and opens a row', async () => {
    const reader = await readerOf(run(), open);
    await reader.go('/');
    await reader.see('sessions-table');

    await typeKeys(reader, 'j', 'j', 'j', 'k', 'Enter');
    await reader.see('timeline-table');

    expect(await reader.read('session-id')).toBe(ids[1]);
  });

  it('searches, and types into fields what it would otherwise do', async () => {
    const reader = await readerOf(run(), open);
    await reader.go('/');
    await reader.see('sessions-table');

    await typeKeys(reader, '/', 'c', 'f', 'j', 'n', '?', '.');
    const typed = await reader.part('search').inputValue();
    const dialogs = await reader.page.locator('dialog').count();
    await reader.part('search').fill('cust-0002');
    await typeKeys(reader, 'Enter');
    await reader.page.waitForURL('**/?q=cust-0002');

    expect([typed, dialogs]).toEqual(['cfjn?.', 0]);
    await reader.part('sessions-row').nth(1).waitFor({ state: 'detached' });
    expect(await reader.part('sessions-row').getAttribute('data-session-id')).toBe(ids[1]);
  });

  it.each([
    ['f', 'faults', 'faults-chip'],
    ['c', 'create', 'sessions-create'],
  ])('%s opens a sheet that keeps the focus and gives it back', async (key, sheet, from) => {
    const reader = await readerOf(run(), open);
    await reader.go('/');
    await reader.see('sessions-table');
    await reader.part(from).focus();

    await typeKeys(reader, key);
    await reader.see(sheet);
    const inside: boolean[] = [];
    for (let tab = 0; tab < 40; tab += 1) {
      await typeKeys(reader, 'Tab');
      inside.push(await reader.page.evaluate<boolean>(FOCUS_IS_INSIDE));
    }
    await typeKeys(reader, 'Escape');
    await reader.part(sheet).waitFor({ state: 'detached' });

    expect(inside).not.toContain(false);
    expect(await focused(reader)).toBe(from);
  });

  it('moves time, pauses, and finds its own help', async () => {
    const reader = await readerOf(run(), open);
    await reader.go('/');
    await reader.see('sessions-table');

    await typeKeys(reader, 't');
    const onTime = await focused(reader);
    const asked = reader.page.waitForResponse('**/_sim/clock');
    await typeKeys(reader, 'n');
    const moved = await asked;
    await typeKeys(reader, '.');
    const paused = await reader.part('live-dot').getAttribute('data-state');
    await typeKeys(reader, '.', '?');
    await reader.see('help-keys');

    expect([onTime, moved.status(), paused]).toEqual(['time-next', 200, 'paused']);
    expect(new URL(reader.page.url()).pathname).toBe('/help');
  });

  it('sends the open webhook again, or edits it first', async () => {
    const reader = await readerOf(run(), open);
    await reader.go(`/sessions/${ids[0]}?only=webhooks`);
    await reader.part('timeline-open').filter({ hasText: '9102' }).click();
    await reader.see('deliveries-resend');

    await typeKeys(reader, 'e');
    await reader.see('deliveries-edit-send');
    await reader.part('deliveries-edit').focus();
    const asked = reader.page.waitForResponse('**/resend');
    await typeKeys(reader, 'r');

    expect((await asked).status()).toBe(200);
    await reader
      .part('timeline-why')
      .filter({ hasText: /said before/ })
      .waitFor();
  });

  it('skips to the page, and shows where it is', async () => {
    const reader = await readerOf(run(), open);
    await reader.go('/');
    await reader.see('sessions-table');

    await typeKeys(reader, 'Tab');
    const first = await reader.page.locator(':focus').innerText();
    await typeKeys(reader, 'Enter', 'Tab');
    const outline = await reader.page.evaluate<string>(
      'getComputedStyle(document.activeElement).outlineStyle',
    );

    expect(first).toBe('Skip to the page');
    expect(await reader.page.evaluate<boolean>(FOCUS_IS_ON_PAGE)).toBe(true);
    expect(outline).not.toBe('none');
  });
});

/** Leaving the last control of a dialog goes through the browser's own bar: then the page has no focus. */
const FOCUS_IS_INSIDE =
  'document.activeElement === document.body || document.activeElement.closest("dialog") !== null';
const FOCUS_IS_ON_PAGE = 'document.activeElement.closest("main") !== null';
