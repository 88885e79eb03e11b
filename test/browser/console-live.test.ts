import { describe, expect, it, onTestFinished } from 'vitest';
import { type Stack, startStack } from '../../local/stack.ts';
import { people } from '../local/running.ts';
import { temporaryFolder } from '../simulator/rig.ts';
import { browsing } from './browser.ts';
import { freshRun, type Reader, readerOf } from './local-run.ts';

const open = browsing();
const live = ({ page }: Reader, state: string) =>
  page.locator(`[data-testid="live-dot"][data-state="${state}"]`).waitFor();
const becomes = async ({ page }: Reader, status: string): Promise<void> =>
  page.locator(`[data-testid="session-state"][data-status="${status}"]`).waitFor();
const row = ({ page }: Reader, id: string) =>
  page.locator(`[data-testid="sessions-row"][data-session-id="${id}"]`);

const DAYS = 86_400;

describe('a console', () => {
  it('survives that the local run goes away, and catches up when it is back', async () => {
    const dataDir = temporaryFolder();
    let stack = await started({ consolePort: 0, apiPort: 0, simulatorPort: 0 }, dataDir);
    const portOf = (url: string): number => Number(new URL(url).port);
    const ports = {
      consolePort: portOf(stack.consoleUrl),
      apiPort: portOf(stack.apiUrl),
      simulatorPort: portOf(stack.simulatorUrl),
    };
    const first = await people(stack).backend.created({ vendorData: 'cust-0001' });
    const reader = await readerOf({ stack, at: people(stack) }, open, {
      expected: [
        /ERR_(CONNECTION_(REFUSED|RESET)|INCOMPLETE_CHUNKED|EMPTY_RESPONSE)/,
        // Parts of it are gone a moment before others.
        / 50[023] /,
      ],
    });
    await reader.go('/');
    await row(reader, first).waitFor();

    await stack.close();
    await live(reader, 'reconnecting');
    await reader.press('sessions-create');
    await reader.press('create-send');
    const said = await reader.part('create').getByTestId('error').innerText();
    const kept = await row(reader, first).count();
    stack = await started(ports, dataDir);
    const second = await people(stack).backend.created({ vendorData: 'cust-0002' });
    await live(reader, 'live');
    await reader.page.keyboard.press('Escape');
    await row(reader, second).waitFor();

    expect(said).toContain('Is npm start still running?');
    expect(kept).toBe(1);
  });

  it('shows what another one does', async () => {
    const run = await freshRun();
    const [left, right] = [await readerOf(run, open), await readerOf(run, open)];
    await left.go('/');
    await right.go('/');
    await right.see('empty');

    await left.press('sessions-create-demo');
    await becomes(left, 'created');
    const id = await left.read('session-id');
    await row(right, id).click();
    await left.press('session-action-start');
    await becomes(right, 'started');
    await right.page.keyboard.press('f');
    await right.press('faults-preset-forger');
    await left.part('faults-chip').filter({ hasText: 'corruptSignature' }).waitFor();
    await right.page.keyboard.press('Escape');
    await right.press('time-day');
    await left.part('time-offset').filter({ hasText: 'ahead' }).waitFor();

    // It is there, and at rest, on both.
    await right.see('time-day');
    expect(await right.read('faults-chip')).toContain('corruptSignature');
  });

  it('holds still while it is paused, and then catches up', async () => {
    const run = await freshRun();
    const reader = await readerOf(run, open);
    const first = await run.at.backend.created({});
    await reader.go('/');
    await row(reader, first).waitFor();

    await reader.page.keyboard.press('.');
    const second = await run.at.backend.created({});
    await reader.part('live-dot').filter({ hasText: 'new' }).waitFor();
    const shown = await row(reader, second).count();
    await reader.page.keyboard.press('.');
    await row(reader, second).waitFor();

    expect(shown).toBe(0);
  });

  it('stays right over a jump of a year', async () => {
    const run = await freshRun();
    const { at } = run;
    const decided = await at.backend.created({ vendorData: 'cust-0001' });
    await at.veriff.play(decided, 'start', 'submit', 'approve');
    const forgotten = await at.backend.created({ vendorData: 'cust-0002' });
    const reader = await readerOf(run, open);
    await reader.go(`/sessions/${decided}`);
    await becomes(reader, 'approved');

    await at.advance(365 * DAYS);
    await reader
      .part('time-offset')
      .filter({ hasText: /36\d d|1 y|5\d w/ })
      .waitFor();
    await reader.page.locator('[data-testid="session-state"][data-status="expired"]').waitFor();
    await reader.part('timeline-open').first().waitFor();
    await reader.go('/');
    await reader.see('empty');
    await reader.go(`/sessions/${forgotten}`);
    await reader.see('timeline-table');

    expect(await reader.part('error').count()).toBe(0);
  });
});

async function started(
  ports: { readonly consolePort: number; readonly apiPort: number; readonly simulatorPort: number },
  dataDir: string,
): Promise<Stack> {
  const stack = await startStack(
    { ...ports, dataDir, quiet: true, json: false },
    { onMessage: () => {}, onFailure: () => {} },
  );
  onTestFinished(async () => stack.close());
  return stack;
}
