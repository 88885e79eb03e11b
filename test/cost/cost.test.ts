import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { after, FIRST, MINUTE, started, submitted, T0 } from '../support/given.ts';
import { sizeOfItem, writeUnits } from './capacity.ts';
import { findCosts, templateOf } from './costs.ts';
import { emptyRun, idleSweep } from './idle-sweep.ts';
import { costOf, type Line, sumOf } from './prices.ts';
import { type Costs, report } from './report.ts';
import { KINDS, pollsBefore } from './sessions.ts';
import { standingCharges, UnpricedResourceError } from './standing.ts';
import { measure } from './traffic.ts';

/** The default stack has to be cheap enough to leave it standing. */
const MOST_IDLE_USD = 5;

let costs: Costs;
beforeAll(async () => {
  costs = await findCosts();
});

describe('the costs', () => {
  it('are in docs/cost.md as they are now: npm run cost', () => {
    expect(readFileSync('docs/cost.md', 'utf8')).toBe(report(costs));
  });

  it(`of the default stack are below ${MOST_IDLE_USD} dollars a month while it stands idle`, () => {
    expect(sumOf(costs.dev)).toBeLessThan(MOST_IDLE_USD);
  });

  it('of a session are the same each time they are counted', async () => {
    expect(await measure()).toEqual(costs.measured);
  });
});

const line = (price: Line['price'], amount: number): Line => ({
  price,
  amount,
  basis: 'template',
  how: 'in the template',
});
const template = (Type: string, Properties: Readonly<Record<string, unknown>> = {}) => ({
  Resources: { One: { Type, Properties } },
});

describe('what stands in a template', () => {
  it('cannot be forgotten: a type without a price class is an error', () => {
    expect(() => standingCharges(template('AWS::EC2::NatGateway'))).toThrow(UnpricedResourceError);
  });

  it('costs by the month where it does, and nothing where it is paid by use', () => {
    expect(standingCharges(template('AWS::KMS::Key'))).toEqual([line('key', 1)]);
    expect(standingCharges(template('AWS::DynamoDB::Table'))).toEqual([]);
  });

  it('counts every metric of an alarm, but not its expressions', () => {
    const metric = { MetricStat: { Metric: {} } };
    const ratio = { Metrics: [metric, metric, { Expression: 'a / b' }] };

    expect(standingCharges(template('AWS::CloudWatch::Alarm', ratio))).toEqual([
      line('alarmMetric', 2),
    ]);
    expect(standingCharges(template('AWS::CloudWatch::Alarm', { MetricName: 'x' }))).toEqual([
      line('alarmMetric', 1),
    ]);
  });

  it('counts web ACLs and their rules', () => {
    expect(standingCharges(template('AWS::WAFv2::WebACL', { Rules: [{}, {}, {}] }))).toEqual([
      line('webAcl', 1),
      line('webAclRule', 3),
    ]);
  });

  it('costs its amount, by what the price is for', () => {
    expect(costOf(line('restCall', 2_000_000))).toBeCloseTo(7);
    expect(sumOf([line('key', 2), line('secret', 1)])).toBeCloseTo(2.4);
  });
});

describe('an empty sweep', () => {
  it('asks each bucket once and invokes nothing', async () => {
    expect(await emptyRun()).toMatchObject({ queries: 8, invocations: 0 });
  });

  it('costs no log where the state machine writes none', async () => {
    const logs = async (Level: string) => {
      const properties = { LoggingConfiguration: { Level } };
      const lines = await idleSweep(template('AWS::StepFunctions::StateMachine', properties));
      return lines.find(({ price }) => price === 'logIngestion')?.amount;
    };

    expect(await logs('ERROR')).toBe(0);
    expect(await logs('ALL')).toBeGreaterThan(1);
  });

  it('is the only thing that works in a stack that stands idle', () => {
    const schedules = Object.values(templateOf('prod').Resources).filter(
      ({ Type }) => Type === 'AWS::Scheduler::Schedule',
    );

    expect(schedules).toHaveLength(1);
  });
});

describe('polls', () => {
  it.each([
    [1, 0],
    [2, 1],
    [13, 2],
    [14, 3],
  ])('until %i minutes after the submission: %i', (minutes, polls) => {
    const session = after(started(FIRST), submitted(FIRST));
    if (!('poll' in session.state)) throw new Error('not open');

    expect(pollsBefore({ ...session, state: session.state }, T0 + (2 + minutes) * MINUTE)).toBe(
      polls,
    );
  });

  it('are of all sessions there are', () => {
    expect(KINDS.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});

describe('request units', () => {
  const key = { key: { S: 'a' } };
  const due = (at: string) => ({ ...key, dueBucket: { S: '1' }, dueAt: { S: at } });
  const listed = (status: string) => ({
    ...key,
    user: { S: 'u' },
    createdAt: { N: '1' },
    status: { S: status },
  });

  it('of an item are those of its names and values', () => {
    expect(sizeOfItem({ key: { S: 'é' }, n: { N: '-12.5' }, no: { BOOL: false } })).toBe(
      3 + 2 + (1 + 3) + (2 + 1),
    );
    expect(sizeOfItem({ m: { M: { a: { L: [{ S: 'xy' }] } } } })).toBe(1 + 3 + 1 + 1 + (3 + 1 + 2));
  });

  it.each([
    ['an insertion outside of every index', undefined, key, 1],
    ['an insertion into an index', undefined, due('1'), 2],
    ['another place in an index', due('1'), due('2'), 3],
    ['the same place in an index', due('1'), { ...due('1'), other: { S: 'x' } }, 1],
    ['leaving an index', due('1'), key, 2],
    ['a change of a session that is listed', listed('a'), listed('b'), 1],
    ['more than a KB', key, { ...key, x: { S: 'x'.repeat(1100) } }, 2],
  ])('of %s', (_what, before, now, units) => {
    expect(writeUnits(before, now)).toBe(units);
  });
});
