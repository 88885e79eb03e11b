/** One program of the proof. */
export interface Part {
  readonly name: string;
  /** What it shows, in a few words. */
  readonly shows: string;
  readonly program: readonly string[];
}

/** Parts that run at the same time: together they fill two cores. */
export type Turn = readonly Part[];

const simulation = (...flags: string[]) => ['test/simulation/main.ts', ...flags];
/** What `npm run mutate` leaves to the release, as each mutant needs a table, and with it the rest of the edges. */
const MUTATED = [
  'shared/adapters/dynamodb/condition.ts',
  'shared/adapters/dynamodb/expiry.ts',
  'shared/adapters/dynamodb/revision.ts',
  'shared/adapters/veriff/signature.ts',
  'shared/adapters/runtime/line.ts',
  'shared/adapters/runtime/logger.ts',
  'shared/adapters/runtime/metrics.ts',
  'functions/create-session/idempotency-key.ts',
];

/** How much of each is asked for. */
export interface Amounts {
  readonly schedules: number;
  readonly forgeries: number;
  readonly events: number;
  readonly states: 'ci' | 'release';
  readonly kills: number;
  /** Also what needs a table for each mutant. */
  readonly mutateStore: boolean;
}

/** For every run of the gate. */
export const EVERY_RUN: Amounts = {
  schedules: 250_000,
  forgeries: 1_000_000,
  events: 1_000_000,
  states: 'ci',
  kills: 50,
  mutateStore: false,
};

/** For a release. */
export const RELEASE: Amounts = {
  schedules: 5_000_000,
  forgeries: 10_000_000,
  events: 5_000_000,
  states: 'release',
  kills: 100,
  mutateStore: true,
};

/** Everything that is shown, in turns of two cores each. */
export function turns(amounts: Amounts): readonly Turn[] {
  const { schedules, forgeries, events, states, kills, mutateStore } = amounts;
  const pair = ['--processes', '2'];
  const mutants: Part = {
    name: 'mutants of the edges',
    shows: 'signature, conditions of the store, idempotency and redaction',
    program: [
      'node_modules/@stryker-mutator/core/bin/stryker.js',
      'run',
      'stryker.adapters.config.json',
      '--mutate',
      MUTATED.join(','),
    ],
  };
  return [
    [
      {
        name: 'schedules',
        shows: `${schedules} seeded histories, every invariant after every step`,
        program: simulation('--seeds', String(schedules), ...pair),
      },
    ],
    [
      {
        name: 'pairs of faults',
        shows: 'every two faults at any two steps',
        program: simulation('--matrix', 'pairs', ...pair),
      },
    ],
    [
      {
        name: 'single faults',
        shows: 'every fault at every step',
        program: simulation('--matrix', 'singles'),
      },
      {
        name: 'histories by name',
        shows: 'orders, repetitions, second thoughts, erasures, clocks, late TTL',
        program: simulation('--matrix', 'named'),
      },
      {
        name: 'lost webhooks',
        shows: 'every decision arrives, and when',
        program: simulation('--lost'),
      },
    ],
    [
      {
        name: 'attacks',
        shows: `${forgeries} forged webhooks, ${events} odd events, rotation, flood`,
        program: [
          'test/attacks/main.ts',
          '--webhooks',
          String(forgeries),
          '--events',
          String(events),
          ...pair,
        ],
      },
    ],
    [
      {
        name: 'planted bugs',
        shows: 'each is caught, by a test and by the simulation',
        program: ['test/planted/main.ts', '--seeds', '1000', ...pair],
      },
    ],
    [
      {
        name: 'exploration',
        shows: 'every reachable state of the small models',
        program: ['test/exploration/main.ts', '--size', states],
      },
      {
        name: 'kill -9',
        shows: `the real local run, killed ${kills} times under load`,
        program: ['test/crash/main.ts', '--kills', String(kills)],
      },
    ],
    ...(mutateStore ? [[mutants]] : []),
  ];
}
