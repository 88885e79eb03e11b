import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { browsing } from './browser.ts';
import { endUser, UP_TO_THE_DESK } from './end-user.ts';
import { freshRun, type Reader, readerOf } from './local-run.ts';

const open = browsing();

/** Waits until the session on the page is in that state. */
const becomes = async ({ page }: Reader, status: string): Promise<void> =>
  page.locator(`[data-testid="session-state"][data-status="${status}"]`).waitFor();
const arrows = (page: Page, outcome: string) =>
  page.locator(`[data-testid="diagram-arrow"][data-outcome="${outcome}"]`);
const idOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/** Adds a fault in its sheet, and closes that. */
async function addFault(reader: Reader, kind: string): Promise<void> {
  await reader.page.keyboard.press('f');
  await reader.part('faults-kind').selectOption(kind);
  await reader.press('faults-add');
  await reader.part('faults-rule').last().waitFor();
  await reader.page.keyboard.press('Escape');
  await reader.part('faults').waitFor({ state: 'detached' });
}

/** `c`, Create: the page goes to the new session. */
async function createByKey(reader: Reader): Promise<string> {
  const before = reader.page.url();
  await reader.page.keyboard.press('c');
  await reader.press('create-send');
  await reader.page.waitForURL((url) => url.href !== before && url.pathname.includes('/sessions/'));
  await becomes(reader, 'created');
  return idOf(reader.page);
}

async function play(reader: Reader, ...actions: readonly string[]): Promise<void> {
  for (const action of actions) await reader.press(`session-action-${action}`);
}

it('the first five minutes', async () => {
  const run = await freshRun();
  const reader = await readerOf(run, open, {
    permissions: ['clipboard-read', 'clipboard-write'],
    // All rows of a timeline are in view, and so in the page.
    viewport: { width: 1280, height: 3000 },
  });
  const { page } = reader;

  // 0:50 an empty console: one sentence, a button, its curl, the tour.
  await reader.go('/');
  await reader.see('empty');
  expect(await reader.part('empty').innerText()).toMatch(/No session yet[^]*curl -s/);

  // 1:00 create: the page goes to the session, and the diagram holds what was said.
  await reader.press('sessions-create-demo');
  await becomes(reader, 'created');
  const first = idOf(page);
  await arrows(page, 'ok').nth(3).waitFor();
  expect(await reader.read('session-next-action')).toMatch(/open/i);

  // 1:20 the end user approves in another window; this one follows live.
  const opened = page.waitForEvent('popup');
  await reader.press('session-end-user');
  const popup = await opened;
  const user = endUser(popup);
  await user.press(...UP_TO_THE_DESK, 'outcome-approve');
  await user.see('done');
  await becomes(reader, 'approved');
  // A page behind another one is drawn but once a second.
  await popup.close();
  expect(await reader.read('session-decided-by')).toContain('webhook');
  await reader.part('timeline-open').filter({ hasText: '9001' }).waitFor();
  const said = await reader.part('timeline-open').allInnerTexts();
  expect(said.join()).toMatch(/7001.*7002.*9001/);

  // 2:00 the next decision is lost; the fallback finds it.
  await addFault(reader, 'drop');
  expect(await reader.read('faults-chip')).toContain('drop ×1');
  const second = await createByKey(reader);
  await play(reader, 'start', 'submit', 'approve');
  await arrows(page, 'lost').waitFor();
  await becomes(reader, 'submitted');
  await reader.part('time-due').filter({ hasText: 'ask Veriff' }).waitFor();
  await reader.press('time-next');
  await becomes(reader, 'approved');
  expect(await reader.read('session-decided-by')).toMatch(/fallback/i);
  expect(second).not.toBe(first);

  // 3:00 a corrupt signature: 401, and the row shows both digests.
  await addFault(reader, 'corruptSignature');
  await createByKey(reader);
  await play(reader, 'start', 'submit', 'decline');
  await arrows(page, 'refused').first().click();
  await reader.see('timeline-signature');
  expect(await reader.read('timeline-signature')).toContain('not valid');
  const received = await reader.read('timeline-signature-received');
  const computed = await reader.part('timeline-signature-computed').first().innerText();
  expect(received).not.toBe(computed);
  await reader.press('time-next');
  await becomes(reader, 'declined');
  await reader.press('time-hour');
  await arrows(page, 'unchanged').first().waitFor();

  // 3:40 an old resubmission again after a newer approval: nothing changes, and it says why.
  await createByKey(reader);
  await play(reader, 'start', 'submit', 'resubmit');
  // Past the five minutes for which its webhook is held back.
  await reader.press('time-hour');
  await becomes(reader, 'resubmission_requested');
  await play(reader, 'start', 'submit', 'approve');
  await becomes(reader, 'approved');
  await reader.press('session-only-webhooks');
  await reader.part('timeline-open').filter({ hasText: '9103' }).first().click();
  await reader.press('deliveries-resend');
  await reader
    .part('timeline-why')
    .filter({ hasText: /^Older than the decision held/ })
    .waitFor();

  // Edited, it is signed anew; status and code that disagree send the session into review.
  await reader.press('deliveries-edit');
  await reader
    .part('deliveries-edit-set')
    .fill('/verification/code=9001\n/verification/decisionTime=2099-01-01T00:00:00.000000Z');
  await reader.press('deliveries-edit-send');
  await becomes(reader, 'review');
  await reader
    .part('timeline-signature')
    .filter({ hasText: /(?<!not )valid/ })
    .waitFor();

  // 4:10 the twin at the foot of the page says the same in a terminal.
  await page.reload();
  await reader.see('timeline-table');
  await reader.press('twin-cli-copy');
  const command = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(command).toBe(`npx veriff-ops sessions show ${idOf(page)}`);
  const { stdout } = await promisify(execFile)(process.execPath, [
    'cli/main.ts',
    ...command.split(' ').slice(2),
    '--console',
    run.stack.consoleUrl,
  ]);
  const labels = await reader.part('timeline-open').allInnerTexts();
  expect(labels.filter((label) => !stdout.includes(label))).toEqual([]);

  // 5:00 the way into an account; everything has happened, so everything is ticked.
  await reader.go('/deploy');
  await reader.see('deploy-doctor');
  await reader.go('/tour');
  await reader.see('tour');
  const ticks = await page.locator('[data-testid^="tour-"][data-done]').all();
  const undone = await Promise.all(
    ticks.map(async (tick) => [
      await tick.getAttribute('data-testid'),
      await tick.getAttribute('data-done'),
    ]),
  );
  expect(undone.filter(([, done]) => done !== 'true')).toEqual([]);
});
