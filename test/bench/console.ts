import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launch, openPage } from '../browser/browser.ts';
import { DESK } from '../browser/local-run.ts';
import { type Doors, people } from '../local/running.ts';
import { startProcess } from './stack-process.ts';

// `npm run bench:console`: how fast the console is over many sessions and a long history. Figures, no verdict.

const SESSIONS = 1000;
/** With so many the list is opened once more. */
const MANY_SESSIONS = 10_000;
const ROWS = 500;
const LOADS = 5;
const EVENTS = 20;

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Sessions made by eight callers at once; the first of them are in several states. */
async function manySessions(doors: Doors, from: number, until: number): Promise<void> {
  const { backend, veriff } = people(doors);
  const numbers = Array.from({ length: until - from }, (_, index) => from + index).values();
  const caller = async (): Promise<void> => {
    for (const number of numbers) {
      const id = await backend.created({ vendorData: `cust-${number}` });
      if (number >= SESSIONS) continue;
      if (number % 3 > 0) await veriff.play(id, 'start', 'submit');
      if (number % 3 > 1) await veriff.play(id, 'approve');
    }
  };
  await Promise.all(Array.from({ length: 8 }, caller));
}

/** A session about which more was said than fits on any screen. */
async function longHistory(doors: Doors): Promise<string> {
  const { backend, veriff } = people(doors);
  const id = await backend.created({ vendorData: 'cust-long' });
  for (let said = 0; said < ROWS; ) {
    await veriff.play(id, 'userStatus', 'watchlist');
    const answer = await fetch(`${doors.consoleUrl}/_local/trace?session=${id}&limit=${ROWS}`);
    said = ((await answer.json()) as { entries: unknown[] }).entries.length;
  }
  return id;
}

/** Since the navigation began, in ms of the page's own clock. */
const PAINTED = 'performance.getEntriesByName("first-contentful-paint")[0].startTime';
const NOW = 'performance.now()';
const WEIGHT = `performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
  .filter(({ name }) => !/\\/_local|\\/_sim/.test(name)).reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)`;
/** The longest time between two frames while the page is scrolled through, in ms. */
const SCROLLED = `new Promise((resolve) => {
  const frames = [];
  let last = performance.now();
  const step = () => {
    frames.push(performance.now() - last);
    last = performance.now();
    scrollBy(0, 300);
    const ended = scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
    if (ended || frames.length > 300) resolve(Math.max(...frames.slice(1)));
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

/** When the page shows that the session has started, real time in ms. */
const SEEN = `new Promise((resolve) => {
  const look = () => {
    const state = document.querySelector('[data-testid="session-state"]');
    if (!/started/.test(state?.textContent ?? '')) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(Date.now()));
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, characterData: true, subtree: true });
})`;

interface Load {
  readonly page: Page;
  readonly painted: number;
  readonly filled: number;
}

/** Opens an address in a browser that has never seen it, until its first row is there. */
async function load(browser: Browser, address: string, row: string): Promise<Load> {
  const { page } = await openPage(browser, { viewport: DESK });
  await page.goto(address);
  await page.getByTestId(row).first().waitFor();
  const filled = await page.evaluate<number>(NOW);
  return { page, painted: await page.evaluate<number>(PAINTED), filled };
}

async function measurePage(
  browser: Browser,
  of: { readonly what: string; readonly address: string; readonly row: string },
): Promise<readonly Figure[]> {
  const loads: Load[] = [];
  for (let count = 0; count < LOADS; count += 1) {
    loads.push(await load(browser, of.address, of.row));
  }
  const [{ page }] = loads as [Load];
  const figures = [
    { what: 'first paint', value: median(loads.map(({ painted }) => painted)), unit: 'ms' },
    { what: 'rows are there', value: median(loads.map(({ filled }) => filled)), unit: 'ms' },
    { what: 'rows in the page', value: await page.getByTestId(of.row).count(), unit: '' },
    {
      what: 'longest frame while scrolling',
      value: await page.evaluate<number>(SCROLLED),
      unit: 'ms',
    },
  ];
  const weight = {
    what: 'page weight',
    value: (await page.evaluate<number>(WEIGHT)) / 1000,
    unit: 'KB',
  };
  for (const each of loads) await each.page.context().close();
  return [...figures, weight].map(({ what, ...figure }) => ({
    what: `${of.what}: ${what}`,
    ...figure,
  }));
}

function tell(figures: readonly Figure[]): void {
  for (const { what, value, unit } of figures) {
    console.log(`${what.padEnd(48)} ${value.toFixed(0).padStart(7)} ${unit}`);
  }
}

/** From the click of an end user, before it is sent, until its row is in the page of the session: the answer and the webhook included. */
async function eventOnScreen(browser: Browser, doors: Doors): Promise<readonly Figure[]> {
  const { backend, veriff } = people(doors);
  const waits: number[] = [];
  for (let count = 0; count < EVENTS; count += 1) {
    const id = await backend.created({ vendorData: 'cust-live' });
    const { page } = await load(browser, `${doors.consoleUrl}/sessions/${id}`, 'timeline-row');
    const seen = page.evaluate<number>(SEEN);
    const began = Date.now();
    await veriff.play(id, 'start');
    waits.push((await seen) - began);
    await page.context().close();
  }
  const what = `an event is on the screen, of ${EVENTS}`;
  return [
    { what: `${what}: median`, value: median(waits), unit: 'ms' },
    { what: `${what}: slowest`, value: Math.max(...waits), unit: 'ms' },
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'bench-console-'));
const [busy] = loadavg();
const run = await startProcess(folder);
const browser = await launch();
try {
  await manySessions(run, 0, SESSIONS);
  const list = { address: run.consoleUrl, row: 'sessions-row' };
  tell(await measurePage(browser, { ...list, what: `${SESSIONS} sessions` }));
  const address = `${run.consoleUrl}/sessions/${await longHistory(run)}`;
  tell(await measurePage(browser, { what: `${ROWS} messages`, address, row: 'timeline-row' }));
  tell(await eventOnScreen(browser, run));
  await manySessions(run, SESSIONS, MANY_SESSIONS);
  tell(await measurePage(browser, { ...list, what: `${MANY_SESSIONS} sessions` }));
  console.log({ cores: cpus().length, loadBefore: busy, browser: browser.version() });
} finally {
  await browser.close();
  await run.stop();
  rmSync(folder, { recursive: true, force: true });
}
