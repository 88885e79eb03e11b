import { mkdirSync, writeFileSync } from 'node:fs';
import { bars } from '../cold/plot.ts';
import {
  outboxAccount,
  queueDesign,
  schedulerDesign,
  standardDesign,
  sweepDesign,
} from './designs.ts';
import { usesOf } from './quotas.ts';
import { type Findings, goals, type Played, page } from './report.ts';
import { play, type Scene, SHIPPED } from './scale.ts';
import { unitsOfMoments } from './units.ts';

// `npm run bench:fallback`: what the sweep costs and how far it goes, into docs/fallback.md.

const HOUR = 60;
const DAY = 24 * HOUR;
/** In the middle of the days that are played, before the busy hour. */
const OUTAGE_FROM = 4 * DAY + 10 * HOUR;
const MOST_BATCHES = 40;

function played(sessionsPerDay: number, concurrentBatches: number): Played {
  const scene: Scene = { sessionsPerDay, days: 8, settleMs: 200, concurrentBatches };
  const without = (minutes: number) => play({ ...scene, outage: { from: OUTAGE_FROM, minutes } });
  const calm = play(scene);
  return {
    scene,
    calm,
    hour: without(HOUR),
    twelveHours: without(12 * HOUR),
    uses: usesOf(scene, calm.busiest),
  };
}

const findings: Findings = {
  units: unitsOfMoments(),
  own: await sweepDesign('own'),
  common: await sweepDesign('common'),
  outbox: outboxAccount(),
  others: [await standardDesign(), queueDesign(), schedulerDesign()],
  played: [
    played(100_000, SHIPPED),
    played(1_000_000, SHIPPED),
    played(1_000_000, 20),
    played(10_000_000, MOST_BATCHES),
  ],
};

const text = page(findings);
writeFileSync('docs/fallback.md', text);
const all = [findings.common, findings.own, ...findings.others];
const costs = all.map(({ label, usd }) => ({ label, parts: [usd] }));
writeFileSync('docs/img/fallback-cost.svg', bars('US$ for a million sessions', ['US$'], costs));
mkdirSync('bench-results', { recursive: true });
const result = { schema: 1, at: new Date().toISOString(), goals: goals(findings), findings };
writeFileSync('bench-results/fallback.json', `${JSON.stringify(result, null, 1)}\n`);
process.stdout.write(`${text}\ndocs/fallback.md is written\n`);
