import type { States } from '../shared/contract/states-language.ts';
import type { LocalSweepRun, LocalSweepStep } from './console-api/wire.ts';
import { isRecord } from './json.ts';
import { microseconds } from './microseconds.ts';

/** Follows one run by the interpreter's own events. */
export interface RunSteps {
  /** The step that an event has begun or changed. */
  take(event: unknown): LocalSweepStep | undefined;
  readonly steps: readonly LocalSweepStep[];
  readonly counts: Pick<LocalSweepRun, 'retried' | 'caught' | 'entered'>;
}

interface StateEvent {
  readonly type: string;
  readonly name: string;
  readonly kind: string;
  readonly index: number | undefined;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: string;
}

/** More of an input or an output is not kept. */
const MOST_CHARACTERS = 8 * 1024;

interface Following {
  /** The Map that a state is in. */
  readonly maps: ReadonlyMap<string, string>;
  readonly steps: LocalSweepStep[];
  readonly counts: { retried: number; caught: number; readonly entered: Record<string, number> };
  /** Real time since the start, ms. */
  readonly elapsed: () => number;
}

/** Reads events into the states that a run went through, in the order in which they were entered. */
export function runSteps(definition: States): RunSteps {
  const startedAt = microseconds();
  const following: Following = {
    maps: mapOfState(definition),
    steps: [],
    counts: { retried: 0, caught: 0, entered: {} },
    elapsed: () => Math.round((microseconds() - startedAt) / 1000),
  };
  return {
    take: (given) => {
      const event = stateEvent(given);
      if (event === undefined) return undefined;
      return event.type === 'StateEntered' ? enter(following, event) : change(following, event);
    },
    steps: following.steps,
    counts: following.counts,
  };
}

function enter(
  { maps, steps, counts, elapsed }: Following,
  { name, kind, index, input }: StateEvent,
): LocalSweepStep {
  const map = maps.get(name);
  counts.entered[name] = (counts.entered[name] ?? 0) + 1;
  const step: LocalSweepStep = {
    seq: steps.length + 1,
    state: name,
    type: kind,
    ...(map !== undefined && index !== undefined && { within: { map, index } }),
    input: shortened(input),
    startedAfterMs: elapsed(),
  };
  steps.push(step);
  return step;
}

function change(
  { steps, counts, elapsed }: Following,
  event: StateEvent,
): LocalSweepStep | undefined {
  const at = steps.findLastIndex(
    ({ state, within, endedAfterMs }) =>
      state === event.name && within?.index === event.index && endedAfterMs === undefined,
  );
  const step = steps[at];
  if (step === undefined) return undefined;
  if (event.type === 'StateRetried') counts.retried += 1;
  if (event.type === 'StateCaught') counts.caught += 1;
  const next = changed(step, event, elapsed());
  steps[at] = next;
  return next;
}

function changed(step: LocalSweepStep, event: StateEvent, elapsed: number): LocalSweepStep {
  switch (event.type) {
    case 'StateFailed':
      return { ...step, error: event.error };
    case 'StateRetried':
      return { ...step, retries: (step.retries ?? 0) + 1 };
    case 'StateCaught':
      return { ...step, caught: true };
    default:
      return { ...step, output: shortened(event.output), endedAfterMs: elapsed };
  }
}

function stateEvent(event: unknown): StateEvent | undefined {
  if (!isRecord(event) || !isRecord(event['state'])) return undefined;
  const { type, state, index, Error: name, Cause: cause } = event;
  if (typeof type !== 'string' || typeof state['name'] !== 'string') return undefined;
  return {
    type,
    name: state['name'],
    kind: String(state['type']),
    index: typeof index === 'number' ? index : undefined,
    input: state['input'],
    output: state['output'],
    error: `${String(name)}: ${typeof cause === 'string' ? cause : JSON.stringify(cause)}`,
  };
}

/** The Map that a state is in, by the state's name. */
function mapOfState({ States: states }: States): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(states).flatMap(([map, { ItemProcessor: inner }]) =>
      Object.keys(inner?.States ?? {}).map((name) => [name, map] as const),
    ),
  );
}

function shortened(value: unknown): unknown {
  const text = JSON.stringify(value ?? null);
  return text.length <= MOST_CHARACTERS ? value : { cut: `${text.length} characters of JSON` };
}
