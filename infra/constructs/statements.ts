import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Allows actions of one service on exact resources. */
export function allow(
  service: string,
  actions: readonly string[],
  ...resources: readonly string[]
): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `${service}:${action}`),
    resources: [...resources],
  });
}

/** Trace data belongs to no resource: AWS knows no other than `*` here. */
export function sendTraces(): PolicyStatement {
  return allow('xray', ['PutTraceSegments', 'PutTelemetryRecords'], '*');
}

/** A function in a network makes its interfaces itself: EC2 cannot say which will be made. AWS: Lambda's execution role for VPC access. */
export function useNetwork(): PolicyStatement {
  return allow(
    'ec2',
    [
      'AssignPrivateIpAddresses',
      'CreateNetworkInterface',
      'DeleteNetworkInterface',
      'DescribeNetworkInterfaces',
      'DescribeSubnets',
      'UnassignPrivateIpAddresses',
    ],
    '*',
  );
}
