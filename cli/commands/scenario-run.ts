import { writeFile } from 'node:fs/promises';
import { DEMONSTRATION } from '../../local/demonstration.ts';
import type { Call } from '../call.ts';
import { connect, sending } from '../connection.ts';
import { EXIT } from '../errors.ts';
import { note, show, tinted } from '../output.ts';
import { startOwnRun } from '../own-run.ts';
import { junit } from '../scenario/junit.ts';
import { play, type ScenarioResult } from '../scenario/play.ts';
import { readScenarios, type Scenario } from '../scenario/read.ts';
import { rest } from '../scenario/rest.ts';
import type { Stage } from '../scenario/world.ts';
import { simulatorAt } from '../simulator.ts';

/** `scenario run`: plays stories one after the other; exit code 1 where one fails. */
export async function runScenarios(call: Call): Promise<void> {
  const scenarios = await readScenarios(call.args);
  const seed = call.whole('seed', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const apiKey = call.text('apiKey') ?? DEMONSTRATION.apiKey;
  const options = { apiKey, ...(seed !== undefined && { seed }) };
  const isGiven = call.text('api') !== undefined || call.text('simulator') !== undefined;
  const results = isGiven
    ? await playAll(call, { ...connect(call), ...options }, scenarios)
    : await playOnOwnRun(call, options, scenarios);
  const file = call.text('junit');
  if (file !== undefined) await writeFile(file, junit(results));
  const failed = results.filter(({ passed }) => !passed).length;
  note(`${results.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = EXIT.failed;
}

async function playAll(
  call: Call,
  stage: Stage,
  scenarios: readonly Scenario[],
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    const result = await play(stage, scenario);
    show(call, result, resultLines(result));
    results.push(result);
  }
  return results;
}

async function playOnOwnRun(
  call: Call,
  options: Pick<Stage, 'apiKey' | 'seed'>,
  scenarios: readonly Scenario[],
): Promise<readonly ScenarioResult[]> {
  note('starting a local run of our own, in memory');
  const run = await startOwnRun();
  const send = sending(call);
  const stage = { target: run.target, send, ...options };
  const simulator = simulatorAt(run.target.simulatorUrl, send);
  try {
    const results: ScenarioResult[] = [];
    for (const scenario of scenarios) {
      results.push(...(await playAll(call, stage, [scenario])));
      await rest(simulator);
    }
    return results;
  } finally {
    await run.stop();
  }
}

function resultLines({
  file,
  name,
  passed,
  milliseconds,
  failure,
}: ScenarioResult): readonly string[] {
  const mark = passed ? tinted('green', '✓') : tinted('red', '✗');
  const head = `${mark} ${name}  ${tinted('dim', `${file}, ${milliseconds} ms`)}`;
  if (failure === undefined) return [head];
  return [
    head,
    `  ${file}:${failure.line}  step ${failure.step}, ${failure.verb}`,
    ...failure.details.map((line) => `    ${line}`),
    ...failure.timeline.map((line) => `  ${line}`),
  ];
}
