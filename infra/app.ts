import { App } from 'aws-cdk-lib';
import { MissingBundleError } from './bundles.ts';
import { ConfigError, readConfig } from './config.ts';
import { VeriffSessionsStack } from './stack.ts';

const app = new App();

try {
  const config = readConfig((key): unknown => app.node.tryGetContext(key));
  new VeriffSessionsStack(app, `veriff-sessions-${config.stage}`, { config });
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof MissingBundleError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
