import { costOf, type Line, PRICES, PRICES_READ, sumOf } from './prices.ts';
import { callsOfASession, KINDS, READS } from './sessions.ts';
import type { Measured, Usage } from './traffic.ts';

/** Everything that the report tells. */
export interface Costs {
  readonly dev: readonly Line[];
  readonly prod: readonly Line[];
  readonly million: readonly Line[];
  readonly inspected: Line;
  readonly metrics: Line;
  readonly measured: Measured;
}

const amount = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
const usd = (value: number): string => `$${value.toFixed(2)}`;
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const BASIS = { template: 'template', counted: 'counted', estimate: '**estimate**' } as const;

function linesTable(lines: readonly Line[]): readonly string[] {
  return [
    row('what', 'amount', 'known from', 'US$'),
    row('---', '---:', '---', '---:'),
    ...lines.map((line) =>
      row(
        PRICES[line.price].unit,
        amount(line.amount),
        line.basis === 'template' ? BASIS.template : `${BASIS[line.basis]}: ${line.how}`,
        usd(costOf(line)),
      ),
    ),
    row('**sum**', '', '', `**${usd(sumOf(lines))}**`),
  ];
}

function idleTable({ dev, prod }: Costs): readonly string[] {
  const names = [...new Set([...prod, ...dev].map(({ price }) => price))];
  const find = (lines: readonly Line[], name: string) => lines.find(({ price }) => price === name);
  const cell = (line: Line | undefined) =>
    line === undefined ? '' : `${amount(line.amount)} = ${usd(costOf(line))}`;
  const known = (line: Line | undefined) =>
    line === undefined || line.basis === 'template'
      ? 'template'
      : `${BASIS[line.basis]}: ${line.how}`;
  return [
    row('what', 'known from', 'dev', 'prod'),
    row('---', '---', '---:', '---:'),
    ...names.map((name) => {
      const [ofDev, ofProd] = [find(dev, name), find(prod, name)];
      return row(PRICES[name].unit, known(ofProd ?? ofDev), cell(ofDev), cell(ofProd));
    }),
    row('**sum**', '', `**${usd(sumOf(dev))}**`, `**${usd(sumOf(prod))}**`),
  ];
}

const NAMES = {
  create: 'create, with an `Idempotency-Key`',
  started: 'webhook `started`',
  submitted: 'webhook `submitted`',
  decided: 'webhook with a decision',
  read: 'read',
  poll: 'poll without a decision',
  found: 'poll that finds the decision',
} as const;

function callsTable(measured: Measured): readonly string[] {
  const calls = callsOfASession();
  const all = Object.entries(NAMES).map(([key, name]) => {
    const call = key as keyof typeof NAMES;
    const { writes, reads, events, logged }: Usage = measured[call];
    return row(name, amount(calls[call]), `${writes}`, `${reads}`, `${events}`, `${logged}`);
  });
  return [
    row('call', 'a session', 'write units', 'read units', 'events', 'bytes logged'),
    row('---', '---:', '---:', '---:', '---:', '---:'),
    ...all,
  ];
}

function mixTable(): readonly string[] {
  return [
    row('session', 'share', 'polls'),
    row('---', '---:', '---:'),
    ...KINDS.map(({ what, share, polls, found }) =>
      row(what, `${Math.round(share * 100)} %`, `${polls + found}`),
    ),
  ];
}

const SOURCES = { aws: 'AWS', others: 'others', nowhere: '**to be checked**' } as const;

function pricesTable(): readonly string[] {
  return [
    row('per', 'US$', "AWS's page", 'read at'),
    row('---', '---:', '---', '---'),
    ...Object.values(PRICES).map(({ usd: price, per, unit, page, source }) =>
      row(
        `${per === 1 ? 'one' : per.toLocaleString('en')} of: ${unit}`,
        `${price}`,
        page,
        SOURCES[source],
      ),
    ),
  ];
}

/** The page docs/cost.md. */
export function report(costs: Costs): string {
  const { dev, prod, million, inspected, metrics, measured } = costs;
  const withAcl = sumOf([...million, inspected]);
  return `${[
    '# What it costs',
    '',
    '<!-- Written by `npm run cost`, from the synthesised templates and the real code; a test holds it to them. Do not edit. -->',
    '',
    `Standing idle, a month: **${usd(sumOf(dev))}** with the defaults (\`dev\`), **${usd(sumOf(prod))}** as production (\`prod\`, with alarms`,
    `and web ACLs). A million sessions: **${usd(sumOf(million))}**, ${usd(withAcl)} behind web ACLs, and custom metrics at ${usd(costOf(metrics))} a month`,
    'as soon as there is traffic.',
    '',
    'List prices of us-east-1 without any free tier, and without taxes, data transfer and what Veriff asks for. "Counted" is the',
    'real code or definition, run and counted; an **estimate** is one.',
    '',
    '## Standing idle, a month',
    '',
    ...idleTable(costs),
    '',
    'The sweep runs every minute whether or not anything is due. Its log has the level ALL: most of what a run costs is the log of it.',
    'A key that is rotated costs a dollar a month more after its first and after its second year.',
    '',
    '## A million sessions',
    '',
    ...linesTable(million),
    '',
    'On top of it, as configured:',
    '',
    ...linesTable([inspected]),
    '',
    'And by the month, as soon as there is traffic, whatever its volume:',
    '',
    ...linesTable([metrics]),
    '',
    '## How the amounts come about',
    '',
    'One session through the functions, over an embedded DynamoDB; units by the rules of AWS, indexes included:',
    '',
    ...callsTable(measured),
    '',
    `How often a session has each follows from the schedule of the polls, and from this traffic, which is an assumption (and ${READS} reads by`,
    'the backend):',
    '',
    ...mixTable(),
    '',
    '## Prices',
    '',
    `Read on ${PRICES_READ} in stored copies of pages: of AWS's, or of others that name AWS's page as their source. A figure that was found`,
    'in neither is **to be checked**. AWS is right where it says otherwise; `test/cost/prices.ts` is the one place to change.',
    '',
    ...pricesTable(),
  ].join('\n')}\n`;
}
