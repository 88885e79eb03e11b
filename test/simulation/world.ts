import { ConditionalCheckFailedException, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { dueBucket } from '../../shared/adapters/dynamodb/index-keys.ts';
import { FUNCTION_TIMEOUT_SECONDS, type FunctionName } from '../../shared/contract/routes.ts';
import { isSessionId } from '../../shared/domain/ids.ts';
import type { Telemetry } from '../../shared/ports/telemetry.ts';
import { dice } from '../support/dice.ts';
import { T0 } from '../support/given.ts';
import { askedOf, NOT_TAKEN, taken, veriffFault } from './far-side.ts';
import { type Loaded, loaded, type Surroundings } from './functions.ts';
import {
  claimWritten,
  emptyLedger,
  eventPublished,
  type Ledger,
  note,
  recordWritten,
  sessionMade,
} from './ledger.ts';
import {
  type Container,
  call,
  clockOf,
  type Ending,
  type Invocation,
  invoke,
  type Machine,
  machineAt,
  type Watcher,
} from './machine.ts';
import { isOver } from './monitors-life.ts';
import type { Fault, Step } from './steps.ts';
import { type SimulatedTable, simulatedTable } from './store.ts';
import { keyAskedFor, tableStep } from './table-steps.ts';
import { type VeriffModel, veriffModel } from './veriff-model.ts';
import type { Exchanged, Question } from './veriff-port.ts';

/** A container with the function that is loaded in it. */
interface Warm {
  readonly container: Container;
  readonly program: Loaded;
  tokens: string[];
  /** It read a record that had expired by its own clock. */
  sawExpired: boolean;
}

/** Everything that there is in one history. */
export interface World {
  readonly machine: Machine;
  readonly table: SimulatedTable;
  readonly veriff: VeriffModel;
  readonly ledger: Ledger;
  readonly random: () => number;
  readonly warm: Warm[];
  readonly buckets: Set<string>;
  readonly moved: Onlooker['moved'];
  /** The shared secrets in Secrets Manager, the first one first, and the one that Veriff signs with. */
  secrets: readonly string[];
  signing: string;
  failedPolls: number;
  tokens: number;
  lostShare: number;
  skews: readonly number[];
  /** A secret was replaced: a genuine webhook may be refused until every container knows. */
  rotated: boolean;
}

/** Of our other integration. */
export const OTHER_SECRET = 'shared-secret-of-another-integration-of-ours';

const FIRST_SECRET = '475365ad-495a-4534-82f0-d273f3fe2b16';

const STEP_OF_SECRET: Partial<Readonly<Record<FunctionName, Step>>> = {
  'create-session': 'create.secret',
  'receive-webhook': 'webhook.secret',
  'poll-decision': 'poll.secret',
};

const STEP_OF_BUS: Partial<Readonly<Record<FunctionName, Step>>> = {
  'create-session': 'create.publish',
  'receive-webhook': 'webhook.publish',
  'poll-decision': 'poll.publish',
};

const STEP_OF_VERIFF: Readonly<Record<Question['operation'], Step>> = {
  create: 'create.veriff',
  decision: 'poll.decision',
  attempts: 'poll.attempts',
  delete: 'poll.delete',
};

/** Loaded programs that no container of a running history uses: loading is the costliest part of a cold start. */
const SHELF = new Map<FunctionName, Loaded[]>();

/** What an onlooker is told of a history. */
export interface Onlooker {
  readonly watch: Watcher;
  /** A record went from one status to another. */
  readonly moved: (from: string, to: string) => void;
}

/** A world at its beginning; everything random in it follows from the seed. */
export function worldOf(seed: string, { watch, moved }: Onlooker): World {
  const random = dice(seed);
  const machine = machineAt(T0, watch);
  let ids = 0;
  const buckets = new Set<string>();
  const world: World = {
    machine,
    table: simulatedTable(),
    ledger: emptyLedger(),
    random,
    warm: [],
    buckets,
    secrets: [FIRST_SECRET],
    signing: FIRST_SECRET,
    moved,
    failedPolls: 0,
    tokens: 0,
    lostShare: 0,
    skews: [0],
    rotated: false,
    veriff: veriffModel({
      now: () => machine.now,
      newId: (prefix) => {
        const id = `${prefix}-${seed}-${(ids += 1)}`;
        if (prefix === 'session' && isSessionId(id)) buckets.add(dueBucket(id));
        return id;
      },
      isLost: () => world.lostShare > 0 && random() < world.lostShare,
    }),
  };
  return world;
}

/** The history is over: its programs can be used by the next one. */
export function close(world: World): void {
  for (const { container, program } of world.warm) {
    if (container.actor === 'sweep') continue;
    const shelf = SHELF.get(container.actor) ?? [];
    shelf.push(program);
    SHELF.set(container.actor, shelf);
  }
  world.warm.length = 0;
}

/** A number from 0 to below `count`. */
export const pick = ({ random }: Pick<World, 'random'>, count: number): number =>
  Math.floor(random() * count);

/** One call to the table, as its effect is judged. */
interface TableCall {
  readonly command: unknown;
  readonly key: string;
  readonly sentAt: number;
}

/** A condition that fails is somebody else's win; anything else that the table refuses is a mistake of ours. */
function carriedOut(world: World, { container }: Warm, command: unknown): object {
  try {
    return world.table.execute(command);
  } catch (error) {
    const isLost = error instanceof ConditionalCheckFailedException;
    if (!isLost) note(world.ledger, `the table refused ${container.actor}: ${String(error)}`);
    if (isLost && container.current !== undefined) container.current.lost += 1;
    throw error;
  }
}

function tableEffect(world: World, warm: Warm, { command, key, sentAt }: TableCall): object {
  const { table, ledger } = world;
  const before = table.item(key);
  const out = carriedOut(world, warm, command);
  const after = table.item(key);
  if (command instanceof GetItemCommand && before !== undefined) {
    warm.sawExpired ||= isOver(before, sentAt);
  }
  if (after === undefined || after === before) return out;
  const { actor: by } = warm.container;
  const written = { before, after, sentAt, by, tokens: warm.tokens };
  if (key.startsWith('idempotency#')) claimWritten(ledger, key, written);
  else recordWritten(ledger, written, aroundOf(world, key));
  return out;
}

function aroundOf(world: World, key: string) {
  return {
    truths: world.veriff.sessions.get(key)?.truths ?? [],
    item: (other: string): Item | undefined => world.table.item(other),
    now: world.machine.now,
    failedPolls: world.failedPolls,
  };
}

async function toTable(world: World, warm: Warm, command: unknown): Promise<unknown> {
  const { machine, table } = world;
  const { container } = warm;
  const key = keyAskedFor(command) ?? '';
  const sentAt = clockOf(machine, container);
  return call(machine, container, {
    service: 'table',
    step: () => tableStep(container, command, table.item(key)),
    effect: () => tableEffect(world, warm, { command, key, sentAt }),
  });
}

function secretDocument({ secrets }: World): string {
  const sharedSecrets = secrets.map((value) => ({ value }));
  const baseUrl = 'https://stationapi.veriff.com';
  const other = { baseUrl, sharedSecrets: [{ value: OTHER_SECRET }] };
  return JSON.stringify({
    integrations: [
      { name: 'live', apiKey: 'key', baseUrl, sharedSecrets },
      { name: 'test', apiKey: 'other-key', ...other },
    ],
  });
}

function stepAmong(
  steps: Partial<Readonly<Record<FunctionName, Step>>>,
  container: Container,
): Step {
  const step = container.actor === 'sweep' ? undefined : steps[container.actor];
  if (step === undefined) throw new Error(`${container.actor} makes an unforeseen call`);
  return step;
}

async function toVeriff(world: World, { container }: Warm, question: Question): Promise<Exchanged> {
  const { machine, veriff, ledger } = world;
  const isKeyed = question.body?.toString().includes('"keyed') === true;
  return call(machine, container, {
    service: 'veriff',
    step: () => STEP_OF_VERIFF[question.operation],
    effect: () => {
      const answered = askedOf(veriff, question, world.signing);
      if (question.operation === 'create' && isKeyed) sessionMade(ledger);
      return answered;
    },
    answer: (fault: Fault) => {
      if (question.operation === 'decision') world.failedPolls += 1;
      return veriffFault(fault, (count) => pick(world, count));
    },
  }) as Promise<Exchanged>;
}

async function toBus(world: World, { container }: Warm, command: unknown): Promise<unknown> {
  const { machine, ledger } = world;
  return call(machine, container, {
    service: 'bus',
    step: () => stepAmong(STEP_OF_BUS, container),
    effect: () =>
      taken(ledger.published, command as PutEventsCommand, (id, before, content) => {
        eventPublished(ledger, { id, before, content });
      }),
    answer: (fault) => (fault === 'not-taken' ? NOT_TAKEN : undefined),
  });
}

function telemetryOf({ ledger, moved }: World, { container }: Warm): Telemetry {
  return {
    count: (name, dimensions) => {
      const { from = '', to = '' } = dimensions as Readonly<Record<string, string>>;
      if (name === 'Transition') moved(from, to);
      if (name === 'OutcomeUnknown' || name === 'OrphanSession') ledger.counted += 1;
    },
    measure: () => {},
    note: (level, message, { errorName }) => {
      if (level === 'error' && message === 'unexpected error') {
        note(ledger, `${container.actor} met an unforeseen error: ${errorName}`);
      }
    },
  };
}

function surroundingsOf(world: World, warm: Warm): Surroundings {
  const { machine } = world;
  const { container } = warm;
  return {
    table: async (command) => toTable(world, warm, command),
    bus: async (command) => toBus(world, warm, command),
    secret: async () =>
      call(machine, container, {
        service: 'secret',
        step: () => stepAmong(STEP_OF_SECRET, container),
        effect: () => ({ SecretString: secretDocument(world) }),
      }),
    veriff: async (question) => toVeriff(world, warm, question),
    now: () => clockOf(machine, container),
    newToken: () => {
      const token = `token-${(world.tokens += 1)}`;
      warm.tokens.push(token);
      return token;
    },
    telemetry: telemetryOf(world, warm),
  };
}

/** How far a container's clock is from the true one. */
export function skewFor(world: World): number {
  return world.skews[pick(world, world.skews.length)] ?? 0;
}

/** A container that is free, or a new one with nothing in its memory. */
function containerFor(world: World, actor: FunctionName): Warm {
  const { machine, warm } = world;
  const dead = ({ container: { current } }: Warm): boolean =>
    current !== undefined && !machine.living.has(current);
  const idle = warm.find(
    ({ container }) => container.actor === actor && container.current === undefined,
  );
  if (idle !== undefined && !dead(idle)) return idle;
  const container: Container = {
    actor,
    name: `${actor}-${warm.length}`,
    skewMs: skewFor(world),
    current: undefined,
  };
  const program = SHELF.get(actor)?.pop() ?? loaded(actor);
  const fresh: Warm = { container, program, tokens: [], sawExpired: false };
  program.start(surroundingsOf(world, fresh));
  warm.push(fresh);
  return fresh;
}

/** What the caller of a function hears, with what the invocation did. */
export type Heard = (ending: Ending, invocation: Invocation, sawExpired: boolean) => void;

/** An event for a function, on whatever container there is for it. */
export function send(world: World, actor: FunctionName, event: object, heard: Heard): Invocation {
  const { machine } = world;
  const warm = containerFor(world, actor);
  warm.tokens = [];
  warm.sawExpired = false;
  const invocation = invoke(machine, {
    container: warm.container,
    seconds: FUNCTION_TIMEOUT_SECONDS[actor],
    work: async () => warm.program.handle(event),
    ended: (ending) => {
      heard(ending, invocation, warm.sawExpired);
    },
  });
  return invocation;
}
