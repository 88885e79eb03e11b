import type { Line, PriceName } from './prices.ts';

/** A resource of a synthesised template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A template, as far as it is priced. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** A resource that nobody has priced yet, so that none can be forgotten. */
export class UnpricedResourceError extends Error {
  override readonly name = 'UnpricedResourceError';

  constructor(type: string) {
    super(
      `${type} has no price class: say in test/cost/standing.ts what it costs while it stands idle`,
    );
  }
}

/** What costs nothing by standing there: it is paid by use, or not at all. */
const BY_USE_OR_FREE: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::ClientCertificate',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  // Deployments to Lambda are free of charge.
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::StepFunctions::StateMachine',
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::WAFv2::WebACLAssociation',
]);

type Charge = readonly [price: PriceName, amount: number];

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Each metric that an alarm looks at counts, also inside an expression; the expression itself does not. */
function metricsOf({ Properties = {} }: Resource): number {
  const queries: unknown = Properties['Metrics'];
  if (!Array.isArray(queries)) return 1;
  return queries.filter((query: object) => 'MetricStat' in query).length;
}

/** What stands there for a price a month. */
const CHARGES: Readonly<Record<string, (resource: Resource) => readonly Charge[]>> = {
  'AWS::KMS::Key': () => [['key', 1]],
  'AWS::SecretsManager::Secret': () => [['secret', 1]],
  'AWS::CloudWatch::Alarm': (alarm) => [['alarmMetric', metricsOf(alarm)]],
  'AWS::CloudWatch::Dashboard': () => [['dashboard', 1]],
  'AWS::WAFv2::WebACL': ({ Properties = {} }) => [
    ['webAcl', 1],
    ['webAclRule', lengthOf(Properties['Rules'])],
  ],
};

function chargesOf(resource: Resource): readonly Charge[] {
  if (BY_USE_OR_FREE.has(resource.Type)) return [];
  const charges = CHARGES[resource.Type];
  if (charges === undefined) throw new UnpricedResourceError(resource.Type);
  return charges(resource);
}

/** What a template costs a month by standing there. Throws an `UnpricedResourceError` for a type that is not known. */
export function standingCharges({ Resources }: Template): readonly Line[] {
  const amounts = new Map<PriceName, number>();
  for (const [price, amount] of Object.values(Resources).flatMap(chargesOf)) {
    amounts.set(price, (amounts.get(price) ?? 0) + amount);
  }
  return [...amounts].map(([price, amount]) => ({
    price,
    amount,
    basis: 'template',
    how: 'in the template',
  }));
}
