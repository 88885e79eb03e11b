import type { Command } from '../../local/veriff/sessions.ts';
import { type Client, create, deliver, move, sweep } from './acts.ts';
import { finish } from './history.ts';
import { drained, type Fate, type Invocation, pass, turn } from './machine.ts';
import { isOver } from './monitors-life.ts';
import { nextSweep } from './settle.ts';
import type { Step } from './steps.ts';
import type { AtVeriff, Message } from './veriff-model.ts';
import type { World } from './world.ts';

/** How Veriff's word comes to us in a history: where only polls are left, every webhook is lost. */
export type Way = 'webhooks' | 'polls' | 'both';

/** What a history is played on. */
export interface Stage {
  readonly world: World;
  readonly way: Way;
  readonly client: Client;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Time passes. */
export function pause({ world }: Stage, milliseconds: number): void {
  pass(world.machine, milliseconds);
  world.veriff.tick();
}

/** The session that has a record: an unknown outcome leaves one at Veriff that has none. */
function sessionOf({ world }: Stage): AtVeriff {
  const known = [...world.veriff.sessions.values()].findLast(
    ({ session }) => world.table.item(session.id) !== undefined,
  );
  if (known === undefined) throw new Error('there is no session');
  return known;
}

/** A create that is answered, after as many tries as that takes; `fate` strikes the first one. */
export async function begin(stage: Stage, fate?: Fate): Promise<AtVeriff> {
  const { world, client } = stage;
  create(world, client);
  await finish(world, fate);
  while (client.status !== 201 && client.tries < 5) {
    pause(stage, 61 * SECOND);
    create(world, client);
    await finish(world);
  }
  return sessionOf(stage);
}

/** The end user or a reviewer does something at Veriff; the model refuses what is not legal there. */
export function act({ world }: Stage, known: AtVeriff, ...commands: readonly Command[]): void {
  for (const command of commands) move(world, known, command);
}

/** Webhooks that may arrive and have not been sent yet. */
export function unsent({ messages }: AtVeriff): readonly Message[] {
  return messages.filter(({ lost, deliveries }) => !lost && deliveries === 0);
}

/** What Veriff has to say arrives, on the way of the stage, each word so many times: the sweep, too, finds it more than once. */
export async function hear({ world, way }: Stage, known: AtVeriff, times = 1): Promise<void> {
  const fresh = unsent(known);
  for (let time = 0; time < times; time += 1) {
    for (const message of fresh) {
      deliver(world, message);
      await finish(world);
    }
    if (way !== 'webhooks') await (time === 0 ? nextSweep(world) : sweepAgain(world));
  }
}

async function sweepAgain(world: World): Promise<void> {
  sweep(world);
  await finish(world);
}

/** Played until just before a step is carried out; answers who is about to do it, or nothing where nobody comes there. */
export async function until({ world }: Stage, step: Step): Promise<Invocation | undefined> {
  await drained();
  for (;;) {
    const at = world.machine.waiting.find((waiting) => waiting.step() === step);
    if (at !== undefined) return at.invocation;
    const [next] = world.machine.waiting;
    if (next === undefined) return undefined;
    turn(world.machine, next, () => undefined);
    await drained();
  }
}

/** Everybody else goes on to the end, then the one that was held. */
export async function overtake(
  { world }: Stage,
  held: Invocation | undefined,
  inBetween: () => void,
): Promise<void> {
  inBetween();
  await drained();
  for (;;) {
    const next = world.machine.waiting.find(({ invocation }) => invocation !== held);
    if (next === undefined) break;
    turn(world.machine, next, () => undefined);
    await drained();
  }
  await finish(world);
}

/** To the moment at which the sweep finds the session. */
export function untilDue(stage: Stage, { session }: AtVeriff): void {
  const { machine, table } = stage.world;
  const due = Date.parse(table.item(session.id)?.['dueAt']?.S ?? '');
  if (due > machine.now) pause(stage, due - machine.now);
}

/** Veriff's newest word is told, and the sweep begins, whichever of both the stage has. */
export function word({ world, way }: Stage, known: AtVeriff, first: 'webhook' | 'poll'): void {
  const message = known.messages.findLast(({ lost }) => !lost);
  const isPoll = way === 'polls' || (way === 'both' && first === 'poll');
  if (isPoll || message === undefined) sweep(world);
  else deliver(world, message);
}

/** What has become of the first session that had a record: its status, or how it ended. */
export function endOf({ world }: Stage): string {
  const [id = ''] = world.ledger.was.keys();
  const item = world.table.item(id);
  if (item === undefined) return 'gone';
  if (item['kind']?.S === 'tombstone') return 'erased';
  return isOver(item, world.machine.now) ? 'gone' : (item['status']?.S ?? 'unknown');
}
