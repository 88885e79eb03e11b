import { isList, isRecord } from '../../local/veriff/json.ts';
import { fieldErrors, refusal } from '../problem.ts';
import { placed, refused } from './read.ts';
import type { StepOf } from './schema.ts';
import type { World } from './world.ts';

/** Replaces the simulator's faults; a mistake that only the simulator can see is told with its line too. */
export async function setFaults(
  world: World,
  faults: StepOf<'faults'>['faults'],
  at: string,
): Promise<void> {
  const { scenario, send, target } = world;
  const seed = world.seed ?? scenario.seed;
  const replied = await send({
    method: 'PUT',
    url: `${target.simulatorUrl}/_sim/faults`,
    body: withIds({ ...(seed !== undefined && { seed }), ...faults }, world.sessions),
  });
  if (replied.status === 200) return;
  const errors = fieldErrors(replied.body);
  if (errors.length === 0) throw refusal(replied);
  const mistakes = errors.map(({ pointer, detail }) => ({
    pointer: `${at}/faults${pointer}`,
    detail,
  }));
  throw refused(mistakes.map((mistake) => placed(scenario.file, scenario, mistake)));
}

/** Rules name a session as the story does; the simulator knows its id. */
function withIds(value: unknown, sessions: ReadonlyMap<string, string>): unknown {
  if (isList(value)) return value.map((each) => withIds(each, sessions));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, each]) => {
    const id = name === 'session' && typeof each === 'string' ? sessions.get(each) : undefined;
    return [name, id ?? withIds(each, sessions)];
  });
  return Object.fromEntries(members);
}
