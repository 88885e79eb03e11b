import {
  type Browser,
  type BrowserContextOptions,
  chromium as engine,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { chromium } from './chromium.ts';

export interface Visit extends BrowserContextOptions {
  /** Troubles that belong to the test, such as a refusal that it provokes. */
  readonly expected?: readonly RegExp[];
}

/** Nothing but this machine has a name. */
const NO_NETWORK = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';

/** An iPhone's, more or less. */
const PHONE = { width: 390, height: 844 };

/** How long the browser may take for one step; a bound for what hangs. */
const PATIENCE_MS = 30_000;

/** Starts the browser for a script or for a file of tests. */
export async function launch(): Promise<Browser> {
  return engine.launch({ ...(await chromium()), headless: true, args: [NO_NETWORK] });
}

/**
 * One browser for all tests of a file. Each page is a visitor of its own, closed after the test, which fails if the
 * page logged an error, threw one, or asked for anything outside of this machine.
 */
export function browsing(): (visit?: Visit) => Promise<Page> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => browser?.close());
  return async (visit = {}) => {
    if (browser === undefined) throw new Error('the browser has not been started');
    const { page, troubles } = await openPage(browser, visit);
    onTestFinished(async () => {
      await page.context().close();
      expect(troubles).toEqual([]);
    });
    return page;
  };
}

export interface Opened {
  readonly page: Page;
  /** What went wrong so far. */
  readonly troubles: readonly string[];
}

/** A page that is watched. */
export async function openPage(browser: Browser, visit: Visit = {}): Promise<Opened> {
  const { expected = [], ...options } = visit;
  const context = await browser.newContext({
    viewport: PHONE,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Tallinn',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const troubles: string[] = [];
  const note = (trouble: string): void => {
    if (!expected.some((each) => each.test(trouble))) troubles.push(trouble);
  };
  context.on('request', (request) => {
    if (!isHere(request.url())) note(`asked for ${request.url()}`);
  });
  context.on('console', (message) => {
    const grave = ['error', 'warning'].includes(message.type());
    if (grave) note(`logged ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(`threw ${String(error.error())}`));
  return { page: await context.newPage(), troubles };
}

/** On this machine, or nowhere at all (`data:`, `about:`). */
function isHere(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return !/^(https?|wss?):$/.test(protocol) || ['localhost', '127.0.0.1'].includes(hostname);
}
