import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { answerProblems } from './gateway-problems.ts';
import { type ApiProps, RestApi } from './rest-api.ts';

/** A million sessions a day are 12 creates a second; the rest is for reads. */
const THROTTLE = { rate: 100, burst: 200 } as const;

/** The API for mobile backends: every method asks for a signature of IAM's. */
export class ClientApi extends Construct {
  /** The API with its routes. */
  readonly rest: RestApi;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.rest = new RestApi(this, 'Rest', {
      ...props,
      api: 'client',
      description: 'Veriff sessions, for mobile backends',
      authorizationType: AuthorizationType.IAM,
      throttle: THROTTLE,
    });
    answerProblems(this.rest.api);
  }

  /** The base URL, in the place of Veriff's own: `<url>/v1/sessions`. */
  get url(): string {
    return this.rest.urlFor('');
  }
}
