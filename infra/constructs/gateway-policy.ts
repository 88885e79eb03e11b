import {
  AnyPrincipal,
  type Condition,
  Effect,
  type IPrincipal,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';

/** The API that the policy is of: API Gateway puts its ARN in. The policy cannot name what is made with it. */
const THIS_API = 'execute-api:/*';

const INVOKE = 'execute-api:Invoke';

/** Lets principals call every route, as far as the route itself lets them. */
export function letIn(...principals: readonly IPrincipal[]): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [...principals],
    actions: [INVOKE],
    resources: [THIS_API],
  });
}

/** Keeps out whomever the condition is true of, whatever else lets them in. */
export function keepOut(operator: string, condition: Condition): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [INVOKE],
    resources: [THIS_API],
    conditions: { [operator]: condition },
  });
}
