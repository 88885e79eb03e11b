import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';

/**
 * Where the functions run. They call DynamoDB, EventBridge, Secrets Manager and Veriff: the subnets need a way out, by
 * NAT or, for AWS alone, by endpoints.
 */
export interface FunctionNetwork {
  /** An existing network. */
  readonly vpc: IVpc;
  /**
   * Which of its subnets.
   * @default - private subnets with a way out
   */
  readonly vpcSubnets?: SubnetSelection | undefined;
  /**
   * What guards the functions' network interfaces.
   * @default - a group for each function that lets everything out and nothing in
   */
  readonly securityGroups?: readonly ISecurityGroup[] | undefined;
}
