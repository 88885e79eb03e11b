import { cpus, loadavg } from 'node:os';
import type { Micro } from './micro.ts';
import { delta, plain, plainRatio, ratio, type Samples } from './rounds.ts';
import type { Spread } from './statistics.ts';
import { CASE_NAMES, type Case, type Variant, versions } from './variants.ts';

/** All that was measured. */
export interface Results {
  readonly variants: ReadonlyMap<Case, readonly Variant[]>;
  readonly levers: readonly Variant[];
  readonly lambda: Samples;
  readonly bare: Samples;
  readonly warm: Samples;
  readonly micro: readonly Micro[];
  readonly rounds: Readonly<Record<string, number>>;
  readonly loadBefore: number;
}

export const TITLES: Readonly<Record<Case, string>> = {
  webhook: 'Receive a webhook',
  'webhook-env': 'Receive a webhook, its secret at hand',
  create: 'Create a session',
  poll: 'Poll a decision',
};

const ms = ({ median, low, high }: Spread) =>
  `${median.toFixed(0)} (${low.toFixed(0)}-${high.toFixed(0)})`;
export const times = ({ median, low, high }: Spread) =>
  `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`;
const kb = (bytes: number) => (bytes / 1000).toFixed(0);

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(row)].join(
    '\n',
  );
}

function coldRows(of: Case, variants: readonly Variant[], samples: Samples) {
  return variants.map((variant) => {
    const key = `${of}/${variant.name}`;
    const to = (base: string) => [key, `${of}/${base}`] as const;
    return [
      variant.name,
      ms(delta(samples, key, 'coldWall')),
      ms(delta(samples, key, 'coldCpu')),
      times(ratio(samples, to('floor'), 'coldCpu')),
      times(ratio(samples, to('peer'), 'coldCpu')),
      times(ratio(samples, to('peer'), 'coldWall')),
      ms(delta(samples, key, 'loadCpu')),
      ms(delta(samples, key, 'firstCpu')),
      kb(plain(samples, key, 'rss').median / 1000),
      kb(variant.bytes),
      kb(variant.zip),
    ];
  });
}

const COLD = [
  'variant',
  'cold, wall ms',
  'cold, CPU ms',
  '× floor, CPU',
  '× peer, CPU',
  '× peer, wall',
  'init, CPU ms',
  'first event, CPU ms',
  'RSS MB',
  'JS KB',
  'zip KB',
];

/** The tables of the cold starts of one set of flags. */
export function coldTables({ variants, levers }: Results, samples: Samples): string {
  return CASE_NAMES.map((of) => {
    const more = of === 'webhook' ? levers : [];
    const measured = [...(variants.get(of) ?? []), ...more].filter((variant) =>
      samples.has(`${of}/${variant.name}`),
    );
    return `### ${TITLES[of]}\n\n${table(COLD, coldRows(of, measured, samples))}`;
  }).join('\n\n');
}

const WARM = [
  'function',
  'variant',
  'CPU ms an event',
  '× peer, CPU',
  'p50 ms',
  'p99 ms',
  '× peer, p99',
  'RSS MB',
];

/** What an event costs in a process that stays. */
export function warmTable({ variants, warm }: Results): string {
  const rows = CASE_NAMES.flatMap((of) =>
    (variants.get(of) ?? []).map(({ name }) => {
      const key = `${of}/${name}`;
      const pair = [key, `${of}/peer`] as const;
      return [
        TITLES[of],
        name,
        plain(warm, key, 'warmCpu').median.toFixed(2),
        times(plainRatio(warm, pair, 'warmCpu')),
        plain(warm, key, 'warmP50').median.toFixed(2),
        plain(warm, key, 'warmP99').median.toFixed(2),
        times(plainRatio(warm, pair, 'warmP99')),
        kb(plain(warm, key, 'warmRss').median / 1000),
      ];
    }),
  );
  return table(WARM, rows);
}

const MICRO = ['without a network', 'µs', 'goal'];

/** What a webhook costs apart from its calls. */
export function microTable({ micro }: Results): string {
  const rows = micro.map(({ name, took, limit }) => [
    name,
    times(took),
    limit === undefined ? '' : `≤ ${limit}`,
  ]);
  return table(MICRO, rows);
}

/** Where and when. */
export function conditions({ rounds, loadBefore }: Results): string {
  const [first] = cpus();
  const known = Object.entries(versions()).map(([name, version]) => `${name} ${version}`);
  const load = `load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  const counted = Object.entries(rounds).map(([name, count]) => `${count} ${name}`);
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${first?.model ?? 'unknown'}, ${load}; rounds: ${counted.join(', ')}; ${known.join(', ')}.`;
}
