import { OTHER_TENANT } from '../support/given.ts';
import {
  type Client,
  create,
  deliver,
  erase,
  forge,
  list,
  mistake,
  move,
  read,
  snoop,
  sweep,
} from './acts.ts';
import { note } from './ledger.ts';
import { drained, type Fate, pass, type Strike, turn } from './machine.ts';
import { expiryOf, isOver as isExpired } from './monitors-life.ts';
import { type Fault, faultsAt, type Step } from './steps.ts';
import { type AtVeriff, type Message, movesOf } from './veriff-model.ts';
import { pick, skewFor, type World } from './world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps that fail together. */
type Outage = 'veriff' | 'bus' | 'table';

/** What kind of history a seed tells. */
export interface Plan {
  readonly steps: number;
  readonly clients: readonly Client[];
  readonly faultShare: number;
  /** What is mostly down. */
  readonly outage?: Outage;
  /** Moves of the clock, in milliseconds, that this history has. */
  readonly leaps: readonly number[];
  readonly isLagging: boolean;
  readonly isRotating: boolean;
  /** How it begins, where not with nothing. */
  readonly beginning: 'nothing' | 'lateDecision' | 'lastSecond';
  /** Veriff mostly asks for another attempt, and users mostly begin it. */
  readonly isRepetitive: boolean;
}

const SHARES = [0, 0.02, 0.08, 0.2];
const LOSSES = [0, 0, 0.3, 1];
const LEAPS = [
  [SECOND, 11 * SECOND, 30 * SECOND],
  [SECOND, 11 * SECOND, 61 * SECOND, 2 * MINUTE],
  [11 * SECOND, 61 * SECOND, 16 * MINUTE, HOUR],
  [61 * SECOND, 16 * MINUTE, 6 * HOUR, DAY, 3 * DAY],
  [SECOND, 5 * SECOND, 61 * SECOND, DAY, 7 * DAY - 30 * SECOND, 7 * DAY + 11 * MINUTE],
];
/** From poll to poll. */
const SLOTS = [11 * SECOND, 61 * SECOND, 16 * MINUTE, 30 * MINUTE];
const SKEWS = [[0], [0], [0], [0, 10 * MINUTE], [0, -10 * MINUTE], [-10 * MINUTE, 0, 10 * MINUTE]];

function choose<Value>(
  world: World,
  among: readonly [Value, ...Value[]] | readonly Value[],
): Value {
  const chosen = among[pick(world, among.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
}

function clientsOf(world: World): readonly Client[] {
  const fresh = { running: false, tries: 0, status: undefined };
  const kind = pick(world, 8);
  if (kind === 0) return [{ variant: 0, ...fresh }];
  const same = [
    { key: 'k1', variant: 0, ...fresh },
    { key: 'k1', variant: 0, ...fresh },
  ];
  if (kind < 3) return [...same, { key: 'k1', variant: 1, ...fresh }];
  if (kind < 4) return [...same, { key: 'k2', variant: 0, ...fresh }];
  if (kind < 5) return [...same, { key: 'k1', variant: 0, tenant: OTHER_TENANT, ...fresh }];
  return same;
}

const BEGINNINGS = [...Array<'nothing'>(38).fill('nothing'), 'lateDecision', 'lastSecond'] as const;

const OUTAGES = ['none', 'none', 'none', 'none', 'none', 'veriff', 'bus', 'table'] as const;

/** Draws what kind of history it is to be. */
export function planFor(world: World): Plan {
  const isRepetitive = pick(world, 4) === 0;
  const outage = choose(world, OUTAGES);
  const plan: Plan = {
    // Several attempts take their time.
    steps: isRepetitive ? 50 + pick(world, 51) : 20 + pick(world, 41),
    clients: isRepetitive ? clientsOf(world).slice(0, 1) : clientsOf(world),
    faultShare: choose(world, SHARES),
    leaps: isRepetitive ? SLOTS : choose(world, LEAPS),
    isLagging: pick(world, 4) === 0,
    isRotating: pick(world, 8) === 0,
    isRepetitive,
    beginning: choose(world, BEGINNINGS),
    ...(outage !== 'none' && { outage }),
  };
  world.lostShare = choose(world, LOSSES);
  world.skews = choose(world, SKEWS);
  world.ledger.slackSeconds = slackOf(world.skews);
  world.table.lag(plan.isLagging);
  return plan;
}

/** How far apart two of these clocks can be, in seconds; and one, for what is rounded. */
export function slackOf(skews: readonly number[]): number {
  return Math.ceil((Math.max(...skews) - Math.min(...skews)) / SECOND) + 1;
}

const DOWN: Readonly<Record<Outage, RegExp>> = {
  veriff: /^(?:create[.]veriff|poll[.](?:decision|attempts|delete))$/,
  bus: /[.]publish$/,
  table: /[.](?:update|mark|put|answer|done|settle|bury)$/,
};
const SHARE_WHEN_DOWN = 0.7;

/** Few histories come there, so those that do are struck more often. */
const RARE: ReadonlySet<Step> = new Set(['poll.attempts', 'poll.postpone']);
const SHARE_WHEN_RARE = 0.4;

/** Draws whether and which fault strikes a step. */
function fateBy(world: World, { faultShare, outage }: Plan): Fate {
  return (step): Strike | undefined => {
    const isDown = outage !== undefined && DOWN[outage].test(step);
    const usual = RARE.has(step) ? Math.max(faultShare, SHARE_WHEN_RARE) : faultShare;
    const share = isDown ? SHARE_WHEN_DOWN : usual;
    if (share === 0 || world.random() >= share) return undefined;
    const fault: Fault = choose(world, faultsAt(step));
    return { fault, heals: world.random() < 0.5 };
  };
}

/** One call of those that wait gets its turn. */
export async function takeTurn(world: World, fate: Fate): Promise<void> {
  const { machine } = world;
  const waiting = machine.waiting[pick(world, machine.waiting.length)];
  if (waiting !== undefined) turn(machine, waiting, fate);
  await drained();
}

/** More calls than any history needs to come to rest. */
const MOST_TURNS = 5000;

const isOver = ({ ledger }: World): boolean => ledger.violation !== undefined;

/** Everybody who waits gets a turn, until nobody does. */
export async function finish(world: World, fate: Fate = () => undefined): Promise<void> {
  await drained();
  for (let turns = 0; world.machine.waiting.length > 0 && !isOver(world); turns += 1) {
    if (turns > MOST_TURNS) note(world.ledger, 'it never ends');
    await takeTurn(world, fate);
  }
}

function sessionsOf({ veriff }: World): readonly AtVeriff[] {
  return [...veriff.sessions.values()];
}

function messagesOf(world: World): readonly Message[] {
  return sessionsOf(world).flatMap(({ messages }) => messages);
}

type Move = ReturnType<typeof movesOf>[number];

const REPETITIVE: ReadonlySet<Move> = new Set(['start', 'submit', 'resubmit']);

/** Mistakes and second thoughts of Veriff's: a code that contradicts, a decision without a time, another verdict. */
const TWISTS = [{ '/code': 9102 }, { '/code': null }, { '/decisionTime': null }, { '/code': 9001 }];

function moveOf(world: World, { isRepetitive }: Plan, moves: readonly Move[]): Move {
  const likely = isRepetitive ? moves.filter((each) => REPETITIVE.has(each)) : [];
  if (likely.length > 0 && pick(world, 8) > 0) return choose(world, likely);
  const action = choose(world, moves);
  // Nobody plays on after an end, so most users finish what they began.
  const isEnd = action === 'expire' || action === 'abandon';
  return isEnd && pick(world, 6) > 0 ? choose(world, moves) : action;
}

function moveSomebody(world: World, plan: Plan): void {
  const known = choose(world, sessionsOf(world));
  const moves = movesOf(known);
  if (moves.length === 0) {
    const action = choose(world, ['approve', 'decline', 'resubmit', 'review'] as const);
    move(world, known, { action, again: true });
    return;
  }
  const twist = pick(world, 4) === 0 ? { set: choose(world, TWISTS) } : {};
  move(world, known, { action: moveOf(world, plan, moves), ...twist });
}

/** To the last second of something that is about to end. */
function leapToEdge({ machine, table }: World): void {
  const ends = table.keys().flatMap((key) => {
    const item = table.item(key);
    return item === undefined || isExpired(item, machine.now) ? [] : [1000 * expiryOf(item)];
  });
  if (ends.length > 0) pass(machine, Math.max(0, Math.min(...ends) - 1000 - machine.now));
}

/** To the moment at which the next debt falls due, where the sweep finds it. */
function sweepWhenDue(world: World): void {
  const { machine, table } = world;
  const moments = table.keys().map((key) => Date.parse(table.item(key)?.['dueAt']?.S ?? ''));
  const next = Math.min(...moments.filter((at) => at >= machine.now));
  // A clock that is behind sees it as late as that.
  if (Number.isFinite(next)) pass(machine, next - machine.now + choose(world, [0, 0, MINUTE]));
  world.veriff.tick();
  sweep(world);
}

function leap(world: World, plan: Plan): void {
  const isLong = plan.leaps.some((by) => by > DAY);
  if (isLong && pick(world, 4) === 0) leapToEdge(world);
  else pass(world.machine, choose(world, plan.leaps));
  world.veriff.tick();
}

function expire(world: World): void {
  const { table, machine } = world;
  for (const key of table.keys()) {
    const item = table.item(key);
    if (item !== undefined && isExpired(item, machine.now) && pick(world, 2) === 0)
      table.remove(key);
  }
}

function rotate(world: World): void {
  const next = `another-shared-secret-number-${world.secrets.length}-${'x'.repeat(8)}`;
  world.rotated = true;
  if (world.secrets.length === 1 && world.signing === world.secrets[0]) {
    world.secrets = [next, ...world.secrets];
  } else if (world.signing !== world.secrets[0]) world.signing = world.secrets[0] ?? '';
  else world.secrets = [world.signing];
}

/** A container's clock is set. */
function reset(world: World): void {
  const { container } = choose(world, world.warm);
  container.skewMs = skewFor(world);
}

interface Act {
  readonly weight: number;
  readonly isPossible: boolean;
  readonly act: () => void;
}

const isRunning = ({ running }: Client): boolean => running;

function actsOfClients(world: World, { clients }: Plan): readonly Act[] {
  const free = clients.filter(
    (client) =>
      !isRunning(client) && client.tries < 4 && (client.status !== 201 || client.tries < 2),
  );
  const ids = [...world.veriff.sessions.keys()];
  return [
    { weight: 6, isPossible: free.length > 0, act: () => create(world, choose(world, free)) },
    { weight: 0.7, isPossible: ids.length > 0, act: () => read(world, choose(world, ids)) },
    { weight: 0.3, isPossible: ids.length > 0, act: () => list(world, 'keyed-k1-0') },
    { weight: 0.5, isPossible: ids.length > 0, act: () => erase(world, choose(world, ids)) },
    { weight: 0.3, isPossible: ids.length > 0, act: () => snoop(world, choose(world, ids)) },
  ];
}

function actsOfVeriff(world: World, plan: Plan): readonly Act[] {
  const messages = messagesOf(world);
  const open = messages.filter(({ lost, deliveries }) => !lost && deliveries < 3);
  return [
    { weight: 5, isPossible: world.veriff.sessions.size > 0, act: () => moveSomebody(world, plan) },
    { weight: 6, isPossible: open.length > 0, act: () => deliver(world, choose(world, open)) },
    {
      weight: 0.3,
      isPossible: messages.length > 0,
      act: () => forge(world, choose(world, messages)),
    },
    {
      weight: 0.3,
      isPossible: messages.length > 0,
      act: () => mistake(world, choose(world, messages)),
    },
  ];
}

function actsOfTime(world: World, plan: Plan): readonly Act[] {
  const { machine, table, warm } = world;
  const sweeps = [...machine.living].filter(({ container }) => container.actor === 'sweep').length;
  const isOverSomewhere = table.keys().some((key) => {
    const item = table.item(key);
    return item !== undefined && isExpired(item, machine.now);
  });
  return [
    { weight: 2, isPossible: sweeps < 2 && world.buckets.size > 0, act: () => sweep(world) },
    { weight: 3, isPossible: true, act: () => leap(world, plan) },
    { weight: 3, isPossible: world.buckets.size > 0, act: () => sweepWhenDue(world) },
    { weight: 2, isPossible: isOverSomewhere, act: () => expire(world) },
    { weight: 1, isPossible: table.behind() > 0, act: () => table.catchUp() },
    { weight: 0.6, isPossible: plan.isRotating, act: () => rotate(world) },
    { weight: 0.4, isPossible: world.skews.length > 1 && warm.length > 0, act: () => reset(world) },
  ];
}

function drawn(world: World, acts: readonly Act[]): Act | undefined {
  const possible = acts.filter(({ isPossible }) => isPossible);
  const total = possible.reduce((sum, { weight }) => sum + weight, 0);
  let left = world.random() * total;
  return possible.find(({ weight }) => (left -= weight) < 0);
}

function actSomehow(world: World, plan: Plan): void {
  const acts = [
    ...actsOfClients(world, plan),
    ...actsOfVeriff(world, plan),
    ...actsOfTime(world, plan),
  ];
  drawn(world, acts)?.act();
}

/** Lets a history run its random course; ends early where an invariant is violated. */
export async function runRandomly(world: World, plan: Plan): Promise<void> {
  const fate = fateBy(world, plan);
  const { machine, ledger } = world;
  for (let step = 0; step < plan.steps && ledger.violation === undefined; step += 1) {
    if (machine.waiting.length > 0 && world.random() < 0.72) await takeTurn(world, fate);
    else {
      actSomehow(world, plan);
      await drained();
    }
  }
}
