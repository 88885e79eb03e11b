import { type Client, create, deliver, erase, list, move, read } from './acts.ts';
import { finish, type Plan } from './history.ts';
import type { Fate, Strike } from './machine.ts';
import { pass } from './machine.ts';
import { NAMED, namedName, playNamed } from './named.ts';
import { counted, counting, emptyTally, lineOf, type Tally } from './run.ts';
import { nextSweep, settle } from './settle.ts';
import { CELLS, type Cell, cellName, type Step } from './steps.ts';
import type { AtVeriff } from './veriff-model.ts';
import { close, type Onlooker, type World, worldOf } from './world.ts';

/** Faults that strike once each, the first time that anybody comes to their step. */
interface Planned {
  readonly cells: readonly Cell[];
  readonly heals: boolean;
}

/** The fate of the story, which has mishaps of its own so that it comes to every step. */
interface Fates {
  readonly fate: Fate;
  /** The next time somebody comes to a step, so many times, this happens. */
  readonly preset: (step: Step, strike: Strike, times?: number) => void;
}

function fatesOf({ cells, heals }: Planned): Fates {
  const planned = [...cells];
  const presets: { readonly step: Step; readonly strike: Strike; left: number }[] = [];
  return {
    preset: (step, strike, left = 1) => {
      presets.push({ step, strike, left });
    },
    fate: (step) => {
      const at = planned.findIndex((cell) => cell.step === step);
      const [cell] = at < 0 ? [] : planned.splice(at, 1);
      if (cell !== undefined) return { fault: cell.fault, heals };
      const preset = presets.find((each) => each.step === step && each.left > 0);
      if (preset === undefined) return undefined;
      preset.left -= 1;
      return preset.strike;
    },
  };
}

const client = (key: string): Client => ({
  key,
  variant: 0,
  running: false,
  tries: 0,
  status: undefined,
});

async function createUntilTold(world: World, asked: Client, { fate }: Fates): Promise<void> {
  for (let tries = 0; tries < 4; tries += 1) {
    create(world, asked);
    await finish(world, fate);
    if (asked.status === 201 || asked.status === 422) return;
    pass(world.machine, 61_000);
  }
}

async function deliverAll(world: World, known: AtVeriff, { fate }: Fates): Promise<void> {
  for (const message of known.messages.filter(({ accepted, lost }) => !accepted && !lost)) {
    deliver(world, message);
    await finish(world, fate);
  }
}

const NOT_TAKEN: Strike = { fault: 'not-taken', heals: false };
const SERVER_ERROR: Strike = { fault: 'server-error', heals: false };

function sessionOf(world: World, key: string): AtVeriff | undefined {
  return [...world.veriff.sessions.values()].find(({ session }) =>
    (session.request.vendorData ?? '').includes(key),
  );
}

/** Two attempts, the second approved; one decision and one publication are left to the sweep. */
async function twoAttempts(world: World, known: AtVeriff, fates: Fates): Promise<void> {
  const act = (action: Parameters<typeof move>[2]['action']) => move(world, known, { action });
  act('start');
  fates.preset('webhook.publish', NOT_TAKEN);
  await deliverAll(world, known, fates);
  await nextSweep(world, fates.fate);
  act('submit');
  act('resubmit');
  await deliverAll(world, known, fates);
  act('start');
  await deliverAll(world, known, fates);
  // Both sessions are asked about, three times each.
  fates.preset('poll.decision', SERVER_ERROR, 6);
  await nextSweep(world, fates.fate);
  await nextSweep(world, fates.fate);
  act('submit');
  await deliverAll(world, known, fates);
  act('approve');
  await nextSweep(world, fates.fate);
}

/** A story that comes to every step: two creates, two attempts, reading, erasing, and the sweep behind all of it. */
async function story(world: World, clients: readonly Client[], fates: Fates): Promise<void> {
  const [first, second] = clients;
  if (first === undefined || second === undefined) return;
  await createUntilTold(world, first, fates);
  await createUntilTold(world, first, fates);
  fates.preset('create.veriff', SERVER_ERROR, 3);
  await createUntilTold(world, second, fates);
  const known = sessionOf(world, 'k1');
  if (known === undefined) return;
  await twoAttempts(world, known, fates);
  const { id } = known.session;
  read(world, id);
  list(world, 'keyed-k1-0');
  await finish(world, fates.fate);
  erase(world, id);
  await finish(world, fates.fate);
  await nextSweep(world, fates.fate);
}

const PLAN: Omit<Plan, 'clients'> = {
  steps: 0,
  faultShare: 0,
  leaps: [],
  isLagging: false,
  isRotating: false,
  isRepetitive: false,
  beginning: 'nothing',
};

interface Struck {
  readonly violation: string | undefined;
  readonly missed: readonly Cell[];
}

async function strikeWith(planned: Planned, tally: Tally, trace?: string[]): Promise<Struck> {
  const own = emptyTally();
  const onlooker = counting(own);
  const world: World = worldOf('matrix', {
    ...onlooker,
    watch: (step, waiting, strike) => {
      onlooker.watch(step, waiting, strike);
      trace?.push(lineOf(world.machine.now, step, waiting, strike));
    },
  });
  const fates = fatesOf(planned);
  const clients = [client('k1'), client('k2')];
  await story(world, clients, fates);
  if (world.ledger.violation === undefined) await settle(world, { ...PLAN, clients });
  close(world);
  for (const [name, count] of Object.entries(own.struck)) counted(tally.struck, name, count);
  tally.calls += own.calls;
  tally.histories += 1;
  const missed = planned.cells.filter((cell) => own.struck[cellName(cell)] === undefined);
  return { violation: world.ledger.violation, missed };
}

/** Every unordered pair of cells, as numbers from 0. */
function pairAt(index: number): readonly Cell[] {
  let [row, rest] = [0, index];
  while (rest >= CELLS.length - 1 - row) {
    rest -= CELLS.length - 1 - row;
    row += 1;
  }
  return [CELLS[row], CELLS[row + 1 + rest]].filter((cell) => cell !== undefined);
}

/** What is run cell by cell: one fault, two faults, or a history that has a name. */
export type Matrix = 'singles' | 'pairs' | 'named';

/** How many runs a matrix has. */
export const MATRIX_SIZES: Readonly<Record<Matrix, number>> = {
  /** Each cell twice: it heals when the client repeats, or it does not. */
  singles: 2 * CELLS.length,
  pairs: (CELLS.length * (CELLS.length - 1)) / 2,
  named: NAMED,
};

function plannedAt(matrix: Exclude<Matrix, 'named'>, index: number): Planned {
  if (matrix === 'pairs') return { cells: pairAt(index), heals: false };
  const cell = CELLS[Math.floor(index / 2)];
  return { cells: cell === undefined ? [] : [cell], heals: index % 2 === 1 };
}

const named = (name: string, verdict: string | undefined): string | undefined =>
  verdict === undefined ? undefined : `${name}: ${verdict}`;

/** One run; answers by name what it violates. */
async function runAt(matrix: Matrix, index: number, tally: Tally): Promise<string | undefined> {
  if (matrix === 'named') {
    const violation = await playNamed(index, counting(tally));
    tally.histories += 1;
    return named(namedName(index), violation);
  }
  const planned = plannedAt(matrix, index);
  const { violation, missed } = await strikeWith(planned, tally);
  const isMissed = matrix === 'singles' && missed.length > 0;
  const verdict = violation ?? (isMissed ? 'the story does not come there' : undefined);
  return named(planned.cells.map(cellName).join(' + '), verdict);
}

/** A part of a matrix. A single fault has to strike, a history ends as it says, and nothing is violated. */
export async function matrixShare(matrix: Matrix, from: number, to: number): Promise<Tally> {
  const tally = emptyTally();
  for (let index = from; index < to; index += 1) {
    const violation = await runAt(matrix, index, tally);
    if (violation !== undefined) tally.violations.push({ seed: index, violation });
  }
  return tally;
}

/** One run of a matrix, call by call. */
export async function matrixTrace(
  matrix: Matrix,
  index: number,
): Promise<{ readonly trace: readonly string[]; readonly violation: string | undefined }> {
  const trace: string[] = [];
  if (matrix === 'named') {
    const watch: Onlooker['watch'] = (step, waiting, strike) => {
      trace.push(lineOf(waiting.sentAt, step, waiting, strike));
    };
    return { trace, violation: await playNamed(index, { watch, moved: () => {} }) };
  }
  const { violation } = await strikeWith(plannedAt(matrix, index), emptyTally(), trace);
  return { trace, violation };
}
