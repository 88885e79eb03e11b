import { readFileSync } from 'node:fs';
import { UsageError } from '../program.ts';
import type { Goal } from './goals.ts';
import { json } from './json.ts';

/** What an earlier result is compared by. */
export interface Earlier {
  readonly schema: number;
  readonly at: string;
  readonly goals: readonly Goal[];
}

/** Reads `bench-results/cold.json` of an earlier run. */
export function earlierResult(file: string): Earlier {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--compare: there is no ${file}; give the cold.json of an earlier run`);
  }
  const earlier = json<Partial<Earlier>>(text);
  if (earlier.schema === 2 && earlier.goals !== undefined && earlier.at !== undefined) {
    return { schema: 2, at: earlier.at, goals: earlier.goals };
  }
  throw new UsageError(`--compare: ${file} is no result of this benchmark; measure again`);
}

/** What has moved so far that the middle halves of both runs do not touch. */
export function moved(now: readonly Goal[], { at, goals }: Earlier): string {
  const before = new Map(goals.map((goal) => [goal.name, goal.value]));
  const lines = now.flatMap(({ name, value }) => {
    const old = before.get(name);
    if (old === undefined || (value.low <= old.high && value.high >= old.low)) return [];
    return [`${name}: ${old.median.toFixed(2)} then, ${value.median.toFixed(2)} now`];
  });
  const told = lines.length === 0 ? ['nothing beyond the quartiles'] : lines;
  return [`Since ${at}:`, ...told].join('\n');
}
