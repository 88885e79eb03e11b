import { CliError } from '../errors.ts';
import { NotReachable } from '../http.ts';
import { FileMistakes, type Scenario } from './read.ts';
import { playStep } from './steps.ts';
import { storyLines } from './story.ts';
import { type Stage, StepFailure, type World, worldOf } from './world.ts';

/** What came of one scenario. */
export interface ScenarioResult {
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  /** Real time. */
  readonly milliseconds: number;
  readonly failure?: Failure;
}

/** The step that did not go as it should. */
export interface Failure {
  /** From 1. */
  readonly step: number;
  readonly line: number;
  readonly verb: string;
  readonly details: readonly string[];
  /** What happened until then, oldest first. */
  readonly timeline: readonly string[];
}

/**
 * Plays a scenario from its first step to its last or to the first that fails. Throws where it cannot be
 * played at all: nobody answers, or the file has a mistake. Leaves no fault behind.
 */
export async function play(stage: Stage, scenario: Scenario): Promise<ScenarioResult> {
  const world = worldOf(stage, scenario);
  const started = performance.now();
  await world.simulator.clearFaults();
  let failure: Failure | undefined;
  try {
    failure = await playSteps(world);
  } finally {
    await clearFaults(world);
  }
  const { file, name } = scenario;
  return {
    file,
    name,
    passed: failure === undefined,
    milliseconds: Math.round(performance.now() - started),
    ...(failure !== undefined && { failure }),
  };
}

async function playSteps(world: World): Promise<Failure | undefined> {
  for (const [index, step] of world.scenario.steps.entries()) {
    const at = `/steps/${index}`;
    try {
      await playStep(world, step, at);
    } catch (error) {
      return {
        step: index + 1,
        line: world.scenario.lineOf(at),
        verb: Object.keys(step)[0] ?? '',
        details: detailsOf(error),
        timeline: await storyLines(world),
      };
    }
  }
  return undefined;
}

/** What the local run refuses belongs to the story; what keeps it from being played does not. */
function detailsOf(error: unknown): readonly string[] {
  if (error instanceof StepFailure) return error.lines;
  if (
    !(error instanceof CliError) ||
    error instanceof NotReachable ||
    error instanceof FileMistakes
  ) {
    throw error;
  }
  return [error.message, ...error.details];
}

/** A simulator that is gone has no faults either. */
async function clearFaults({ simulator }: World): Promise<void> {
  try {
    await simulator.clearFaults();
  } catch (error) {
    if (!(error instanceof NotReachable)) throw error;
  }
}
