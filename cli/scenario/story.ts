import { CliError } from '../errors.ts';
import { type TimelineEntry, timelineLine, timelineOf, tracedTimeline } from '../timeline.ts';
import type { World } from './world.ts';

/** What happened to each session of the story, as text; nothing where nobody can be asked any more. */
export async function storyLines(world: World): Promise<readonly string[]> {
  const stories = await Promise.all(
    [...world.sessions].map(async ([name, id]) => [
      `${name} is ${id}`,
      ...(await timelineFor(world, id)).map(timelineLine),
    ]),
  );
  return stories.flat();
}

/** The run's own trace says the most; a simulator that stands alone knows its side. */
async function timelineFor(world: World, id: string): Promise<readonly TimelineEntry[]> {
  const traced = await orNothing(world.local.trace(id));
  if (traced !== undefined) return tracedTimeline(traced);
  const session = await orNothing(world.simulator.session(id));
  return session === undefined ? [] : timelineOf(session);
}

async function orNothing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
}
