import type { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  type Alias,
  Architecture,
  Code,
  type FunctionOptions,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';
import type { FunctionName } from '../../shared/contract/routes.ts';
import { bundleFolder, NOT_DEPLOYED } from '../bundles.ts';
import type { DataProtection } from './data-protection.ts';
import type { FunctionNetwork } from './network.ts';
import { ServiceRole } from './service-role.ts';
import { allow, sendTraces, useNetwork } from './statements.ts';

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
  /** Where it runs; without, in Lambda's own network. */
  readonly network?: FunctionNetwork | undefined;
  /** How many of it run at most, kept free for it; without, as many as the account has left. */
  readonly reservedConcurrency?: number | undefined;
}

/** Every caller uses this name, so that a new version can take over bit by bit. */
const ALIAS = 'live';

/** A built bundle as a Lambda: it may write its log and its traces, and whatever a `grant…` gives it. */
export class NodeFunction extends Construct {
  /** The Lambda itself, for its metrics and settings. */
  readonly lambda: LambdaFunction;
  /** What callers invoke. */
  readonly alias: Alias;
  /** Where it writes. */
  readonly logGroup: LogGroup;
  readonly #role: ServiceRole;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.logGroup = props.protection.logGroup(this, 'Logs');
    this.#role = new ServiceRole(this, 'Service', {
      service: 'lambda.amazonaws.com',
      description: `What ${props.bundle} may do`,
    });
    this.#role.allow(
      allow('logs', ['CreateLogStream', 'PutLogEvents'], this.logGroup.logGroupArn),
      sendTraces(),
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundleFolder(props.bundle), { exclude: [...NOT_DEPLOYED] }),
      description: props.description,
      memorySize: props.memorySize,
      timeout: props.timeout,
      role: this.#role.role,
      logGroup: this.logGroup,
      tracing: Tracing.ACTIVE,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      ...(props.network !== undefined && this.#join(props.network)),
    });
    this.alias = this.lambda.addAlias(ALIAS, { description: 'What callers invoke' });
  }

  /** The alias, where a construct asks for a function. */
  get target(): IFunction {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the CDK's Alias implements IFunction; only under exactOptionalPropertyTypes do its own declarations (`role?: IRole | undefined`) disagree
    return this.alias as IFunction; // type-coverage:ignore-line
  }

  /** Of the role that the function runs as. */
  get roleArn(): string {
    return this.#role.role.roleArn;
  }

  #join({ vpc, vpcSubnets, securityGroups }: FunctionNetwork): Partial<FunctionOptions> {
    this.#role.allow(useNetwork());
    return {
      vpc,
      ...(vpcSubnets !== undefined && { vpcSubnets }),
      ...(securityGroups !== undefined && { securityGroups: [...securityGroups] }),
    };
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
