import { describe, expect, it } from 'vitest';
import { alarmState, type Judged, Reports, stateOf } from '../support/alarm-state.ts';
import { metricMath } from '../support/metric-math.ts';

// The instrument of the other tests, held to CloudWatch's own examples.

/** `[30, -, 0]` as CloudWatch's documentation writes a series. */
function series(text: string): ReadonlyMap<number, number> {
  const points = text.split(' ').map((value, at) => [at, value] as const);
  return new Map(
    points.flatMap(([at, value]) => (value === '-' ? [] : [[at, Number(value)] as const])),
  );
}

function evaluate(expression: string, given: Readonly<Record<string, string>>): string {
  const [first = ''] = Object.values(given);
  const periods = first.split(' ').map((_, at) => at);
  const result = metricMath(expression, (id) => series(given[id] ?? '-'), periods);
  return periods.map((period) => String(result.get(period) ?? '-')).join(' ');
}

describe("metric math, by CloudWatch's documentation", () => {
  it.each([
    ['a < b', '0 0 1 0'],
    ['a >= 30', '1 0 0 0'],
    ['a > 15 AND b > 15', '1 0 0 0'],
  ])('%s of 30 20 0 0 and 20 - 20 - is %s', (expression, wanted) => {
    expect(evaluate(expression, { a: '30 20 0 0', b: '20 - 20 -' })).toBe(wanted);
  });

  it.each([
    ['IF(a, b, c)', { a: '1 1 0 0 -', b: '30 - 0 0 30', c: '0 0 20 - 20' }, '30 0 20 - -'],
    ['IF(a, 5, c)', { a: '1 1 0 0 -', c: '0 0 20 - 20' }, '5 5 20 - -'],
    ['IF(a, b, 5)', { a: '1 1 0 0 -', b: '30 - 0 0 30' }, '30 0 5 5 -'],
  ])('%s takes the one or the other, or drops the point', (expression, given, wanted) => {
    expect(evaluate(expression, given)).toBe(wanted);
  });

  it.each([
    ['a + b', '3 1 2 -'],
    ['a - b', '-1 1 -2 -'],
    ['100 * a / b', '50 - 0 -'],
    ['FILL(a, 7) + b', '3 1 9 7'],
    ['2 * (a + 1)', '4 4 - -'],
    ['a + 2 * b', '5 1 4 -'],
  ])('%s takes what is missing for 0, and drops what is divided by 0', (expression, wanted) => {
    expect(evaluate(expression, { a: '1 1 - -', b: '2 - 2 -' })).toBe(wanted);
  });

  it.each([
    ['SUM(a)', 'SUM is not known'],
    ['a %', 'unknown from 1'],
    ['a b', 'goes on with b'],
    ['5', 'gives no series'],
    ['IF(1, a, 0)', 'IF needs a series'],
    ['FILL(a, REPEAT)', 'REPEAT is no id'],
    ['a +', 'is no id'],
  ])('refuses %s: %s', (expression, why) => {
    expect(() => evaluate(expression, { a: '1' })).toThrow(why);
  });
});

/** `0 - X`: within, missing, beyond. */
function judged(text: string): Judged {
  const meaning: Readonly<Record<string, boolean>> = { X: true, '0': false };
  return text.split(' ').map((point) => meaning[point]);
}

describe("the state of an alarm, by CloudWatch's tables", () => {
  const before = 'stays' as 'OK';
  const states = (points: string, beyond: number) =>
    ['ignore', 'breaching', 'notBreaching'].map((TreatMissingData) =>
      stateOf(
        judged(points),
        { EvaluationPeriods: 3, DatapointsToAlarm: beyond, TreatMissingData },
        before,
      ),
    );

  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK']],
    ['- - - - -', ['stays', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM']],
    ['- - - - X', ['stays', 'ALARM', 'OK']],
    ['X - - - -', ['stays', 'ALARM', 'OK']],
  ])('3 of 3 with %s', (points, wanted) => {
    expect(states(points, 3)).toEqual(wanted);
  });

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'ALARM', 'OK']],
    ['- - - - X', ['stays', 'ALARM', 'OK']],
  ])('2 of 3 with %s', (points, wanted) => {
    expect(states(points, 2)).toEqual(wanted);
  });
});

describe('a data point', () => {
  const metric = { namespace: 'n', name: 'm', dimensions: { a: '1', b: '2' } };
  const alarm = {
    Namespace: 'n',
    MetricName: 'm',
    Dimensions: [
      { Name: 'b', Value: '2' },
      { Name: 'a', Value: '1' },
    ],
    Period: 300,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 6,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    TreatMissingData: 'notBreaching',
  };
  const reports = new Reports()
    .add(metric, 1, { from: -5, times: 1 })
    .add(metric, 6, { from: -6, to: -6 });

  it.each([
    ['Sum', 5, 'ALARM'],
    ['Sum', 6, 'OK'],
    ['Maximum', 1, 'ALARM'],
    ['Maximum', 2, 'OK'],
    ['SampleCount', 5, 'ALARM'],
    ['SampleCount', 6, 'OK'],
  ])('is the %s of exactly its period: %i gives %s', (Statistic, Threshold, wanted) => {
    expect(alarmState({ ...alarm, Statistic, Threshold }, reports)).toBe(wanted);
  });

  it('is the value that all but 1 % stay below, for p99', () => {
    const p99 = (slow: number) => {
      const times = new Reports()
        .add(metric, 1, { times: 100 - slow })
        .add(metric, 9, { times: slow });
      return alarmState({ ...alarm, ExtendedStatistic: 'p99' }, times);
    };

    expect([p99(1), p99(2)]).toEqual(['OK', 'ALARM']);
  });

  it('is of the metric with all of its dimensions, no others', () => {
    const others = new Reports()
      .add({ ...metric, dimensions: { a: '1' } }, 9)
      .add({ ...metric, namespace: 'other' }, 9);

    expect(alarmState({ ...alarm, Statistic: 'Sum' }, others)).toBe('OK');
  });

  it('cannot be made by a statistic or an operator that is not known here', () => {
    expect(() => alarmState({ ...alarm, Statistic: 'Average' }, reports)).toThrow('Average');
    expect(() =>
      alarmState({ ...alarm, Statistic: 'Sum', ComparisonOperator: 'Between' }, reports),
    ).toThrow('Between');
  });
});
