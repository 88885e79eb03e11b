import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { MissingBundleError } from './bundles.ts';
import { ChoiceError } from './choices.ts';
import { ConfigError } from './config/mistakes.ts';
import { readConfig } from './config/read.ts';
import { addScanners } from './scanners.ts';
import { VeriffSessionsStack } from './stack.ts';
import { refuseAnotherTable, TableReplacedError } from './table-identity.ts';

/** Errors that tell the whole story by themselves; of any other the stack trace is needed. */
const TOLD = [ConfigError, ChoiceError, MissingBundleError, TableReplacedError];

const app = new App();
addScanners(app);

try {
  const config = readConfig((key): unknown => app.node.tryGetContext(key));
  const stack = new VeriffSessionsStack(app, `veriff-sessions-${config.stage}`, { config });
  const { templateFullPath } = app.synth().getStackArtifact(stack.artifactId);
  refuseAnotherTable(readFileSync(templateFullPath, 'utf8'));
} catch (error) {
  if (!(error instanceof Error) || !TOLD.some((each) => error instanceof each)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
