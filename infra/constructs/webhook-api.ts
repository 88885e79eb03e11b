import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { ROUTES } from '../../shared/contract/routes.ts';
import { type ApiProps, RestApi } from './rest-api.ts';

/** A million sessions a day make about 36 webhooks a second; the rest is for peaks and Veriff's retries. */
const THROTTLE = { rate: 200, burst: 400 } as const;

/**
 * The API that Veriff calls, apart from the client API, so that a flood here stays here. It is open: the
 * signature over the exact bytes is the gate, and no authoriser sees the body.
 */
export class WebhookApi extends Construct {
  /** The API with its route. */
  readonly rest: RestApi;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.rest = new RestApi(this, 'Rest', {
      ...props,
      api: 'webhook',
      description: "Veriff's webhooks",
      authorizationType: AuthorizationType.NONE,
      throttle: THROTTLE,
      // Everything is binary, so the function gets the bytes that were signed.
      binaryMediaTypes: ['*/*'],
    });
  }

  /** What goes into every webhook field of Veriff's portal. */
  get url(): string {
    return this.rest.urlFor(ROUTES.find(({ api }) => api === 'webhook')?.path ?? '');
  }
}
