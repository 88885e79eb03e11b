import { ArnFormat, Names, Stack, Token } from 'aws-cdk-lib';
import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Route } from '../../shared/contract/routes.ts';
import { ChoiceError } from '../choices.ts';
import type { DataProtection } from './data-protection.ts';
import type { Throttle } from './throttle.ts';

/** What can be chosen about a web ACL of ours. */
export interface OwnWebAcl {
  /**
   * Requests from one address in five minutes; what is over is refused until it is less.
   * @default - half of what the throttle lets through on one route, so that no address can use it up alone
   */
  readonly requestsPerAddress?: number | undefined;
}

/** What a web ACL stands before. */
export interface WebAclTarget {
  readonly api: Route['api'];
  readonly stage: Stage;
  readonly throttle: Throttle;
  readonly protection: DataProtection;
}

/** Seconds over which WAF counts. */
const WINDOW = 300;

/** What WAF takes for a rate (AWS: RateBasedStatement). */
const LEAST_REQUESTS = 10;
const MOST_REQUESTS = 2_000_000_000;

/**
 * AWS's rule groups. The core rule set is not among them: it refuses bodies over 8 KB, long queries, callers without a
 * user agent, and texts that look like markup or a path, which a name or a `vendorData` may. What is known to be bad is
 * told by exact patterns. A webhook's body is looked at by nothing but the function that checks its signature.
 */
const RULE_GROUPS: Readonly<Record<Route['api'], readonly string[]>> = {
  client: ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'],
  webhook: ['AWSManagedRulesAmazonIpReputationList'],
};

/** Credentials, signatures and what is stored as a hash only. The query names an end user. */
const REDACTED_HEADERS = [
  'authorization',
  'cookie',
  'x-amz-security-token',
  'x-api-key',
  'x-hmac-signature',
  'vrf-hmac-signature',
  'x-signature',
  'x-auth-client',
  'vrf-auth-client',
  'idempotency-key',
] as const;

/**
 * The firewall before an API. It looks at the first 16 KB of a body, as much as the client API reads at all. Who is
 * refused gets 403, as a problem like any other.
 */
export class WebAcl {
  /** A web ACL of ours: AWS's list of bad addresses, a limit for each address, for the client API known bad inputs. It has its own log. */
  static ours({ requestsPerAddress }: OwnWebAcl = {}): WebAcl {
    checkRequests(requestsPerAddress);
    return new WebAcl((scope, target) => {
      const limit = requestsPerAddress ?? halfOf(target.throttle);
      const own = new OwnWebAclResources(scope, 'WebAcl', { ...target, limit });
      associate(scope, target.stage, own.arn);
    });
  }

  /** An existing web ACL, regional, of this Region and account. Rules that look into bodies break webhooks. */
  static existing(webAclArn: string): WebAcl {
    if (
      !Token.isUnresolved(webAclArn) &&
      !/:wafv2:[^:]+:\d{12}:regional\/webacl\//.test(webAclArn)
    ) {
      throw new ChoiceError(
        `WebAcl.existing: "${webAclArn}" is no ARN of a regional web ACL, arn:…:wafv2:…:regional/webacl/…`,
      );
    }
    return new WebAcl((scope, { stage }) => associate(scope, stage, webAclArn));
  }

  /** No web ACL: the throttle is all that stands before the API. */
  static none(): WebAcl {
    return new WebAcl(() => {});
  }

  readonly #attach: (scope: Construct, target: WebAclTarget) => void;

  private constructor(attach: (scope: Construct, target: WebAclTarget) => void) {
    this.#attach = attach;
  }

  /** Puts it before a stage. */
  attach(scope: Construct, target: WebAclTarget): void {
    this.#attach(scope, target);
  }
}

function checkRequests(requests: number | undefined): void {
  if (requests === undefined || Token.isUnresolved(requests)) return;
  if (Number.isInteger(requests) && requests >= LEAST_REQUESTS && requests <= MOST_REQUESTS) return;
  throw new ChoiceError(
    `WebAcl.ours: requestsPerAddress ${requests} is no whole number from ${LEAST_REQUESTS} to ${MOST_REQUESTS}.`,
  );
}

function halfOf({ rate }: Throttle): number {
  return Math.max(LEAST_REQUESTS, Math.round((rate * WINDOW) / 2));
}

function associate(scope: Construct, stage: Stage, webAclArn: string): void {
  new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn: stage.stageArn, webAclArn });
}

interface OwnWebAclResourcesProps extends WebAclTarget {
  readonly limit: number;
}

class OwnWebAclResources extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: OwnWebAclResourcesProps) {
    super(scope, id);
    const rules = [...RULE_GROUPS[props.api].map(managed), limited(props.limit)];
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      description: `Before the ${props.api} API of Veriff sessions`,
      defaultAction: { allow: {} },
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
      // Metrics know a web ACL by this name alone: two stages in one account have two.
      visibilityConfig: measured(Names.uniqueResourceName(this, { maxLength: 128 })),
    });
    this.arn = acl.attrArn;
    this.#log(props);
  }

  /** Only what was refused, or would have been. */
  #log({ api, stage, protection }: WebAclTarget): void {
    // WAF takes no group of another name; the API's id makes it one of a kind.
    const logGroup = protection.logGroup(this, 'Logs', {
      logGroupName: `aws-waf-logs-veriff-${api}-${stage.restApi.restApiId}`,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.arn,
      // Without the `:*` that the group's own ARN ends with.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [
        ...REDACTED_HEADERS.map((name) => ({ singleHeader: { Name: name } })),
        { queryString: {} },
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT'].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    });
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority'>;

function managed(name: string): Rule {
  return {
    name,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: measured(name),
  };
}

function limited(limit: number): Rule {
  const name = 'RequestsPerAddress';
  return {
    name,
    action: { block: {} },
    statement: {
      rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: WINDOW },
    },
    visibilityConfig: measured(name),
  };
}

/** Samples would show credentials in the console: what is redacted in the log is not redacted there. */
function measured(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}
