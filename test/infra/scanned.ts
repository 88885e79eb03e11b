import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, Stack, Validations } from 'aws-cdk-lib';
import { afterAll } from 'vitest';
import type { StageConfig } from '../../infra/config/read.ts';
import { addScanners } from '../../infra/scanners.ts';
import { VeriffSessionsStack } from '../../infra/stack.ts';
import { stageProps } from '../../infra/stage-props.ts';
import { VeriffSessions } from '../../infra/veriff-sessions.ts';
import { CONTEXT } from './synthesised.ts';

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

/** `rule at path`, one for each construct that a scanner found something at. */
export type Findings = readonly string[];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What the plugins of an app that is synthesised report. */
function reported(app: App): Findings {
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error;
  }
  const text = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
  const { pluginReports } = JSON.parse(text) as Report;
  return pluginReports
    .flatMap(({ pluginName, violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(
          ({ constructPath }) => `${pluginName}::${ruleName} at ${constructPath}`,
        ),
      ),
    )
    .toSorted();
}

type AddPlugins = (app: App) => void;

/** Adds a plugin by hand, for packs that are not part of the gate. */
export function adding(make: (app: App) => IPolicyValidationPlugin): AddPlugins {
  return (app) => Validations.of(app).addPlugins(make(app));
}

function appWith(addPlugins: AddPlugins): App {
  const outdir = mkdtempSync(join(tmpdir(), 'scanned-'));
  folders.push(outdir);
  const app = new App({ context: CONTEXT, outdir });
  addPlugins(app);
  return app;
}

/** What is left of a stage as it deploys. */
export function findingsOf(config: StageConfig, addPlugins: AddPlugins = addScanners): Findings {
  const app = appWith(addPlugins);
  new VeriffSessionsStack(app, 'scanned', { config });
  return reported(app);
}

/** What is found where nothing is acknowledged. */
export function rawFindingsOf(config: StageConfig, addPlugins: AddPlugins = addScanners): Findings {
  const app = appWith(addPlugins);
  const stack = new Stack(app, 'scanned');
  new VeriffSessions(stack, 'VeriffSessions', stageProps(stack, config));
  return reported(app);
}

/** What a stage acknowledges, in the same words. */
export function acknowledgedBy(config: StageConfig): Findings {
  const stack = new VeriffSessionsStack(new App({ context: CONTEXT }), 'scanned', { config });
  return stack.sessions.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) =>
          Object.keys(data as object).map((rule) => `${rule} at ${node.path}`),
        ),
    )
    .toSorted();
}
