import { Names, Stack } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  type AuthorizationType,
  EndpointType,
  RestApi as GatewayRestApi,
  LambdaIntegration,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { ROUTES, type Route } from '../../shared/contract/routes.ts';
import type { DataProtection } from './data-protection.ts';
import type { SessionFunctions } from './session-functions.ts';

/** How many requests an API lets through. */
export interface Throttle {
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** What both APIs need. */
export interface ApiProps {
  /** Where the access log goes. */
  readonly protection: DataProtection;
  /** What answers. */
  readonly functions: SessionFunctions;
}

/** What tells the two APIs apart. */
export interface RestApiProps extends ApiProps {
  /** Which routes of the contract it has. */
  readonly api: Route['api'];
  /** What it is for. */
  readonly description: string;
  /** Who gets in. */
  readonly authorizationType: AuthorizationType;
  /** How many get in. */
  readonly throttle: Throttle;
  /**
   * Media types whose bodies reach the function byte for byte.
   * @default - none
   */
  readonly binaryMediaTypes?: readonly string[];
}

/** Part of every URL. The environment is the stack's; this only names the one stage of the API. */
const STAGE_NAME = 'live';

/** Who, what, how long; no path (it names a session), no address, no user agent, no error text. */
const ACCESS_LOG = {
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTime(),
  method: AccessLogField.contextHttpMethod(),
  route: AccessLogField.contextResourcePath(),
  status: AccessLogField.contextStatus(),
  account: AccessLogField.contextIdentityAccountId(),
  gatewayError: AccessLogField.contextErrorResponseType(),
  functionStatus: AccessLogField.contextIntegrationStatus(),
  functionMs: AccessLogField.contextIntegrationLatency(),
  totalMs: AccessLogField.contextResponseLatency(),
  answerBytes: AccessLogField.contextResponseLength(),
  trace: AccessLogField.contextXrayTraceId(),
} as const;

/** A REST API with the routes that the contract gives it, and its access log. */
export class RestApi extends Construct {
  /** The API itself. */
  readonly api: GatewayRestApi;

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    const { throttle, binaryMediaTypes = [] } = props;
    this.api = new GatewayRestApi(this, 'Api', {
      restApiName: Names.uniqueResourceName(this, { maxLength: 100, separator: '-' }),
      description: props.description,
      endpointTypes: [EndpointType.REGIONAL],
      // The role for logs is one for the whole account: see GatewayLogRole.
      cloudWatchRole: false,
      ...(binaryMediaTypes.length > 0 && { binaryMediaTypes: [...binaryMediaTypes] }),
      deployOptions: {
        stageName: STAGE_NAME,
        tracingEnabled: true,
        throttlingRateLimit: throttle.rate,
        throttlingBurstLimit: throttle.burst,
        accessLogDestination: new LogGroupLogDestination(
          props.protection.logGroup(this, 'AccessLogs'),
        ),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    // Outputs are the stack's business; this one would end up in every stack that uses the construct.
    this.api.node.tryRemoveChild('Endpoint');
    for (const route of ROUTES.filter(({ api }) => api === props.api)) this.#add(route, props);
  }

  /** The URL of a path, without a slash at the end. */
  urlFor(path: string): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE_NAME}${path}`;
  }

  #add(route: Route, { functions, authorizationType }: RestApiProps): void {
    const { lambda } = functions.named(route.function);
    this.api.root
      .resourceForPath(route.path)
      .addMethod(route.method, new LambdaIntegration(lambda, { allowTestInvoke: false }), {
        authorizationType,
      });
  }
}
