import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../infra/config/read.ts';
import { VeriffSessionsStack } from '../../infra/stack.ts';
import { STAGES } from '../emulator/stages.ts';
import { idleSweep } from './idle-sweep.ts';
import type { Line } from './prices.ts';
import type { Costs } from './report.ts';
import { customMetrics, inspectedRequests, millionSessions } from './sessions.ts';
import { standingCharges, type Template } from './standing.ts';
import { measure } from './traffic.ts';

interface CdkJson {
  readonly context: Readonly<Record<string, unknown>>;
}

/** The template of a stage, as `cdk synth` makes it. */
export function templateOf(stage: keyof typeof STAGES): Template {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as CdkJson;
  const app = new App({ context: { ...context, veriff: { stages: STAGES }, stage } });
  const config = readConfig((key): unknown => app.node.tryGetContext(key));
  const stack = new VeriffSessionsStack(app, `veriff-sessions-${stage}`, { config });
  return Synthesised.fromStack(stack).toJSON() as Template;
}

async function idleMonth(template: Template): Promise<readonly Line[]> {
  return [...standingCharges(template), ...(await idleSweep(template))];
}

/** Synthesises, runs and counts everything that the report tells. */
export async function findCosts(): Promise<Costs> {
  const measured = await measure();
  const million = millionSessions(measured);
  return {
    dev: await idleMonth(templateOf('dev')),
    prod: await idleMonth(templateOf('prod')),
    million,
    inspected: inspectedRequests(million),
    metrics: customMetrics(measured),
    measured,
  };
}
