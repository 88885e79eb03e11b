import type { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import type { FunctionName } from '../../shared/contract/routes.ts';
import { bundleFolder } from '../bundles.ts';
import type { DataProtection } from './data-protection.ts';
import { ServiceRole } from './service-role.ts';
import { allow, sendTraces } from './statements.ts';

/** One function of the service. */
export interface NodeFunctionProps {
  /** The folder of its bundle in `dist/functions`. */
  readonly bundle: FunctionName;
  /** What it does, one sentence. */
  readonly description: string;
  /** Megabytes; the processor's share grows with them. */
  readonly memorySize: number;
  /** After which it is ended. */
  readonly timeout: Duration;
  /** Where its log goes. */
  readonly protection: DataProtection;
}

/** A built bundle as a Lambda: it may write its log and its traces, and whatever a `grant…` gives it. */
export class NodeFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: LambdaFunction;
  readonly #role: ServiceRole;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const logGroup = props.protection.logGroup(this, 'Logs');
    this.#role = new ServiceRole(this, 'Service', {
      service: 'lambda.amazonaws.com',
      description: `What ${props.bundle} may do`,
    });
    this.#role.allow(
      allow('logs', ['CreateLogStream', 'PutLogEvents'], logGroup.logGroupArn),
      sendTraces(),
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      // A source map is five times its bundle and only slows the start.
      code: Code.fromAsset(bundleFolder(props.bundle), { exclude: ['*.map'] }),
      description: props.description,
      memorySize: props.memorySize,
      timeout: props.timeout,
      role: this.#role.role,
      logGroup,
      tracing: Tracing.ACTIVE,
    });
  }

  /** Adds what the function may do. */
  allow(...statements: readonly PolicyStatement[]): void {
    this.#role.allow(...statements);
  }

  /** Sets a variable of the contract; the `grant…` that gives access to a thing tells its name as well. */
  tell(variable: keyof typeof ENVIRONMENT, value: string): void {
    this.lambda.addEnvironment(ENVIRONMENT[variable], value);
  }
}
