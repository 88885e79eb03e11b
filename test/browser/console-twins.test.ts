import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../cli/program.ts';
import { browsing } from './browser.ts';
import { localRun, NO_DOCUMENT, type Reader, readerOf } from './local-run.ts';

const open = browsing();
const run = localRun();
let running = '';
let decided = '';

beforeAll(async () => {
  const { at } = run();
  decided = await at.backend.created({ vendorData: 'cust-0001' });
  await at.veriff.play(decided, 'start', 'submit', 'approve');
  running = await at.backend.created({ vendorData: 'cust-0002' });
  await at.veriff.play(running, 'start', 'submit');
  await at.veriff.faults({ webhooks: { drop: { next: 3 } } });
  await at.advance(0);
});

/** The test ids of the console's page, `nav-{page}` as a pattern. */
const documented = [
  ...readFileSync('docs/console.md', 'utf8').matchAll(/`([a-z][a-z0-9{}-]+)`/g),
].map(([, id = '']) => new RegExp(`^${id.replaceAll(/\{\w+\}/g, '[\\w-]+')}$`));

/** Every place in which there are controls. */
const PLACES: readonly (readonly [string, (reader: Reader) => Promise<void>])[] = [
  ['the list', async ({ go, see }) => (await go('/'), see('sessions-table'))],
  ['an empty list', async ({ go, see }) => (await go('/?q=nobody'), see('empty'))],
  ['a session', async ({ go, see }) => (await go(`/sessions/${running}`), see('timeline-table'))],
  [
    'a webhook in a timeline',
    async ({ go, see, part }) => {
      await go(`/sessions/${decided}?only=webhooks`);
      await part('timeline-open').filter({ hasText: '9001' }).first().click();
      await see('deliveries-resend');
    },
  ],
  [
    'a delivery',
    async ({ go, see, part, press }) => {
      await go('/deliveries');
      await part('deliveries-choose').first().click();
      await part('deliveries-open').first().click();
      await press('deliveries-edit');
      await see('deliveries-edit-send');
    },
  ],
  ['the sweep', async ({ go, see }) => (await go('/sweep'), see('sweep-graph'))],
  ['events', async ({ go, see }) => (await go('/events'), see('events-table'))],
  ['the API', async ({ go, see }) => (await go('/api'), see('api-send'))],
  ['deploy', async ({ go, see }) => (await go('/deploy'), see('deploy-doctor'))],
  ['help', async ({ go, see }) => (await go('/help'), see('help-run'))],
  [
    'faults',
    async ({ go, see, page }) => (
      await go('/'), await see('sessions-table'), await page.keyboard.press('f'), see('faults-rule')
    ),
  ],
  [
    'our faults',
    async ({ go, see, press, page }) => (
      await go('/'),
      await see('sessions-table'),
      await page.keyboard.press('f'),
      await press('faults-side-ours'),
      see('faults-add')
    ),
  ],
  [
    'create',
    async ({ go, see, page }) => (
      await go('/'), await see('sessions-table'), await page.keyboard.press('c'), see('create-send')
    ),
  ],
];

/** The arguments of a line as a POSIX shell reads it; the console quotes with single quotes. */
function wordsOf(line: string): readonly string[] {
  const found = line.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g);
  return [...found].map(([word]) =>
    word.replaceAll("'\\''", '\u0000').replaceAll("'", '').replaceAll('\u0000', "'"),
  );
}

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** What a curl line sends. */
function sentBy(line: string): Sent {
  const words = [...wordsOf(line)];
  const after = (flag: string): string | undefined =>
    words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined;
  const data = after('-d');
  return {
    method: after('-X') ?? (data === undefined ? 'GET' : 'POST'),
    url: words.find((word) => /^https?:/.test(word)) ?? '',
    body: data === undefined ? undefined : JSON.parse(data),
  };
}

/** What of a line the command line does not know, in words; empty is good. */
function unknownTo(line: string): string {
  const [npx, name, ...words] = wordsOf(line);
  if (npx !== 'npx' || name !== 'veriff-ops') return `${line}: no command of ours`;
  let verb = program();
  for (const word of words) verb = verb.commands.find((each) => each.name() === word) ?? verb;
  if (verb.commands.length > 0) return `${line}: ${verb.name()} is no verb`;
  const unknown = words
    .filter((word) => word.startsWith('--'))
    .filter((word) => !verb.options.some((option) => option.long === word));
  return unknown.length === 0 ? '' : `${line}: unknown ${unknown.join(' ')}`;
}

const idsOf = async (controls: Locator): Promise<readonly (string | null)[]> =>
  Promise.all((await controls.all()).map(async (each) => each.getAttribute('data-testid')));

/** What belongs to the place: the sheet, which keeps everything else away, or the page. */
async function inReach({ page }: Reader): Promise<Locator> {
  const sheet = page.locator('dialog[open]');
  return (await sheet.count()) > 0 ? sheet : page.locator(FRAME_TOO);
}

/** The strips above are the same everywhere: they are walked on one page. */
const FRAME_TOO =
  'body:has([data-testid="sessions-table"]), main:not(:has([data-testid="sessions-table"]))';

/** Refuses whatever would change something, so that every control can be pressed without a consequence. */
async function refuseChanges({ page }: Reader): Promise<void> {
  await page.route(
    () => true,
    async (route) =>
      route.request().method() === 'GET'
        ? route.continue()
        : route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            body: '{"code":"unavailable"}',
          }),
  );
}

/** Presses a control and answers what it sent. */
async function sentByPressing(control: Locator): Promise<Sent> {
  const [request] = await Promise.all([
    control.page().waitForRequest((each) => each.method() !== 'GET'),
    control.click(),
  ]);
  const body: unknown = request.postDataJSON() ?? undefined;
  return { method: request.method(), url: request.url(), body };
}

/** A long way through time is gone in stretches, each to a moment of its own: the goal is the same. */
function isSame(sent: Sent, twin: Sent): boolean {
  if (twin.url.endsWith('/_sim/clock')) return sent.method === twin.method && sent.url === twin.url;
  return isDeepStrictEqual(sent, twin);
}

/** What is wrong with the twins of one control, in words. */
async function wrongTwin(reader: Reader, id: string, control: Locator): Promise<readonly string[]> {
  await control.focus();
  const call = await control.getAttribute('data-call');
  // An open sheet has a bar of its own.
  const curl = await reader.part('twin-curl').last().innerText();
  const cli = await reader.part('twin-cli').last().innerText();
  const twin = sentBy(curl);
  const shown = `${twin.method} ${twin.url.replace(/^https?:\/\/[^/]+/, '')}`;
  const sent = twin.method === 'GET' ? twin : await sentByPressing(control);
  return [
    shown === call ? '' : `${id} calls ${call} and shows ${curl}`,
    cli.startsWith('npx') ? unknownTo(cli) : '',
    isSame(sent, twin) ? '' : `${id} sent ${JSON.stringify(sent)} and showed ${curl}`,
  ].filter((each) => each !== '');
}

describe('the twins', () => {
  it.each(PLACES)(
    '%s: each control that sends something shows it before, and sends just that',
    async (_place, unfold) => {
      const reader = await readerOf(run(), open, { expected: [/ 503 /, NO_DOCUMENT] });
      reader.page.on('dialog', (dialog) => void dialog.accept());
      await unfold(reader);
      await refuseChanges(reader);
      const controls = (await inReach(reader)).locator('[data-call]:enabled:visible');
      const ids = await idsOf(controls);
      const wrong: string[] = [];

      for (const [index, id] of ids.entries()) {
        const before = ids.slice(0, index).filter((each) => each === id).length;
        const control = (await inReach(reader)).getByTestId(id ?? '').nth(before);
        wrong.push(...(await wrongTwin(reader, id ?? 'without a test id', control)));
      }

      expect(wrong).toEqual([]);
    },
  );

  it('no other control sends anything', async () => {
    const reader = await readerOf(run(), open, {
      expected: [/ 503 /, NO_DOCUMENT],
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await refuseChanges(reader);
    const sent: string[] = [];
    const pressed = new Set<string>();
    let pressing = '';
    reader.page.on('request', (request) => {
      if (request.method() !== 'GET')
        sent.push(`${pressing}: ${request.method()} ${request.url()}`);
    });

    for (const [place, unfold] of PLACES) {
      await unfold(reader);
      const plain = (await inReach(reader)).locator('button:not([data-call]):enabled:visible');
      const ids = await idsOf(plain);
      if (ids.includes(null)) sent.push(`${place}: a button without a test id`);
      for (const id of ids.filter((each) => each !== null && !pressed.has(each))) {
        pressing = id ?? '';
        pressed.add(pressing);
        const control = reader.part(pressing).first();
        if ((await control.count()) === 0) await unfold(reader);
        // Whatever a control before it has opened over it.
        await control.dispatchEvent('click');
      }
    }

    expect(sent).toEqual([]);
    expect([...pressed].filter((id) => !documented.some((each) => each.test(id)))).toEqual([]);
    expect(pressed.size).toBeGreaterThan(40);
  });
});
