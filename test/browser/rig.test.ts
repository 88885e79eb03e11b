import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver } from '../simulator/rig.ts';
import { accessibilityProblems } from './accessibility.ts';
import { launch, openPage } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => browser.close());

const watched = async (html: string, expected: readonly RegExp[] = []) => {
  const { page, troubles } = await openPage(browser, { expected });
  await page.setContent(html);
  const wrong = await accessibilityProblems(page);
  await page.context().close();
  return { troubles, wrong };
};

describe('the watch over a page', () => {
  it('notices what asks for anything outside of this machine, and nothing gets there', async () => {
    const { troubles } = await watched('<img alt="" src="http://veriff.invalid/x.png">');

    expect(troubles).toEqual([
      'asked for http://veriff.invalid/x.png',
      expect.stringContaining('ERR_NAME_NOT_RESOLVED'),
    ]);
  });

  it('notices an address without a name too', async () => {
    const { troubles } = await watched('<img alt="" src="http://192.0.2.1/x.png">');

    expect(troubles[0]).toBe('asked for http://192.0.2.1/x.png');
    expect(troubles[1]).toContain('ERR_NAME_NOT_RESOLVED');
  });

  it('minds neither this machine nor what a test expects', async () => {
    const receiver = await startReceiver();

    const { troubles } = await watched(
      `<img alt="" src="${receiver.url}"><img alt="" src="https://fonts.invalid/a">`,
      [/https:\/\/fonts\.invalid\/a/],
    );

    expect(troubles).toEqual([]);
    expect(receiver.received).toHaveLength(1);
  });

  it('notices errors that are logged and errors that are thrown', async () => {
    const { troubles } = await watched(
      '<script>console.error("said"); throw new Error("thrown");</script>',
    );

    expect(troubles).toEqual(['logged said ()', 'threw Error: thrown']);
  });

  it('notices what is not accessible', async () => {
    const { wrong } = await watched('<img src="data:,"><p style="color:#999">faint</p>');

    expect(wrong.join('\n')).toMatch(/critical image-alt/);
    expect(wrong.join('\n')).toMatch(/serious color-contrast/);
  });
});
