import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { play } from '../../cli/scenario/play.ts';
import { readScenarios } from '../../cli/scenario/read.ts';
import { rest } from '../../cli/scenario/rest.ts';
import { simulatorAt } from '../../cli/simulator.ts';
import { scenarioOf } from '../../local/console/session/scenario.ts';
import type { LocalSession } from '../../local/console-api/wire.ts';
import type { TraceEntry } from '../../local/console-api/wire-trace.ts';
import type { Stack } from '../../local/stack.ts';
import { page } from '../local/page.ts';
import { MINUTES, people, running } from '../local/running.ts';
import { fileWith } from './files.ts';
import { stageOn } from './stage.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await running();
});
afterAll(async () => stack.close());

type People = ReturnType<typeof people>;

/** Something that people do with a session in the browser. */
type Story = (at: People, id: string) => Promise<unknown>;

const STORIES: readonly (readonly [string, Story])[] = [
  ['nobody opened the link', async () => undefined],
  ['approved', async ({ veriff }, id) => veriff.play(id, 'start', 'submit', 'approve')],
  [
    'found by the fallback, as its webhook was dropped',
    async ({ veriff, advance }, id) => {
      await veriff.play(id, 'start', 'submit');
      await veriff.faults({ webhooks: { drop: { next: 1, kinds: ['decision'] } } });
      await veriff.play(id, 'decline');
      await advance(3 * MINUTES);
    },
  ],
  [
    'sent twice and corrupted',
    async ({ veriff, advance }, id) => {
      await veriff.faults({ webhooks: { duplicate: { next: 1 }, corruptSignature: { next: 1 } } });
      await veriff.play(id, 'start', 'submit', 'approve');
      await advance(61 * MINUTES);
    },
  ],
  [
    'tried again after a resubmission was asked for',
    async ({ veriff, advance }, id) => {
      await veriff.play(id, 'start', 'submit', 'resubmit');
      await advance(6 * MINUTES);
      await veriff.play(id, 'start', 'submit', 'approve');
    },
  ],
];

describe('a session page, exported as a scenario', () => {
  it.each(STORIES)('ends as the session did: %s', async (_, story) => {
    const at = people(stack);
    const id = await at.backend.created({ vendorData: 'cust-0001' });
    await story(at, id);
    const { read } = page(stack.consoleUrl);
    const session = await read<LocalSession>(`/_local/sessions/${id}`);
    const { entries } = await read<{ readonly entries: readonly TraceEntry[] }>(
      `/_local/trace?session=${id}&limit=500`,
    );
    const stage = stageOn(stack);
    await rest(simulatorAt(stack.simulatorUrl, stage.send));

    const [scenario] = await readScenarios([fileWith(scenarioOf(session, entries))]);
    const result = scenario && (await play(stage, scenario));

    expect(result).toMatchObject({ name: `a session that ends ${session.status}`, passed: true });
  });
});
