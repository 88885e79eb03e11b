import { T0 } from '../support/given.ts';
import { forgery } from './forgeries.ts';
import { fuzzed } from './fuzzed-events.ts';
import { genuine, RUN_SECRET, SESSIONS } from './genuine.ts';
import { random } from './random.ts';
import { type Rig, rig } from './rig.ts';
import { leakOf, mistakeOf, type Observed } from './verdict.ts';

/** A share of a run: the attacks from `from` to before `to`. */
export interface Share {
  readonly attack: 'webhooks' | 'events';
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** An attack that got through, or was not answered as documented. */
export interface Violation {
  readonly attack: Share['attack'];
  readonly index: number;
  readonly kind: string;
  readonly what: string;
}

/** What came of a share. */
export interface Tally {
  /** Attacks by kind. */
  readonly kinds: Record<string, number>;
  /** Genuine messages among the forgeries, by the way in which they came; all were taken. */
  readonly taken: Record<string, number>;
  /** Answers by status. */
  readonly statuses: Record<string, number>;
  /** At most the first hundred. */
  readonly violations: Violation[];
}

/** Every so many forgeries a genuine message has to come through. */
const CONTROL = 200;

/** So many events are tried on the same records. */
export const ROUND = 500;

const MOST_VIOLATIONS = 100;

const keysOfPrototypes = () =>
  Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length;
const CLEAN = keysOfPrototypes();

export function emptyTally(): Tally {
  return { kinds: {}, taken: {}, statuses: {}, violations: [] };
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Calls the function and takes down what came of it. */
export async function observe(
  on: Rig,
  name: Parameters<Rig['invoke']>[0],
  event: unknown,
): Promise<Observed> {
  on.forget();
  try {
    const answer = await on.invoke(name, event);
    return { answer, effects: on.effects, lines: on.lines };
  } catch (thrown) {
    return { thrown, effects: on.effects, lines: on.lines };
  }
}

function statusOf({ answer }: Observed): string {
  return String((answer as { readonly statusCode?: unknown } | undefined)?.statusCode);
}

/** Notes what came of one attack. */
function note(tally: Tally, violation: Omit<Violation, 'what'>, what: string | undefined): void {
  const polluted = keysOfPrototypes() === CLEAN ? undefined : 'a prototype was changed';
  const mistake = what ?? polluted;
  if (mistake === undefined || tally.violations.length >= MOST_VIOLATIONS) return;
  tally.violations.push({ ...violation, what: mistake });
}

const ACCEPTED = new Set([200]);

async function control(tally: Tally, on: Rig, { seed, from: index }: Share): Promise<void> {
  const { kind, event } = genuine(random(seed, -index - 1));
  const observed = await observe(on, 'webhook', event);
  const ignored = observed.effects.table === 0 ? 'nobody looked into the table' : undefined;
  add(tally.taken, kind);
  const violation = { attack: 'webhooks', index, kind: `genuine: ${kind}` } as const;
  note(tally, violation, mistakeOf(observed, ACCEPTED) ?? ignored);
}

/** The world with a session for each fixture, and nothing counted yet. */
export async function peopled(on: Rig): Promise<Rig> {
  for (const id of SESSIONS) await on.given((session) => ({ ...session, id }));
  on.forget();
  return on;
}

/** Tries forgeries on the real webhook function, and genuine messages between them. */
export async function attackWebhooks(share: Share, on?: Rig): Promise<Tally> {
  const tally = emptyTally();
  const target = on ?? (await peopled(rig({ secret: RUN_SECRET })));
  const constant = new Map<number, string>();
  for (let index = share.from; index < share.to; index += 1) {
    target.at(T0 + index - share.from);
    if (index % CONTROL === 0) await control(tally, target, { ...share, from: index });
    const { kind, event, status } = forgery(share.seed, index);
    const observed = await observe(target, 'webhook', event);
    add(tally.kinds, kind);
    add(tally.statuses, statusOf(observed));
    note(tally, { attack: 'webhooks', index, kind }, leakOf(observed, status, constant));
  }
  return tally;
}

const freshRig = async (): Promise<Rig> => peopled(rig());

/** Tries events of any shape on every function; a round of them shares its records. */
export async function attackEvents(share: Share, fresh = freshRig): Promise<Tally> {
  const tally = emptyTally();
  let on = await fresh();
  for (let index = share.from - (share.from % ROUND); index < share.to; index += 1) {
    if (index % ROUND === 0) on = await fresh();
    const { kind, name, event, documented, trouble } = fuzzed(random(share.seed, index));
    const observed = await trouble(on, async () => observe(on, name, event));
    if (index < share.from) continue;
    add(tally.kinds, kind);
    add(tally.statuses, statusOf(observed));
    note(tally, { attack: 'events', index, kind }, mistakeOf(observed, documented));
  }
  return tally;
}
