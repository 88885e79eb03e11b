import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnRun, startOwnRun } from '../../cli/own-run.ts';
import { play } from '../../cli/scenario/play.ts';
import { readScenarios } from '../../cli/scenario/read.ts';
import { rest } from '../../cli/scenario/rest.ts';
import { simulatorAt } from '../../cli/simulator.ts';
import { PRESET_NAMES } from '../../local/veriff/fault-presets.ts';
import { stageOn } from './stage.ts';

const scenarios = await readScenarios(['scenarios']);

let run: OwnRun;
beforeAll(async () => {
  run = await startOwnRun();
});
afterAll(async () => run.stop());

describe('the shipped scenarios', () => {
  it.each(scenarios)('$file: $name', async (scenario) => {
    const stage = stageOn(run.target);

    const { failure } = await play(stage, scenario);
    await rest(simulatorAt(run.target.simulatorUrl, stage.send));

    expect(failure).toBeUndefined();
  });

  it.each(PRESET_NAMES)('have one for the preset %s', (preset) => {
    const played = scenarios.flatMap(({ steps }) =>
      steps.flatMap((step) => ('faults' in step ? [step.faults.preset] : [])),
    );

    expect(played).toContain(preset);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('have one for rule %i of what always holds', (rule) => {
    expect(scenarios.filter(({ name }) => name.includes(`(rule ${rule})`))).not.toEqual([]);
  });
});
