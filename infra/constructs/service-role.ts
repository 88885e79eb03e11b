import { Stack } from 'aws-cdk-lib';
import {
  type IRole,
  ManagedPolicy,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Whose role it is. */
export interface ServiceRoleProps {
  /** The service that takes the role, for example `states.amazonaws.com`. */
  readonly service: string;
  /** What the role is for. */
  readonly description: string;
  /**
   * Whether the service names its account when it takes the role, so that it cannot be led here from another.
   * Step Functions and Scheduler do; Lambda takes its own functions' roles only.
   * @default - false
   */
  readonly namesItsAccount?: boolean;
}

/** A role with one policy of its own: what is not allowed here by name, nothing else in the CDK can add. */
export class ServiceRole extends Construct {
  /** For constructs that take a role. Their own grants change nothing. */
  readonly role: IRole;
  readonly #policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { service, description, namesItsAccount = false } = props;
    const own = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    const principal = new ServicePrincipal(service, namesItsAccount ? { conditions: own } : {});
    this.#policy = new ManagedPolicy(this, 'Policy', { description });
    const role = new Role(this, 'Role', {
      assumedBy: principal,
      description,
      managedPolicies: [this.#policy],
    });
    this.role = role.withoutPolicyUpdates();
  }

  /** Adds what the role may do. */
  allow(...statements: readonly PolicyStatement[]): void {
    this.#policy.addStatements(...statements);
  }
}
