import { spawn } from 'node:child_process';
import { EVERY_RUN, type Part, RELEASE, turns } from './parts.ts';

// `npm run proof`: every program of docs/guarantees.md, one after the other; `npm run proof:release` with larger numbers.

interface Ended {
  readonly part: Part;
  readonly code: number;
  readonly seconds: number;
}

/** Runs one program to its end; what it prints is shown as one piece, since another may be running. */
async function run(part: Part): Promise<Ended> {
  const from = performance.now();
  const child = spawn(process.execPath, [...part.program], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const keep = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (ended) => resolve(ended ?? 1));
  });
  process.stdout.write(`\n== ${part.name}: ${part.shows}\n${said}`);
  return { part, code, seconds: (performance.now() - from) / 1000 };
}

const [flag, ...more] = process.argv.slice(2);
if (more.length > 0 || (flag !== undefined && flag !== '--release')) {
  process.stderr.write(`proof: ${[flag, ...more].join(' ')} is unknown. Allowed: --release\n`);
  process.exit(2);
}
const from = performance.now();
const ended: Ended[] = [];
for (const turn of turns(flag === undefined ? EVERY_RUN : RELEASE)) {
  ended.push(...(await Promise.all(turn.map(run))));
}
process.stdout.write('\n');
for (const { part, code, seconds } of ended) {
  const verdict = code === 0 ? 'ok    ' : 'FAILED';
  process.stdout.write(
    `${verdict}  ${part.name.padEnd(22)} ${seconds.toFixed(0).padStart(5)} s  ${part.shows}\n`,
  );
}
process.stdout.write(`${((performance.now() - from) / 1000).toFixed(0)} s in all\n`);
process.exitCode = ended.every(({ code }) => code === 0) ? 0 : 1;
