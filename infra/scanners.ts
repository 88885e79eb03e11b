import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';

/** The rule packs of cdk-nag that every synth has to pass. Two more run in the tests: docs/security.md. */
function nagPacks(app: App) {
  return [new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app)];
}

/** Control Tower's rules come with a program for Linux and macOS. */
function guard(): readonly CfnGuardValidator[] {
  if (process.platform !== 'win32') return [new CfnGuardValidator()];
  process.stderr.write('cfn-guard does not run on Windows: its rules are NOT checked here.\n');
  return [];
}

/**
 * Lets scanners that nobody here wrote read every template that the app makes. A finding that is not acknowledged ends
 * the synth and names its construct; what is acknowledged, and why, is in `acknowledgements.ts`.
 */
export function addScanners(app: App): void {
  Validations.of(app).addPlugins(...nagPacks(app), ...guard());
}
