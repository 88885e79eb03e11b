import { secondsOf } from '../duration.ts';
import { create, request } from './exchange.ts';
import { expectSession } from './expect.ts';
import type { Step, StepOf } from './schema.ts';
import { setFaults } from './set-faults.ts';
import { inOrder } from './view.ts';
import { StepFailure, sessionId, type World } from './world.ts';

const DAY_MS = 86_400_000;
/** Plays one step; `at` is its pointer in the file. Throws a `StepFailure` where it does not go as it should. */
export async function playStep(world: World, step: Step, at: string): Promise<void> {
  if ('create' in step) return create(world, step.create);
  if ('do' in step) return act(world, step);
  if ('faults' in step) return setFaults(world, step.faults, at);
  if ('resend' in step) return resend(world, step.resend);
  if ('advance' in step) return advance(world, step.advance);
  if ('request' in step) return request(world, step.request);
  return expectSession(world, step.expect);
}

async function act(world: World, { do: actions, session }: StepOf<'do'>): Promise<void> {
  const id = sessionId(world, session);
  for (const each of actions) {
    await world.simulator.act(id, typeof each === 'string' ? { action: each } : each);
  }
}

async function resend(world: World, asked: StepOf<'resend'>['resend']): Promise<void> {
  const { session, kind, action, edit = {} } = asked;
  const { deliveries } = await world.simulator.session(sessionId(world, session));
  const fitting = deliveries.filter(
    (each) => each.kind === kind && (action === undefined || each.action === action),
  );
  const newest = inOrder(fitting).at(-1);
  if (newest === undefined) {
    throw new StepFailure([`${session} has no webhook ${kind} ${action ?? ''} to resend`]);
  }
  await world.simulator.resend(newest.id, edit);
}

async function advance(world: World, how: string): Promise<void> {
  const { simulator } = world;
  if (how === 'next') {
    const { ran } = await simulator.advance({ to: 'next' });
    if (ran === 0) throw new StepFailure(['nothing is owed, so there is no next moment']);
    return;
  }
  const seconds = secondsOf(how);
  await simulator.advance(
    seconds === undefined ? { to: await dayOf(world, how) } : { advanceSeconds: seconds },
  );
}

/** `day 7`: that many days after the first session of the story was created at Veriff. */
async function dayOf(world: World, day: string): Promise<string> {
  const days = Number(day.replace('day ', ''));
  const [first] = world.sessions.values();
  if (first === undefined) throw new StepFailure(['no session was created yet: day of what?']);
  const { createdAt } = await world.simulator.session(first);
  return new Date(Date.parse(createdAt) + days * DAY_MS).toISOString();
}
