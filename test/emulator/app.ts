import { App, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { readConfig } from '../../infra/config/read.ts';
import { VeriffSessionsStack } from '../../infra/stack.ts';
import { STAGES } from './stages.ts';

const app = new App();
const config = readConfig((key): unknown =>
  key === 'veriff' ? { stages: STAGES } : app.node.tryGetContext(key),
);
const { sessions } = new VeriffSessionsStack(app, `veriff-sessions-${config.stage}`, {
  config,
});

/** A role with exactly the permissions that the smoke test says it needs. */
const outside = new Stack(app, `caller-${config.stage}`);
const caller = new Role(outside, 'Caller', {
  roleName: `caller-${config.stage}`,
  assumedBy: new AccountRootPrincipal(),
});
sessions.grantUse(caller);
sessions.grantOperate(caller);
