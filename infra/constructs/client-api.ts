import { Construct } from 'constructs';
import { ClientAuthorization } from './client-authorization.ts';
import { type ApiProps, RestApi } from './rest-api.ts';
import { checkedThrottle, type Throttle } from './throttle.ts';

/** What can be chosen about the client API. By default 100 requests a second come through on each route, 200 at once. */
export interface ClientApiProps extends ApiProps {
  /**
   * How callers prove who they are.
   * @default ClientAuthorization.iam()
   */
  readonly authorization?: ClientAuthorization | undefined;
  /**
   * How many creates come through. Each makes a session at Veriff, so a caller that runs wild is stopped earlier there.
   * @default - 50 a second, 100 at once, but never more than `throttle`
   */
  readonly createThrottle?: Throttle | undefined;
}

/** A million sessions a day are 12 creates a second; the rest is for reads. */
const THROTTLE = { rate: 100, burst: 200 } as const;
const CREATE_THROTTLE = { rate: 50, burst: 100 } as const;

/**
 * The API for mobile backends: every route asks who calls. API keys are no part of it. A usage plan counts by API key
 * and by nothing else, and a key in a request proves nothing; what limits a single caller is the web ACL.
 */
export class ClientApi extends Construct {
  /** The API with its routes. */
  readonly rest: RestApi;

  constructor(scope: Construct, id: string, props: ClientApiProps) {
    super(scope, id);
    const { authorization = ClientAuthorization.iam(), ...apiProps } = props;
    const throttle = checkedThrottle(`${this.node.path}: throttle`, props.throttle ?? THROTTLE);
    this.rest = new RestApi(this, 'Rest', {
      ...apiProps,
      api: 'client',
      description: 'Veriff sessions, for mobile backends',
      authorize: (rest) => authorization.bind(rest),
      throttle,
      routeThrottles: { 'create-session': this.#createThrottle(props, throttle) },
    });
  }

  #createThrottle({ createThrottle }: ClientApiProps, all: Throttle): Throttle {
    if (createThrottle !== undefined) {
      return checkedThrottle(`${this.node.path}: createThrottle`, createThrottle);
    }
    return {
      rate: Math.min(CREATE_THROTTLE.rate, all.rate),
      burst: Math.min(CREATE_THROTTLE.burst, all.burst),
    };
  }

  /** The base URL, in the place of Veriff's own: `<url>/v1/sessions`. */
  get url(): string {
    return this.rest.urlFor('');
  }
}
