import { create, deliver, move, sweep } from './acts.ts';
import { finish, type Plan, takeTurn } from './history.ts';
import { drained, pass } from './machine.ts';
import { expiryOf } from './monitors-life.ts';
import type { AtVeriff } from './veriff-model.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const undisturbed = (): undefined => undefined;

async function submitted(world: World, { clients }: Plan): Promise<AtVeriff | undefined> {
  const [client] = clients;
  if (client === undefined) return undefined;
  create(world, client);
  await finish(world);
  const [known] = world.veriff.sessions.values();
  if (known === undefined) return undefined;
  move(world, known, { action: 'start' });
  move(world, known, { action: 'submit' });
  return known;
}

/** A reviewer takes more than seven days: the session is closed by ourselves, and Veriff's word is still to come. */
async function lateDecision(world: World, plan: Plan): Promise<void> {
  const known = await submitted(world, plan);
  for (const days of [3, 4]) {
    pass(world.machine, days * DAY + 20 * MINUTE);
    sweep(world);
    await finish(world);
  }
  if (known !== undefined) move(world, known, { action: 'approve' });
}

/** A webhook asks for a record in its last second and writes after its end. */
async function lastSecond(world: World, plan: Plan): Promise<void> {
  const known = await submitted(world, plan);
  const item = known && world.table.item(known.session.id);
  const [message] = known?.messages ?? [];
  if (item === undefined || message === undefined) return;
  pass(world.machine, 1000 * expiryOf(item) - 1000 - world.machine.now);
  deliver(world, message);
  await drained();
  // The secret is read; the record is asked for while it counts, and comes when it does no more.
  await takeTurn(world, undisturbed);
  pass(world.machine, 2000);
}

const PRELUDES = { lateDecision, lastSecond } as const;

/** Brings a history to where chance alone rarely comes. */
export async function prelude(
  world: World,
  name: keyof typeof PRELUDES,
  plan: Plan,
): Promise<void> {
  await PRELUDES[name](world, plan);
}
