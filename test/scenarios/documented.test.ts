import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { play } from '../../cli/scenario/play.ts';
import { readScenarios } from '../../cli/scenario/read.ts';
import { STEPS } from '../../cli/scenario/schema.ts';
import type { Stack } from '../../local/stack.ts';
import { running } from '../local/running.ts';
import { fileWith } from './files.ts';
import { stageOn } from './stage.ts';

const page = readFileSync('docs/scenarios.md', 'utf8');

let stack: Stack;
beforeAll(async () => {
  stack = await running();
});
afterAll(async () => stack.close());

describe('docs/scenarios.md', () => {
  it('has an example that passes as it is printed', async () => {
    const [, example = ''] = /<!-- example[^>]*>\n```json\n([\s\S]*?)```/.exec(page) ?? [];
    const [scenario] = await readScenarios([fileWith(example)]);

    const result = scenario && (await play(stageOn(stack), scenario));

    expect(result).toMatchObject({
      name: 'a lost decision is found by the fallback',
      passed: true,
    });
  });

  it('has a row for each kind of step', () => {
    const [, table = ''] = /\| step \|[^\n]*\n([\s\S]*?)\n\n/.exec(page) ?? [];
    const named = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, verb]) => verb);

    expect(named).toEqual(Object.keys(STEPS));
  });
});
