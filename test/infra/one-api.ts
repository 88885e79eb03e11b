import { App, type Environment, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ClientApi, type ClientApiProps } from '../../infra/constructs/client-api.ts';
import { DataProtection } from '../../infra/constructs/data-protection.ts';
import type { ApiProps } from '../../infra/constructs/rest-api.ts';
import { WebhookApi, type WebhookApiProps } from '../../infra/constructs/webhook-api.ts';
import { FUNCTIONS } from '../../shared/contract/routes.ts';
import { CONTEXT } from './synthesised.ts';

/** Where these stacks are: with a known place nearly every ARN is plain text. */
export const HERE = { account: '111122223333', region: 'eu-west-1' } as const;

/** The app that an API is made in. */
export interface Surroundings {
  readonly env?: Environment;
  readonly context?: Readonly<Record<string, unknown>>;
}

type Choices<Props extends ApiProps> = Omit<Props, keyof Required> | ((stack: Stack) => object);
type Required = Pick<ApiProps, 'protection' | 'functions'>;
type Properties = Readonly<Record<string, unknown>>;

interface InTemplate {
  readonly Properties: Properties;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** One of the two APIs in a stack of its own, over functions that do nothing. */
export class OneApi<Api extends ClientApi | WebhookApi> {
  readonly api: Api;
  readonly stack: Stack;
  readonly template: Template;

  constructor(
    make: (stack: Stack, required: Required) => Api,
    { env = HERE, context = CONTEXT }: Surroundings,
  ) {
    this.stack = new Stack(new App({ context }), 'stack', { env });
    const protection = new DataProtection(this.stack, 'Protection', {
      removalPolicy: RemovalPolicy.RETAIN,
      logRetention: RetentionDays.ONE_YEAR,
    });
    this.api = make(this.stack, { protection, functions: { named: (name) => this.#target(name) } });
    this.template = Template.fromStack(this.stack);
  }

  /** All resources of a type, by their logical ids. */
  found(type: string): Readonly<Record<string, InTemplate>> {
    return this.template.findResources(type) as Readonly<Record<string, InTemplate>>;
  }

  /** What each resource of a type says. */
  all(type: string): readonly Properties[] {
    return Object.values(this.found(type)).map(({ Properties }) => Properties);
  }

  /** What the only resource of a type says. */
  only(type: string): Properties {
    const [first, ...others] = this.all(type);
    if (first === undefined || others.length > 0) throw new Error(`not exactly one ${type}`);
    return first;
  }

  /** The statements of the resource policy. */
  get policy(): readonly Properties[] {
    const { Policy } = this.only('AWS::ApiGateway::RestApi');
    return (Policy as { readonly Statement: readonly Properties[] }).Statement;
  }

  /** What each route says, by its method and function: `GET list-sessions`. */
  get methods(): ReadonlyMap<string, Properties> {
    const methods = this.all('AWS::ApiGateway::Method').map((method) => {
      const integration = JSON.stringify(method['Integration']);
      const name = FUNCTIONS.find((each) => integration.includes(`"${each.replace('-', '')}`));
      return [`${String(method['HttpMethod'])} ${name ?? 'nothing'}`, method] as const;
    });
    return new Map(methods);
  }

  /** The logical id of the deployment: with the same one the stage keeps the old API. */
  get deployment(): string {
    return Object.keys(this.found('AWS::ApiGateway::Deployment')).join();
  }

  /** The body of each answer that the gateway gives by itself, by the gateway's name for it. */
  get answers(): ReadonlyMap<string, string> {
    const responses = this.all('AWS::ApiGateway::GatewayResponse').map((response) => {
      const templates = response['ResponseTemplates'] as Readonly<Record<string, string>>;
      return [String(response['ResponseType']), templates['application/json'] ?? ''] as const;
    });
    return new Map(responses);
  }

  #target(name: string): { readonly target: IFunction } {
    const target = new LambdaFunction(this.stack, name, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    });
    return { target };
  }
}

/** The client API with some choices. */
export function clientApi(
  choices: Choices<ClientApiProps> = {},
  surroundings: Surroundings = {},
): OneApi<ClientApi> {
  return new OneApi((stack, required) => {
    const chosen = typeof choices === 'function' ? choices(stack) : choices;
    return new ClientApi(stack, 'Client', { ...chosen, ...required });
  }, surroundings);
}

/** The webhook API with some choices. */
export function webhookApi(
  choices: Choices<WebhookApiProps> = {},
  surroundings: Surroundings = {},
): OneApi<WebhookApi> {
  return new OneApi((stack, required) => {
    const chosen = typeof choices === 'function' ? choices(stack) : choices;
    return new WebhookApi(stack, 'Webhook', { ...chosen, ...required });
  }, surroundings);
}
