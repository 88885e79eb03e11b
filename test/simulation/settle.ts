import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { create, deliver, sweep } from './acts.ts';
import { finish, type Plan } from './history.ts';
import { note } from './ledger.ts';
import { type Fate, pass } from './machine.ts';
import { converged } from './monitors-end.ts';
import { isOver } from './monitors-life.ts';
import type { Message } from './veriff-model.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const MOST_TRIES = 6;

const isOpen = ({ lost, accepted }: Message): boolean => !lost && !accepted;

/** Veriff repeats what was not answered 200. */
async function deliverAll(world: World): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const open = [...world.veriff.sessions.values()].flatMap(({ messages }) =>
      messages.filter(isOpen),
    );
    if (open.length === 0) return;
    for (const message of open) deliver(world, message);
    await finish(world);
    if (world.rotated) pass(world.machine, 6 * MINUTE);
  }
  note(world.ledger, 'a webhook is never accepted');
}

async function createAll(world: World, { clients }: Plan): Promise<void> {
  for (const client of clients) {
    if (client.key === undefined || client.tries === 0) continue;
    for (let tries = 0; tries < MOST_TRIES && !isTold(client.status); tries += 1) {
      // A container whose clock is behind believes in a lease for so much longer.
      pass(world.machine, 61_000 + 1000 * world.ledger.slackSeconds);
      create(world, client);
      await finish(world);
    }
    if (!isTold(client.status)) note(world.ledger, 'a create is never answered');
  }
}

const isTold = (status: number | undefined): boolean => status === 201 || status === 422;

const momentIn = (from: Item | undefined): number => Number(from?.['dueAt']?.N ?? 0);

/** Until when an item owes anything: one debt may stand behind another. */
function lastDebt(item: Item): number {
  const owed = item['outbox']?.L ?? [];
  const indexed = item['dueAt'] === undefined ? 0 : Date.parse(item['dueAt'].S ?? '');
  return Math.max(indexed, momentIn(item['polls']?.M), ...owed.map(({ M }) => momentIn(M)));
}

/** The last moment at which anything that counts falls due. */
function lastDue({ table, machine }: World): number {
  const items = table
    .keys()
    .map((key) => table.item(key))
    .filter((item) => item !== undefined);
  const live = items.filter((item) => !isOver(item, machine.now));
  return Math.max(machine.now, ...live.map(lastDebt));
}

async function sweepOnce(world: World, fate?: Fate): Promise<void> {
  pass(world.machine, MINUTE);
  world.veriff.tick();
  sweep(world);
  await finish(world, fate);
}

/** Time goes on to where the next debt is due, and the sweep runs. */
export async function nextSweep(world: World, fate?: Fate): Promise<void> {
  pass(world.machine, lastDue(world) - world.machine.now);
  await sweepOnce(world, fate);
}

/**
 * The faults are over: clients and Veriff repeat what came to nothing, time goes on to the last slot, the sweep runs
 * twice. Then every record says what Veriff says and owes no publication.
 */
export async function settle(world: World, plan: Plan): Promise<void> {
  const { machine, ledger, table } = world;
  table.lag(false);
  await finish(world);
  if (ledger.violation !== undefined) return;
  await createAll(world, plan);
  await deliverAll(world);
  // A container whose clock is behind takes everything for due so much later.
  pass(machine, lastDue(world) - machine.now + 2 * 1000 * ledger.slackSeconds);
  await sweepOnce(world);
  await sweepOnce(world);
  judgeEnd(world);
}

/** Every record that counts says what Veriff says; what Veriff has said in the last minutes may still be on its way. */
function judgeEnd({ table, machine, ledger, veriff }: World): void {
  for (const key of table.keys()) {
    const item = table.item(key);
    if (item === undefined || isOver(item, machine.now + 1000 * ledger.slackSeconds)) continue;
    const newest = veriff.sessions.get(key)?.truths.at(-1);
    const isOnItsWay = newest !== undefined && newest.at >= machine.now - 3 * MINUTE;
    note(ledger, converged(item, isOnItsWay ? undefined : newest));
  }
}
