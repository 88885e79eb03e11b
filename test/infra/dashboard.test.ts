import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ALARM_NAMES } from '../../infra/monitoring/alarm-table.ts';
import { Monitoring } from '../../infra/monitoring/monitoring.ts';
import { METRICS } from '../../shared/contract/metrics.ts';
import { metricsRead } from '../support/alarm-state.ts';
import { MonitoredStack, PARTS } from './monitored.ts';

const theirs = new MonitoredStack();

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly region?: unknown;
    readonly alarms?: readonly unknown[];
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: { readonly horizontal?: readonly { label: string; value: number }[] };
  };
}

/** The body with its references made short: each `Fn::Join` part that is no text becomes `?`. */
function bodyOf(template: Template): readonly Widget[] {
  const [found] = Object.values(template.findResources('AWS::CloudWatch::Dashboard')) as {
    readonly Properties: { readonly DashboardBody: { readonly 'Fn::Join': [string, unknown[]] } };
  }[];
  const parts = found?.Properties.DashboardBody['Fn::Join'][1] ?? [];
  const text = parts.map((part) => (typeof part === 'string' ? part : '?')).join('');
  return (JSON.parse(text) as { readonly widgets: readonly Widget[] }).widgets;
}

const widgets = bodyOf(theirs.template);
const graphs = widgets.filter(({ type }) => type === 'metric');

/** `[namespace, name, dimension, value …]`, or `[{expression}]`. */
const lines = graphs.flatMap(({ properties }) => properties.metrics ?? []);
const searches = lines.flatMap(([first]) =>
  typeof first === 'object' && first !== null && 'expression' in first
    ? [String(first.expression)]
    : [],
);

/** `{"namespace",dimension} MetricName="Name"`, taken apart. */
const searched = searches.map((search) => {
  const [, schema = ''] = /SEARCH\('\{([^}]*)\}/.exec(search) ?? [];
  const [namespace = '', ...dimensions] = schema.split(',');
  return { namespace, dimensions, name: /MetricName="(\w+)"/.exec(search)?.[1] ?? '' };
});

/** Our own metrics on the dashboard, by name, with the dimensions that they are drawn by. */
const drawn: readonly (readonly [string, readonly string[]])[] = [
  ...lines
    .filter(([namespace]) => namespace === PARTS.namespace)
    .map(
      ([, name, ...rest]) =>
        [
          String(name),
          rest.filter((each, at) => at % 2 === 0 && typeof each === 'string').map(String),
        ] as const,
    ),
  ...searched.map(({ name, dimensions }) => [name, dimensions] as const),
];

describe('the dashboard', () => {
  it('is one, under the name of its construct, and no larger than a screen or two', () => {
    theirs.template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    expect(widgets.length).toBeLessThanOrEqual(24);
  });

  it('fits into the grid, three graphs a row', () => {
    expect(new Set(graphs.map(({ width }) => width))).toEqual(new Set([8]));
  });

  it('begins with the objectives and the state of every alarm', () => {
    const [objectives, states] = widgets;

    expect(objectives?.properties.markdown).toContain('99.9 %');
    expect(states?.properties.alarms).toHaveLength(ALARM_NAMES.length);
  });

  it('has the graphs that the objectives name', () => {
    const rows = (widgets[0]?.properties.markdown ?? '').split('\n').slice(2);
    const named = rows.map((row) => row.split('|')[3]?.trim());
    const titles = graphs.map(({ properties }) => properties.title);

    expect(named.length).toBeGreaterThan(4);
    expect(titles).toEqual(expect.arrayContaining(named));
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('draws our metrics as the contract has them: by all dimensions, or the total', () => {
    expect(drawn.length).toBeGreaterThan(20);
    expect(new Set(searched.map(({ namespace }) => namespace))).toEqual(
      new Set([`"${PARTS.namespace}"`]),
    );
    for (const [name, dimensions] of drawn) {
      const allowed = Object.entries(METRICS).find(([metric]) => metric === name)?.[1].dimensions;
      expect([name, allowed]).toEqual([name, dimensions.length === 0 ? allowed : dimensions]);
      expect(allowed).toBeDefined();
    }
  });

  it('shows every metric of the contract, or an alarm does', () => {
    const watched = [...theirs.alarms.values()].flatMap(metricsRead).map(({ name }) => name);
    const shown = new Set([...drawn.map(([name]) => name), ...watched]);

    expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('draws a line where an alarm is raised', () => {
    const drawnLines = graphs.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);

    expect(drawnLines.map(({ label, value }) => [label, value])).toEqual([
      ['decision-delay', 900],
      ['sweep-backlog', 600],
      ['outbox-stuck', 300],
      ['create-slow', 3000],
      ['retention-late', 72],
    ]);
  });

  it('belongs to no Region and no account', () => {
    const stack = new Stack(undefined, 'anywhere');
    new Monitoring(stack, 'Monitoring', { parts: PARTS });

    for (const { properties } of bodyOf(Template.fromStack(stack))) {
      expect([undefined, '?']).toContain(properties.region);
    }
  });
});
