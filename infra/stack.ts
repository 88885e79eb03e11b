import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledgeFindings } from './acknowledgements.ts';
import type { StageConfig } from './config/read.ts';
import { outputsOf } from './outputs.ts';
import { stageProps } from './stage-props.ts';
import { VeriffSessions } from './veriff-sessions.ts';

/** What the stack is made with. */
export interface VeriffSessionsStackProps extends StackProps {
  /** The stage, read from the context. */
  readonly config: StageConfig;
}

/** One stage as a stack: the construct and what operators and the CLI have to know about it. */
export class VeriffSessionsStack extends Stack {
  /** The construct itself. */
  readonly sessions: VeriffSessions;

  constructor(scope: Construct, id: string, props: VeriffSessionsStackProps) {
    const { config, ...stackProps } = props;
    const { region } = config.settings;
    super(scope, id, {
      description: 'Lifecycle of Veriff identity-verification sessions',
      terminationProtection: config.retained,
      tags: { project: 'veriff-sessions', stage: config.stage },
      ...(region !== undefined && { env: { region } }),
      ...stackProps,
    });
    this.sessions = new VeriffSessions(this, 'VeriffSessions', stageProps(this, config));
    acknowledgeFindings(this.sessions);
    for (const [name, { value, description }] of Object.entries(outputsOf(this.sessions, config))) {
      new CfnOutput(this, name, { value, description });
    }
  }
}
