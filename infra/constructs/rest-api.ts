import { Names, Stack } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  CfnClientCertificate,
  EndpointType,
  RestApi as GatewayRestApi,
  type Integration,
  IpAddressType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  type MethodOptions,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { APIGATEWAY_AUTHORIZER_CHANGE_DEPLOYMENT_LOGICAL_ID } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { type FunctionName, ROUTES, type Route } from '../../shared/contract/routes.ts';
import { ApiDomain, type ApiDomainOptions } from './api-domain.ts';
import type { ApiAccess } from './client-authorization.ts';
import type { DataProtection } from './data-protection.ts';
import { answerProblems, closedIntegration, closedResponses } from './gateway-problems.ts';
import { validateRequests } from './request-validation.ts';
import type { Throttle } from './throttle.ts';
import { WebAcl } from './web-acl.ts';

/** What answers the routes: `SessionFunctions`, as far as an API knows them. */
export interface RouteTargets {
  named(name: FunctionName): { readonly target: IFunction };
}

/** What can be said about either API. */
export interface ApiProps {
  /** Where the logs go. */
  readonly protection: DataProtection;
  /** What answers. */
  readonly functions: RouteTargets;
  /**
   * How many requests come through, on each route by itself.
   * @default - see the API
   */
  readonly throttle?: Throttle | undefined;
  /**
   * A host name of your own. API Gateway's own name for the API then answers no more.
   * @default - API Gateway's name
   */
  readonly domain?: ApiDomainOptions | undefined;
  /**
   * The firewall before it.
   * @default WebAcl.ours()
   */
  readonly webAcl?: WebAcl | undefined;
  /**
   * Whether every route answers 503 and reaches no function, whatever else is set. The other API goes on.
   * @default false
   */
  readonly closed?: boolean | undefined;
}

/** What tells the two APIs apart. */
export interface RestApiProps extends ApiProps {
  /** Which routes of the contract it has. */
  readonly api: Route['api'];
  /** What it is for. */
  readonly description: string;
  /** Who gets in; an authoriser goes into the scope. */
  readonly authorize: (scope: Construct) => ApiAccess;
  /** How many requests come through, on each route by itself. */
  readonly throttle: Throttle;
  /**
   * Throttles of single routes, by their function.
   * @default - none
   */
  readonly routeThrottles?: Partial<Readonly<Record<FunctionName, Throttle>>>;
  /**
   * Media types whose bodies reach the function byte for byte.
   * @default - none
   */
  readonly binaryMediaTypes?: readonly string[];
  /**
   * Whether it is reached by IPv6 too.
   * @default false
   */
  readonly dualStack?: boolean;
}

/** Part of every URL of API Gateway's. The environment is the stack's; this only names the one stage of the API. */
export const STAGE_NAME = 'live';

/** Who, what, how long; no path (it names a session), no address, no user agent, no error text. */
const ACCESS_LOG = {
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTime(),
  method: AccessLogField.contextHttpMethod(),
  route: AccessLogField.contextResourcePath(),
  status: AccessLogField.contextStatus(),
  gatewayError: AccessLogField.contextErrorResponseType(),
  functionStatus: AccessLogField.contextIntegrationStatus(),
  functionMs: AccessLogField.contextIntegrationLatency(),
  totalMs: AccessLogField.contextResponseLatency(),
  answerBytes: AccessLogField.contextResponseLength(),
  trace: AccessLogField.contextXrayTraceId(),
} as const;

/** A REST API with the routes that the contract gives it, its logs, and what stands before it. */
export class RestApi extends Construct {
  /** The API itself. */
  readonly api: GatewayRestApi;
  /** A line for each call. */
  readonly accessLogs: LogGroup;
  /** Its host name, where it has one of its own. */
  readonly domain: ApiDomain | undefined;

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    // Another user pool has to be deployed, whatever flags the app was made with.
    this.node.setContext(APIGATEWAY_AUTHORIZER_CHANGE_DEPLOYMENT_LOGICAL_ID, true);
    const access = props.authorize(this);
    this.accessLogs = props.protection.logGroup(this, 'AccessLogs');
    this.api = this.#makeApi(props, access);
    // Outputs are the stack's business; this one would end up in every stack that uses the construct.
    this.api.node.tryRemoveChild('Endpoint');
    this.#keepExecutionLog(props.protection);
    this.#addRoutes(props, access);
    answerProblems(this.api, props.api);
    this.domain = this.#makeDomain(props);
    const { webAcl = WebAcl.ours(), api, throttle, protection } = props;
    webAcl.attach(this, { api, throttle, protection, stage: this.api.deploymentStage });
  }

  /** The URL of a path, without a slash at the end. */
  urlFor(path: string): string {
    if (this.domain !== undefined) return `https://${this.domain.name}${path}`;
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE_NAME}${path}`;
  }

  #makeApi(props: RestApiProps, access: ApiAccess): GatewayRestApi {
    const { binaryMediaTypes = [], dualStack = false } = props;
    return new GatewayRestApi(this, 'Api', {
      restApiName: Names.uniqueResourceName(this, { maxLength: 100, separator: '-' }),
      description: props.description,
      endpointConfiguration: {
        types: [EndpointType.REGIONAL],
        ...(dualStack && { ipAddressType: IpAddressType.DUAL_STACK }),
      },
      disableExecuteApiEndpoint: props.domain !== undefined,
      policy: new PolicyDocument({ statements: [...access.policy] }),
      // The role for logs is one for the whole account: see GatewayLogRole.
      cloudWatchRole: false,
      ...(binaryMediaTypes.length > 0 && { binaryMediaTypes: [...binaryMediaTypes] }),
      deployOptions: this.#stageOptions(props, access),
    });
  }

  #stageOptions(props: RestApiProps, { tenant }: ApiAccess): StageOptions {
    const { api, throttle, routeThrottles = {} } = props;
    const format = { ...ACCESS_LOG, ...(tenant !== undefined && { tenant }) };
    const routes = ROUTES.filter((route) => route.api === api).flatMap((route) => {
      const own = routeThrottles[route.function];
      return own === undefined ? [] : [[`${route.path}/${route.method}`, settings(own)] as const];
    });
    return {
      ...settings(throttle),
      stageName: STAGE_NAME,
      tracingEnabled: true,
      clientCertificateId: this.#makeClientCertificate(props),
      accessLogDestination: new LogGroupLogDestination(this.accessLogs),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(format)),
      methodOptions: Object.fromEntries(routes),
    };
  }

  /** No function asks for it; an HTTP backend, should there be one, can tell by it that a call comes from here. */
  #makeClientCertificate({ description }: RestApiProps): string {
    return new CfnClientCertificate(this, 'ClientCertificate', { description }).ref;
  }

  /** The gateway would make the group itself, without key and for ever: ours has to be there before the stage. */
  #keepExecutionLog(protection: DataProtection): void {
    const group = protection.logGroup(this, 'ExecutionLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/${STAGE_NAME}`,
    });
    this.api.deploymentStage.node.addDependency(group);
  }

  #addRoutes(props: RestApiProps, access: ApiAccess): void {
    const { api, functions, closed = false } = props;
    const validated = validateRequests(this.api);
    for (const route of ROUTES.filter((each) => each.api === api)) {
      const authorized = access.methodOptions(route);
      if (closed) {
        const closedOptions = { ...authorized, methodResponses: closedResponses() };
        this.#addMethod(route, closedIntegration(api), closedOptions);
      } else {
        // SourceArn alone says account, API, stage and route; API Gateway is not known to name its account besides.
        const { target } = functions.named(route.function);
        const integration = new LambdaIntegration(target, { allowTestInvoke: false });
        this.#addMethod(route, integration, { ...validated(route), ...authorized });
      }
    }
  }

  #addMethod(route: Route, integration: Integration, options: MethodOptions): void {
    this.api.root.resourceForPath(route.path).addMethod(route.method, integration, options);
  }

  #makeDomain({ domain, dualStack = false }: RestApiProps): ApiDomain | undefined {
    if (domain === undefined) return undefined;
    return new ApiDomain(this, 'Domain', { ...domain, api: this.api, dualStack });
  }
}

/** What a stage says about all routes. A route with a throttle of its own says all of it again, so nothing hangs on what it would inherit. */
function settings({ rate, burst }: Throttle) {
  return {
    throttlingRateLimit: rate,
    throttlingBurstLimit: burst,
    loggingLevel: MethodLoggingLevel.ERROR,
    // It would write bodies and headers.
    dataTraceEnabled: false,
    // By API and stage they are free and enough for alarms; by route each is paid, and the functions count by themselves.
    metricsEnabled: false,
  };
}
