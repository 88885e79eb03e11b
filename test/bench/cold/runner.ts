import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { json } from './json.ts';

// One execution environment: node runner.mjs <handler> <event> [invocations]. Loads the handler, gives it the
// event once, and again as often as it is told; prints what that took as one line of JSON.

const { argv, env } = process;
const [, , handlerFile = '', eventFile = '', more = '0'] = argv;

const shift = Number(env['BENCH_SHIFT_MS'] ?? 0);
if (shift !== 0) {
  const now = Date.now;
  Date.now = () => now() + shift;
}

function used() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
}

const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 30_000 };
interface Module {
  readonly handler: (event: object, of: object) => Promise<unknown>;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the benchmark built it
const { handler } = (await import(pathToFileURL(handlerFile).href)) as Module;
const load = used();
const event = json<object>(readFileSync(eventFile, 'utf8'));
const answer = await handler(event, context);
const end = used();
const { rss } = process.memoryUsage();

async function warm(invocations: number) {
  if (invocations === 0) return {};
  for (let at = 0; at < invocations / 2; at += 1) await handler(event, context);
  const walls: number[] = [];
  const before = used();
  for (let at = 0; at < invocations; at += 1) {
    const from = performance.now();
    await handler(event, context);
    walls.push(performance.now() - from);
  }
  const after = used();
  walls.sort((a, b) => a - b);
  return {
    warmCpu: (after.cpu - before.cpu) / invocations,
    warmP50: walls[Math.floor(invocations / 2)],
    warmP99: walls[Math.floor(invocations * 0.99)],
    warmRss: process.memoryUsage().rss,
  };
}

const later = await warm(Number(more));
const sample = {
  coldWall: end.wall,
  coldCpu: end.cpu,
  loadWall: load.wall,
  loadCpu: load.cpu,
  firstWall: end.wall - load.wall,
  firstCpu: end.cpu - load.cpu,
  rss,
  ...later,
};
process.stdout.write(`\nBENCH ${JSON.stringify({ sample, answer })}\n`);
process.exit(0);
