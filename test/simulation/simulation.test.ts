import { describe, expect, it } from 'vitest';
import { sharesOf } from '../support/shares.ts';
import { GROUPS, groupReport } from './lost.ts';
import { type Container, call, drained, invoke, machineAt, pass, turn } from './machine.ts';
import { MATRIX_SIZES, matrixShare, matrixTrace } from './matrix.ts';
import { namedName, playNamed } from './named.ts';
import { neverStruck } from './report.ts';
import { replay, simulate } from './run.ts';
import KNOWN from './seeds.json' with { type: 'json' };
import { CELLS, type Fault, type Step } from './steps.ts';

const KNOWN_SEEDS: readonly { readonly seed: number; readonly why: string }[] = KNOWN;

/** A container that makes two calls, one after the other, and what came of it. */
function working() {
  const done: string[] = [];
  const machine = machineAt(0, () => {});
  const container: Container = { actor: 'read-session', name: 'c', skewMs: 0, current: undefined };
  const step = (): Step => 'read.read';
  const ask = async (what: string) =>
    call(machine, container, { service: 'table', step, effect: () => done.push(`effect ${what}`) });
  invoke(machine, {
    container,
    seconds: 10,
    work: async () => {
      await ask('one');
      done.push('between');
      await ask('two');
    },
    ended: ({ kind }) => done.push(kind),
  });
  const next = async (fault?: Fault, heals = false) => {
    const [waiting] = machine.waiting;
    if (waiting === undefined) throw new Error('nobody waits');
    turn(machine, waiting, () => (fault === undefined ? undefined : { fault, heals }));
    await drained();
  };
  return { done, machine, next };
}

describe('the machine', () => {
  it('lets an invocation run from call to call', async () => {
    const { done, next } = working();
    await next();
    await next();

    expect(done).toEqual(['effect one', 'between', 'effect two', 'returned']);
  });

  it.each([
    ['crash-before', ['died']],
    ['crash-after', ['effect one', 'died']],
    ['no-answer', ['threw']],
    ['answer-lost', ['effect one', 'threw']],
  ] as const)('never runs what follows a %s', async (fault, became) => {
    const { done, machine, next } = working();
    await next(fault);

    expect(done).toEqual(became);
    expect(machine.waiting).toEqual([]);
  });

  it('repeats a call as the SDK does, and so its effect where only the answer was lost', async () => {
    const { done, next } = working();
    await next('answer-lost', true);
    await next('throttled', true);
    await next();

    expect(done).toEqual(['effect one', 'effect one', 'between']);
  });

  it('gives up after as many sendings as the SDK', async () => {
    const { done, next } = working();
    await next('reset', true);
    await next('reset', true);
    await next('reset', true);

    expect(done).toEqual(['threw']);
  });

  it('stops an invocation at its deadline', async () => {
    const { done, machine, next } = working();
    await next();
    pass(machine, 9999);
    expect(done).toEqual(['effect one', 'between']);
    pass(machine, 1);

    expect(done).toEqual(['effect one', 'between', 'died']);
    expect(machine.waiting).toEqual([]);
  });
});

describe('random histories', () => {
  it('violate nothing', async () => {
    const { violations, histories } = await simulate(0, 1000);

    expect(violations).toEqual([]);
    expect(histories).toBe(1000);
  });

  it.each(KNOWN_SEEDS)('violate nothing where they once did: $seed, $why', async ({ seed }) => {
    expect((await replay(seed)).violation).toBeUndefined();
  });

  it('follow from their seed alone', async () => {
    const first = await replay(77);
    await simulate(500, 510);

    expect(await replay(77)).toEqual(first);
    expect(first.trace.length).toBeGreaterThan(10);
  });

  it('are all told, each once, however the work is spread', () => {
    const whole = { work: 'seeds', from: 5, to: 108 } as const;
    const seeds = (processes: number) =>
      sharesOf(whole, processes).flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, at) => from + at),
      );

    expect(seeds(3)).toEqual(seeds(1));
    expect(seeds(1)).toHaveLength(103);
  });
});

describe('the fault matrix', () => {
  it('strikes every step with every fault, and violates nothing', async () => {
    const tally = await matrixShare('singles', 0, MATRIX_SIZES.singles);

    expect(tally.violations).toEqual([]);
    expect(neverStruck(tally)).toEqual([]);
    expect(tally.histories).toBe(2 * CELLS.length);
  });

  it('plays every history that has a name to the end that it names', async () => {
    const names = Array.from({ length: MATRIX_SIZES.named }, (_, index) => namedName(index));
    const tally = await matrixShare('named', 0, MATRIX_SIZES.named);

    expect(tally.violations).toEqual([]);
    expect(new Set(names).size).toBe(540);
    expect(namedName(0)).toBe('every word 2 times (webhooks, TTL 0 days late)');
    expect(await playNamed(540, { watch: () => {}, moved: () => {} })).toMatch(/there is no/);
  });

  it('has every pair once', async () => {
    const size = MATRIX_SIZES.pairs;
    const { violations, histories } = await matrixShare('pairs', size - 100, size);

    expect([violations, histories]).toEqual([[], 100]);
    expect(size).toBe((CELLS.length * (CELLS.length - 1)) / 2);
  });

  it('can be told call by call', async () => {
    const { trace } = await matrixTrace('singles', 0);

    expect(trace.join('\n')).toContain('create.secret  ! throttled');
  });
});

describe('where every webhook is lost', () => {
  it.each(GROUPS)('decisions arrive in time, with few polls: $name', async (group) => {
    const { late, sessions } = await groupReport(group, 20);

    expect([late, sessions]).toEqual([0, 20]);
  });
});
