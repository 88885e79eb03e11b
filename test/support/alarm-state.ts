import { metricMath, type Series } from './metric-math.ts';

/** A metric as a template names it. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** An alarm as a template has it, as far as its state follows from it. */
export interface AlarmProperties {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly AlarmMetric[];
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: string;
}

interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

interface AlarmMetric {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: Required<Pick<AlarmProperties, 'Namespace' | 'MetricName'>> &
      Pick<AlarmProperties, 'Dimensions'>;
    readonly Period: number;
    readonly Stat: string;
  };
  readonly ReturnData?: boolean;
}

export type AlarmState = 'OK' | 'ALARM';

interface Sample {
  readonly minute: number;
  readonly value: number;
}

/** What was reported to CloudWatch, minute by minute; minute -1 is the one that has just ended. */
export class Reports {
  readonly #samples = new Map<string, Sample[]>();

  /** Reports a value in each of some minutes, so many times a minute. */
  add(
    metric: MetricId,
    value: number,
    { from = -1, to = -1, times = 1 }: { from?: number; to?: number; times?: number } = {},
  ): this {
    const samples = this.#samples.get(keyOf(metric)) ?? [];
    for (let minute = from; minute <= to; minute += 1) {
      for (let time = 0; time < times; time += 1) samples.push({ minute, value });
    }
    this.#samples.set(keyOf(metric), samples);
    return this;
  }

  /** The values of a metric in a stretch of time, its end not included. */
  values(metric: MetricId, from: number, to: number): readonly number[] {
    const samples = this.#samples.get(keyOf(metric)) ?? [];
    return samples.filter(({ minute }) => minute >= from && minute < to).map(({ value }) => value);
  }
}

function keyOf({ namespace, name, dimensions = {} }: MetricId): string {
  const sorted = Object.entries(dimensions).toSorted(([a], [b]) => a.localeCompare(b));
  return JSON.stringify([namespace, name, sorted]);
}

/** CloudWatch looks further back than it evaluates; its own examples are about so many periods. */
const FURTHER_BACK = 2;

function statistic(name: string, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const percentile = /^p(\d+)$/.exec(name)?.[1];
  if (percentile !== undefined) {
    return sorted[Math.ceil((sorted.length * Number(percentile)) / 100) - 1] ?? NaN;
  }
  const sum = sorted.reduce((total, value) => total + value, 0);
  const known: Readonly<Record<string, number>> = {
    Sum: sum,
    Maximum: sorted.at(-1) ?? NaN,
    SampleCount: sorted.length,
  };
  const found = known[name];
  if (found === undefined) throw new TypeError(`the statistic ${name} is not known here`);
  return found;
}

function idOf({ Namespace = '', MetricName = '', Dimensions = [] }: Partial<AlarmProperties>) {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}

/** A plain alarm is one on math with a single metric. */
function metricsOf(alarm: AlarmProperties): readonly AlarmMetric[] {
  if (alarm.Metrics !== undefined) return alarm.Metrics;
  const { Namespace = '', MetricName = '', Dimensions, Period = 0 } = alarm;
  return [
    {
      Id: 'only',
      MetricStat: {
        Metric: { Namespace, MetricName, ...(Dimensions && { Dimensions }) },
        Period,
        Stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
      },
    },
  ];
}

/** Every metric that an alarm reads: each costs money. */
export function metricsRead(alarm: AlarmProperties): readonly MetricId[] {
  return metricsOf(alarm).flatMap(({ MetricStat }) =>
    MetricStat === undefined ? [] : [idOf(MetricStat.Metric)],
  );
}

/** The data points that an alarm looks at, oldest first; period 0 is the newest. */
function pointsOf(alarm: AlarmProperties, reports: Reports): readonly (number | undefined)[] {
  const metrics = metricsOf(alarm);
  const count = alarm.EvaluationPeriods + FURTHER_BACK;
  const periods = Array.from({ length: count }, (_, at) => count - 1 - at);
  const seriesOf = (id: string): Series => {
    const metric = metrics.find(({ Id }) => Id === id);
    if (metric?.Expression !== undefined) return metricMath(metric.Expression, seriesOf, periods);
    if (metric?.MetricStat === undefined) throw new TypeError(`there is no metric ${id}`);
    const { Metric, Period, Stat } = metric.MetricStat;
    const minutes = Period / 60;
    const points = periods.map((period) => {
      const values = reports.values(idOf(Metric), -(period + 1) * minutes, -period * minutes);
      return [period, values.length === 0 ? undefined : statistic(Stat, values)] as const;
    });
    return new Map(points.flatMap(([at, value]) => (value === undefined ? [] : [[at, value]])));
  };
  const watched = metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (watched.length !== 1) throw new TypeError('an alarm watches exactly one series');
  const series = seriesOf(watched[0]?.Id ?? '');
  return periods.map((period) => series.get(period));
}

const IS_BEYOND: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** Whether each of the newest data points is beyond the limit, oldest first; undefined where there is none. */
export type Judged = readonly (boolean | undefined)[];

/**
 * The state that follows (AWS: CloudWatch, evaluating an alarm, missing data): with data enough, from the newest of
 * them; else what is missing is filled in, as little as possible.
 */
export function stateOf(
  points: Judged,
  alarm: Pick<AlarmProperties, 'EvaluationPeriods' | 'DatapointsToAlarm' | 'TreatMissingData'>,
  before: AlarmState,
): AlarmState {
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData } = alarm;
  const there = points.filter((point) => point !== undefined).slice(-EvaluationPeriods);
  const beyond = there.filter(Boolean).length;
  const missing = EvaluationPeriods - there.length;
  if (TreatMissingData === 'ignore' && beyond < DatapointsToAlarm && missing > 0) {
    return there.includes(false) ? 'OK' : before;
  }
  const filled = TreatMissingData === 'breaching' ? missing : 0;
  return beyond + filled >= DatapointsToAlarm ? 'ALARM' : 'OK';
}

/** The state of an alarm after minute -1. */
export function alarmState(
  alarm: AlarmProperties,
  reports: Reports,
  before: AlarmState = 'OK',
): AlarmState {
  const isBeyond = IS_BEYOND[alarm.ComparisonOperator];
  if (isBeyond === undefined) throw new TypeError(`${alarm.ComparisonOperator} is not known here`);
  const points = pointsOf(alarm, reports).map((value) =>
    value === undefined ? undefined : isBeyond(value, alarm.Threshold),
  );
  return stateOf(points, alarm, before);
}
