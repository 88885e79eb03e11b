import { failureOf, MOST_SENDINGS } from './failures.ts';
import type { Actor, Fault, Service, Step } from './steps.ts';

/** One execution environment: it works on one event at a time, and what it holds in memory dies with it. */
export interface Container {
  readonly actor: Actor;
  readonly name: string;
  /** Its clock against the true one, in milliseconds. */
  skewMs: number;
  current: Invocation | undefined;
}

/** How an invocation ended. */
export type Ending =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  /** Nobody will ever hear of it again. */
  | { readonly kind: 'died' };

/** One event that a container works on. */
export interface Invocation {
  readonly container: Container;
  readonly number: number;
  /** When it is stopped, by the true clock. */
  readonly deadline: number;
  /** How often it came to each step, repetitions of the SDK left out. */
  readonly steps: Partial<Record<Step, number>>;
  /** Conditional writes that it lost. */
  lost: number;
  faults: number;
  readonly ended: (ending: Ending) => void;
}

/** A call that waits for its turn. */
export interface Waiting {
  readonly service: Service;
  readonly invocation: Invocation;
  /** When it was made, by the container's own clock. */
  readonly sentAt: number;
  readonly step: () => Step;
  /** What the far side does; it may throw what the far side answers. */
  readonly effect: () => unknown;
  /** What a fault looks like to the caller where it is an answer; undefined where it is an error. */
  readonly answer?: (fault: Fault) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly sending: number;
}

/** A fault that strikes a call; `heals`: the client's repetition gets another chance. */
export interface Strike {
  readonly fault: Fault;
  readonly heals: boolean;
}

/** Told of every call that has been dealt with. */
export type Watcher = (step: Step, waiting: Waiting, strike: Strike | undefined) => void;

/** Everybody who waits, and the one clock. */
export interface Machine {
  now: number;
  waiting: Waiting[];
  readonly living: Set<Invocation>;
  started: number;
  readonly watch: Watcher;
}

export function machineAt(now: number, watch: Watcher): Machine {
  return { now, waiting: [], living: new Set(), started: 0, watch };
}

/** The container's own idea of the time. */
export function clockOf(machine: Machine, container: Container): number {
  return machine.now + container.skewMs;
}

type Asked = Pick<Waiting, 'service' | 'step' | 'effect' | 'answer'>;

/** Makes a call: from here on it is the scheduler's turn. */
export async function call(machine: Machine, container: Container, asked: Asked): Promise<unknown> {
  const { current: invocation } = container;
  // A container that is gone makes no call, and what would follow never runs.
  if (invocation === undefined || !machine.living.has(invocation)) return new Promise(() => {});
  const sentAt = clockOf(machine, container);
  return new Promise((resolve, reject) => {
    machine.waiting.push({ ...asked, invocation, sentAt, resolve, reject, sending: 1 });
  });
}

interface Started {
  readonly container: Container;
  readonly seconds: number;
  readonly work: () => Promise<unknown>;
  readonly ended: (ending: Ending) => void;
}

async function worked(work: () => Promise<unknown>): Promise<Ending> {
  try {
    return { kind: 'returned', value: await work() };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

/** Gives an event to a container. */
export function invoke(machine: Machine, { container, seconds, work, ended }: Started): Invocation {
  const invocation: Invocation = {
    container,
    number: (machine.started += 1),
    deadline: machine.now + seconds * 1000,
    steps: {},
    lost: 0,
    faults: 0,
    ended,
  };
  container.current = invocation;
  machine.living.add(invocation);
  const end = (ending: Ending): void => {
    if (!machine.living.delete(invocation)) return;
    container.current = undefined;
    ended(ending);
  };
  void worked(work).then(end);
  return invocation;
}

/** The container is gone: what it waits for is answered to nobody, and its continuation never runs. */
function kill(machine: Machine, invocation: Invocation): void {
  machine.waiting = machine.waiting.filter((each) => each.invocation !== invocation);
  if (machine.living.delete(invocation)) invocation.ended({ kind: 'died' });
}

function take(machine: Machine, waiting: Waiting): void {
  const at = machine.waiting.indexOf(waiting);
  if (at < 0) throw new Error('this call does not wait');
  machine.waiting.splice(at, 1);
}

/** The far side does it; what it answers goes nowhere. */
function unheard({ effect }: Waiting): void {
  try {
    effect();
  } catch {
    // Whoever called will never know.
  }
}

function repeatedOrFailed(machine: Machine, waiting: Waiting, { fault, heals }: Strike): void {
  const { service, sending } = waiting;
  const answered = waiting.answer?.(fault);
  if (answered !== undefined) waiting.resolve(answered);
  else if (heals && sending < MOST_SENDINGS[service]) {
    machine.waiting.push({ ...waiting, sending: sending + 1 });
  } else waiting.reject(failureOf(service, fault));
}

/** Faults after which the far side has done what was asked. */
const AFTER_EFFECT: ReadonlySet<Fault> = new Set(['answer-lost', 'crash-after', 'malformed']);

function struck(machine: Machine, waiting: Waiting, strike: Strike): void {
  if (AFTER_EFFECT.has(strike.fault)) unheard(waiting);
  waiting.invocation.faults += 1;
  if (strike.fault === 'crash-before' || strike.fault === 'crash-after') {
    kill(machine, waiting.invocation);
  } else repeatedOrFailed(machine, waiting, strike);
}

function carriedOut({ effect, resolve, reject }: Waiting): void {
  let value: unknown;
  try {
    value = effect();
  } catch (error) {
    reject(error);
    return;
  }
  resolve(value);
}

/** Which fault strikes a step, if any. */
export type Fate = (step: Step) => Strike | undefined;

/** One step of the world: a call is carried out, or struck. */
export function turn(machine: Machine, waiting: Waiting, fate: Fate): void {
  take(machine, waiting);
  const step = waiting.step();
  const strike = fate(step);
  const { steps } = waiting.invocation;
  if (waiting.sending === 1) steps[step] = (steps[step] ?? 0) + 1;
  machine.watch(step, waiting, strike);
  if (strike === undefined) carriedOut(waiting);
  else struck(machine, waiting, strike);
}

/** Time passes; whoever is over its time is stopped. */
export function pass(machine: Machine, milliseconds: number): void {
  machine.now += milliseconds;
  for (const invocation of machine.living) {
    if (invocation.deadline <= machine.now) kill(machine, invocation);
  }
}

/** Lets everything run that can run without an answer from outside. A tick comes after the last microtask. */
export async function drained(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
}
