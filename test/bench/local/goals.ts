import type { Measured } from '../load.ts';
import { quantile } from '../load.ts';

/** A figure, and what it has to be where it is a goal. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  readonly atLeast?: true;
}

/** The goals that a rate has, ms; what is left out is told without a verdict. */
interface Limits {
  readonly p50?: number;
  readonly p99?: number;
}

/** p50, p99 and p99.9 of a load, ms. */
export function latencies(id: string, { latencies: all }: Measured, limits: Limits): Figure[] {
  const figure = (name: string, share: number, limit?: number): Figure => ({
    id: `${id}, ${name}`,
    value: quantile(all, share),
    unit: 'ms',
    ...(limit !== undefined && { limit }),
  });
  return [figure('p50', 0.5, limits.p50), figure('p99', 0.99, limits.p99), figure('p99.9', 0.999)];
}

/** Fails where any answer was another one. */
export function only(expected: string, { statuses }: Measured): void {
  const others = Object.keys(statuses).filter((status) => status !== expected);
  if (others.length > 0) throw new Error(`wrong answers: ${JSON.stringify(statuses)}`);
}

/** Bytes in MB. */
export const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

function verdict({ value, limit, atLeast, unit }: Figure): readonly [string, string] {
  if (limit === undefined) return ['', ''];
  const isReached = atLeast === true ? value >= limit : value <= limit;
  return [isReached ? 'ok' : 'missed', `(${atLeast === true ? '>=' : '<='} ${limit} ${unit})`];
}

/** One line a figure. */
export function told(figures: readonly Figure[]): string {
  return figures
    .map((figure) => {
      const [said, bound] = verdict(figure);
      const value = figure.value.toFixed(1).padStart(9);
      return `${said.padEnd(6)}  ${figure.id.padEnd(48)} ${value} ${figure.unit.padEnd(3)} ${bound}`.trimEnd();
    })
    .join('\n');
}
