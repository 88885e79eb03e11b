import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { crashRun, type Report } from './run.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function times(readyMs: readonly number[]): string {
  const sorted = readyMs.toSorted((a, b) => a - b).map(Math.round);
  return `${sorted[Math.floor(sorted.length / 2)]} ms (longest ${sorted.at(-1)} ms)`;
}

function table({ seed }: Options, report: Report, seconds: number): string {
  const { kills, killedAtStart, ends, recovered, violations } = report;
  const rows: readonly (readonly [string, string | number])[] = [
    ['seed', seed],
    ['kills with -9', `${kills}, ${killedAtStart} of them before it was ready`],
    ['ready again after a kill', times(report.readyMs)],
    ['sessions', report.sessions],
    ...[...ends].map(([name, count]) => [`  ${name}`, count] as const),
    ['changes accepted', report.accepted],
    ['events published', report.events],
    ["webhooks brought by Veriff's retry", recovered.retry],
    ['decisions brought by the fallback', recovered.fallback],
    ['sessions at Veriff without an answer', report.orphans],
    ['violations', violations.length],
    ['seconds', Math.round(seconds)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(38)}${value}`).join('\n');
}

async function run(options: Options): Promise<void> {
  if (!existsSync('dist/functions')) throw new UsageError('dist/ is missing: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const from = performance.now();
  try {
    const report = await crashRun(options, folder);
    say(table(options, report, (performance.now() - from) / 1000));
    if (report.violations.length === 0) return;
    say(['', ...report.violations].join('\n'));
    say(`\nagain: node test/crash/main.ts --kills ${options.kills} --seed ${options.seed}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(USAGE);
  else await run(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
