import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../../local/stack.ts';
import { people, running } from '../local/running.ts';
import { launch, openPage } from './browser.ts';
import { handsOn } from './hands.ts';

// `npm run screenshots`: the pictures in docs/img, made anew from a run of their own, light and dark.

const FOLDER = 'docs/img';
const SCREEN = { width: 1200, height: 720 };

interface Story {
  /** Decided by the fallback, since its webhook was lost. */
  readonly found: string;
  /** The end user's page of one that waits for a reviewer. */
  readonly submitted: string;
}

/** Sessions in every state, one of them with a lost decision. */
async function tell({ backend, veriff, advance }: ReturnType<typeof people>): Promise<Story> {
  const ways = [
    ['start', 'submit', 'approve'],
    ['start', 'submit', 'decline'],
    ['start', 'submit', 'resubmit'],
    ['start', 'submit', 'review'],
    ['start', 'submit'],
    ['start'],
    [],
  ] as const;
  for (const [index, way] of ways.entries()) {
    const id = await backend.created({ vendorData: `cust-000${index + 1}` });
    await veriff.play(id, ...way);
  }
  await veriff.faults({ webhooks: { drop: { next: 1, kinds: ['decision'] } } });
  const found = await backend.created({ vendorData: 'cust-0008' });
  await veriff.play(found, 'start', 'submit', 'approve');
  await advance(180);
  const waiting = await backend.create({ vendorData: 'cust-0009' });
  const { id, url } = waiting.body.verification;
  await veriff.play(id, 'start', 'submit');
  await veriff.faults({
    seed: 42,
    webhooks: { drop: { next: 1, kinds: ['decision'] }, duplicate: { probability: 0.3 } },
    api: { rateLimit: { next: 3, retryAfterSeconds: 30 } },
  });
  return { found, submitted: url };
}

type Picture = (page: Page, stack: Stack, story: Story) => Promise<void>;

const PICTURES: Readonly<Record<string, Picture>> = {
  sessions: async (page, { consoleUrl }) => {
    await page.goto(consoleUrl);
    await handsOn(page).see('sessions-table');
  },
  session: async (page, { consoleUrl }, { found }) => {
    // As high as the diagram needs, with the bar at the foot below it.
    await page.setViewportSize({ ...SCREEN, height: 2000 });
    await page.goto(`${consoleUrl}/sessions/${found}`);
    const { see, part } = handsOn(page);
    await see('timeline-table');
    const box = await part('diagram').boundingBox();
    await page.setViewportSize({
      ...SCREEN,
      height: Math.ceil((box?.y ?? 0) + (box?.height ?? 0)) + 50,
    });
  },
  faults: async (page, { consoleUrl }) => {
    await page.goto(consoleUrl);
    const { see } = handsOn(page);
    await see('sessions-table');
    await page.keyboard.press('f');
    await see('faults-rules');
  },
  'end-user': async (page, _stack, { submitted }) => {
    await page.setViewportSize({ width: 520, height: 900 });
    await page.goto(submitted);
    await handsOn(page, 'enduser-').see('outcome-approve');
  },
};

async function take(browser: Browser, stack: Stack, story: Story): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, show] of Object.entries(PICTURES)) {
      const { page, troubles } = await openPage(browser, { viewport: SCREEN, colorScheme });
      await show(page, stack, story);
      await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}.png` });
      await page.context().close();
      if (troubles.length > 0) throw new Error(`${name}: ${troubles.join(', ')}`);
    }
  }
}

await mkdir(FOLDER, { recursive: true });
const stack = await running();
const browser = await launch();
try {
  await take(browser, stack, await tell(people(stack)));
} finally {
  await browser.close();
  await stack.close();
}
