import { costOf, PRICES } from '../../cost/prices.ts';
import type { Design } from './designs.ts';
import type { Use } from './quotas.ts';
import type { Outcome, Scene } from './scale.ts';
import { KINDS, pollsOf } from './traffic.ts';
import type { Moment, Units } from './units.ts';

/** A scene, what came of it, and what it asks of AWS. */
export interface Played {
  readonly scene: Scene;
  readonly calm: Outcome;
  readonly hour: Outcome;
  readonly twelveHours: Outcome;
  readonly uses: readonly Use[];
}

/** All that the program has found. */
export interface Findings {
  readonly units: Readonly<Record<Moment, Units>>;
  readonly own: Design;
  readonly common: Design;
  readonly outbox: Design;
  readonly others: readonly Design[];
  readonly played: readonly Played[];
}

/** What is aimed at. */
export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}

const LATEST_SECONDS = 65;
const DRAINED_MINUTES = 10;

/** The goals; a scene's are named after its volume. */
export function goals({ own, common, outbox, others, played }: Findings): readonly Goal[] {
  const [standard] = others;
  return [
    { name: 'timer, common schedule, a million sessions', value: common.usd, limit: 6, unit: '$' },
    { name: 'timer, own schedule, a million sessions', value: own.usd, limit: 8, unit: '$' },
    {
      name: 'timer against a Standard execution each, common schedule',
      value: common.usd / (standard?.usd ?? Number.NaN),
      limit: 1 / 40,
      unit: '×',
    },
    { name: 'outbox, without its events', value: outbox.usd, limit: 6, unit: '$' },
    ...played.flatMap(({ scene, calm, hour }) => [
      {
        name: `${nameOf(scene)}: from due to settled, longest`,
        value: calm.longestWait,
        limit: LATEST_SECONDS,
        unit: 's',
      },
      {
        name: `${nameOf(scene)}: an hour's outage is made up for after`,
        value: hour.drained ?? Number.POSITIVE_INFINITY,
        limit: DRAINED_MINUTES,
        unit: 'min',
      },
    ]),
  ];
}

const whole = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });

function nameOf({ sessionsPerDay, concurrentBatches }: Scene): string {
  return `${whole(sessionsPerDay)} sessions a day, ${concurrentBatches} batches at a time`;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A number that no goal limits is written out: it never comes to an end. */
const valueOf = (value: number): string =>
  Number.isFinite(value) ? value.toLocaleString('en', { maximumFractionDigits: 3 }) : 'never';

function goalTable(findings: Findings): readonly string[] {
  return [
    row('goal', 'at most', 'found', ''),
    row('---', '---:', '---:', '---'),
    ...goals(findings).map(({ name, value, limit, unit }) =>
      row(name, `${valueOf(limit)} ${unit}`, valueOf(value), value <= limit ? 'ok' : 'missed'),
    ),
  ];
}

function designTable({ own, common, others }: Findings): readonly string[] {
  return [
    row('design', 'schedule', 'US$', 'what of'),
    row('---', '---', '---:', '---'),
    ...[common, own, ...others].map(({ name, schedule, usd, lines }) =>
      row(
        name,
        schedule,
        usd.toFixed(2),
        lines
          .toSorted((a, b) => costOf(b) - costOf(a))
          .slice(0, 3)
          .map((line) => `${PRICES[line.price].unit} $${costOf(line).toFixed(2)}`)
          .join(', '),
      ),
    ),
  ];
}

function unitTable({ units }: Findings): readonly string[] {
  return [
    row('', 'record', 'timer', 'outbox'),
    row('---', '---:', '---:', '---:'),
    ...Object.entries(units).map(([moment, { record, timer, outbox }]) =>
      row(moment, `${record}`, `${timer}`, `${outbox}`),
    ),
  ];
}

function pollTable(): readonly string[] {
  return [
    row('kind', 'share', 'polls, own schedule', 'common'),
    row('---', '---:', '---:', '---:'),
    ...KINDS.map((kind) =>
      row(
        kind.what,
        `${Math.round(100 * kind.share)} %`,
        `${pollsOf(kind, 'own')}`,
        `${pollsOf(kind, 'common')}`,
      ),
    ),
  ];
}

const minutes = (value: number | undefined): string =>
  value === undefined ? 'not in the time' : `${value} min`;

function sceneTable({ played }: Findings): readonly string[] {
  return [
    row(
      'sessions a day',
      'batches at a time',
      'a run can settle',
      'polls a second, busiest minute',
      'due to settled, longest',
      'after 1 h without',
      'after 12 h',
    ),
    row('---:', '---:', '---:', '---:', '---:', '---:', '---:'),
    ...played.map(({ scene, calm, hour, twelveHours }) =>
      row(
        whole(scene.sessionsPerDay),
        `${scene.concurrentBatches}`,
        whole(calm.capacity),
        whole(calm.busiest),
        calm.left > 0 ? 'it falls behind' : `${whole(calm.longestWait)} s`,
        minutes(hour.drained),
        minutes(twelveHours.drained),
      ),
    ),
  ];
}

function quotaTable({ scene, uses }: Played): readonly string[] {
  return [
    `${nameOf(scene)}, at a peak of six times the mean:`,
    '',
    row('', 'use', 'quota', 'of', ''),
    row('---', '---:', '---:', '---', '---'),
    ...uses.map(({ what, value, quota, source }) =>
      row(what, whole(value), whole(quota), source, value <= quota ? 'ok' : '**over**'),
    ),
    '',
  ];
}

/** docs/fallback.md, all of it. */
export function page(findings: Findings): string {
  return `# The fallback: what it costs and how far it goes

<!-- Written by \`npm run bench:fallback\`. Do not edit. -->

A lost webhook is found by the sweep: one Express workflow each minute over the index of what is due. This page counts what that costs, against other ways to wait,
and plays eight days minute by minute. Units and transitions are counted by running the real records, the real schedule and the state machines; durations and the traffic
are assumptions; prices are those of [cost.md](cost.md). Nothing was run on AWS.

${goalTable(findings).join('\n')}

## Cost of a million sessions

${designTable(findings).join('\n')}

"Common" is a schedule to compare designs by: first poll after 15 minutes, then gaps that double. Our own is denser, as it also makes up for a lost \`submitted\` and for
reviewers that take days ([ADR 8](adr/0008-the-poll-schedule.md)): most of its polls are of sessions that nobody ever submits. A claim is three write units: the record, and its move in the index
\`due\`, which is a deletion and an insertion. A schedule for each poll writes nothing to claim one; the claim is what keeps two runs from asking Veriff twice. One execution or schedule for each session also means a second write beside the
record's that can fail by itself; the index is part of the record's own write.

Polls of one session:

${pollTable().join('\n')}

Write units of one session's moments, with what each is for:

${unitTable(findings).join('\n')}

The outbox is an account of its own: $${findings.outbox.usd.toFixed(2)} a million sessions, besides the events themselves. It is that high because each change passes through the index until it
is published ([ADR 5](adr/0005-publish-right-after-the-write.md)).

![cost of the designs](img/fallback-cost.svg)

## How far it goes

A peak of six times the mean for an hour each day; settling one session takes ${findings.played[0]?.scene.settleMs ?? 0} ms. Veriff's own limit is unknown, so the sweep has one: batches at a time, five sessions of each
side by side; 5 unless a stage says otherwise (\`concurrentBatches\`, [configuration](configuration.md)).

${sceneTable(findings).join('\n')}

An outage is one of the sweep, or of Veriff with 429 for as long: nothing is lost, it is late. The oldest of each bucket are settled first, and a round comes to all eight buckets within
a run where a poll takes up to 2.5 seconds; with slower ones and a backlog the last buckets wait for the first.

${findings.played.flatMap(quotaTable).join('\n')}`;
}
