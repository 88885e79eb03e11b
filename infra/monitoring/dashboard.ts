import { type Alarm, AlarmStatusWidget, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { callGraphs } from './graphs/calls.ts';
import { decisionGraphs } from './graphs/decisions.ts';
import { platformGraphs } from './graphs/platform.ts';
import { sessionGraphs } from './graphs/sessions.ts';
import { type Graph, widget } from './graphs.ts';
import type { MonitoredParts } from './monitored-parts.ts';

/** What the dashboard is made of. */
export interface DashboardParts {
  readonly name: string;
  readonly parts: MonitoredParts;
  readonly alarms: readonly Alarm[];
}

const FULL_WIDTH = 24;
const GRAPHS_A_ROW = 3;

/** What the service is meant to hold, in 30 days; the graphs below show how far it is. */
const OBJECTIVES = `
| objective | number | graph |
| --- | --- | --- |
| create answered without a fault of ours | 99.9 % | Client API |
| webhook answered | p99 500 ms warm, 2 s cold | Webhook API |
| decision visible after its webhook | p99 5 s; 15 min if every webhook is lost | Decision delay |
| change published | p99 2 s; 2 min after a failed publication | Outbox |
| due work started | p99 65 s after it is due; backlog of a one-hour outage gone in 10 min | Sweep: oldest debt |
| wrong approvals | 0, ever | Odd messages |
`.trim();

/** The one dashboard: objectives, state of the alarms, then from the user's way through to the machinery. */
export function makeDashboard(
  scope: Construct,
  { name, parts, alarms }: DashboardParts,
): Dashboard {
  const graphs = [sessionGraphs, decisionGraphs, callGraphs, platformGraphs].flatMap((of) =>
    of(parts),
  );
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    widgets: [
      [new TextWidget({ markdown: OBJECTIVES, width: FULL_WIDTH, height: 6 })],
      [new AlarmStatusWidget({ alarms: [...alarms], width: FULL_WIDTH, height: 6 })],
      ...rowsOf(graphs).map((row) => row.map(widget)),
    ],
  });
}

function rowsOf(graphs: readonly Graph[]): readonly Graph[][] {
  const rows = Math.ceil(graphs.length / GRAPHS_A_ROW);
  return Array.from({ length: rows }, (_, row) =>
    graphs.slice(row * GRAPHS_A_ROW, (row + 1) * GRAPHS_A_ROW),
  );
}
