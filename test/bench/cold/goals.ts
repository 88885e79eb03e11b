import { type Results, TITLES, table, times } from './report.ts';
import { plainRatio, ratio } from './rounds.ts';
import type { Spread } from './statistics.ts';
import { CASE_NAMES, type Case } from './variants.ts';

/** What is aimed at: a ratio inside a round, or a size, and what it may be at most. */
export interface Goal {
  readonly name: string;
  readonly limit: number;
  readonly value: Spread;
}

type Pair = readonly [string, string];

function coldGoals(
  of: Case,
  { lambda }: Results,
  limits: readonly [number, number],
): readonly Goal[] {
  const peer: Pair = [`${of}/ours`, `${of}/peer`];
  const floor: Pair = [`${of}/ours`, `${of}/floor`];
  const title = TITLES[of];
  return [
    { name: `${title}: cold CPU × peer`, limit: limits[0], value: ratio(lambda, peer, 'coldCpu') },
    {
      name: `${title}: cold CPU × floor`,
      limit: limits[1],
      value: ratio(lambda, floor, 'coldCpu'),
    },
    {
      name: `${title}: first event, CPU × peer`,
      limit: 0.12,
      value: ratio(lambda, peer, 'firstCpu'),
    },
    { name: `${title}: RSS × peer`, limit: 0.85, value: plainRatio(lambda, peer, 'rss') },
  ];
}

const exactly = (value: number): Spread => ({ median: value, low: value, high: value });

/** What is shipped, in KB: the goals are for two clients of the SDK, and ours have a third one, of the bus. */
function sizeGoals({ variants }: Results): readonly Goal[] {
  return CASE_NAMES.flatMap((of) => {
    const own = variants.get(of)?.find(({ name }) => name === 'ours');
    if (own === undefined) return [];
    return [
      {
        name: `${TITLES[of]}: JS, KB`,
        limit: of === 'webhook-env' ? 225 : 245,
        value: exactly(own.bytes / 1000),
      },
      {
        name: `${TITLES[of]}: zip with code cache, KB`,
        limit: 335,
        value: exactly(own.zip / 1000),
      },
    ];
  });
}

function warmGoals({ warm }: Results): readonly Goal[] {
  return CASE_NAMES.map((of) => ({
    name: `${TITLES[of]}: warm CPU × peer`,
    limit: of.startsWith('webhook') ? 0.95 : 0.8,
    value: plainRatio(warm, [`${of}/ours`, `${of}/peer`], 'warmCpu'),
  }));
}

function microGoals({ micro }: Results): readonly Goal[] {
  return micro.flatMap(({ name, took, limit }) =>
    limit === undefined ? [] : [{ name: `${name}, µs`, limit, value: took }],
  );
}

/** The goals, and whether they are reached. */
export function goals(results: Results): readonly Goal[] {
  const kit: Pair = ['webhook/ours', 'webhook/Powertools'];
  return [
    ...coldGoals('webhook', results, [0.38, 1.2]),
    {
      name: `${TITLES.webhook}: cold CPU × Powertools`,
      limit: 0.2,
      value: ratio(results.lambda, kit, 'coldCpu'),
    },
    {
      name: `${TITLES['webhook-env']}: cold wall × peer`,
      limit: 0.33,
      value: ratio(results.lambda, ['webhook-env/ours', 'webhook-env/peer'], 'coldWall'),
    },
    ...coldGoals('webhook-env', results, [0.35, 1.1]).slice(0, 2),
    {
      name: 'A code cache that is refused: cold CPU × none',
      limit: 1.02,
      value: ratio(
        results.lambda,
        ['webhook/ours, refused cache', 'webhook/ours, no code cache'],
        'coldCpu',
      ),
    },
    ...coldGoals('create', results, [0.33, 1.15]),
    ...coldGoals('poll', results, [0.33, 1.15]),
    ...warmGoals(results),
    ...sizeGoals(results),
    ...microGoals(results),
  ];
}

export const isReached = ({ limit, value }: Goal): boolean => value.median <= limit;

export function goalTable(results: Results): string {
  const rows = goals(results).map((goal) => [
    goal.name,
    `≤ ${goal.limit}`,
    times(goal.value),
    isReached(goal) ? 'ok' : `missed by ${(goal.value.median - goal.limit).toFixed(2)}`,
  ]);
  return table(['goal', 'limit', 'measured', ''], rows);
}
