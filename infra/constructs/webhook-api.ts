import { Token } from 'aws-cdk-lib';
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import { AnyPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ROUTES } from '../../shared/contract/routes.ts';
import { ChoiceError } from '../choices.ts';
import type { ApiAccess } from './client-authorization.ts';
import { keepOut, letIn } from './gateway-policy.ts';
import { ipRangeMistake, isIpv6Range } from './ip-range.ts';
import { type ApiProps, RestApi } from './rest-api.ts';
import { checkedThrottle } from './throttle.ts';

/** What can be chosen about the webhook API. By default 200 requests a second come through, 400 at once. */
export interface WebhookApiProps extends ApiProps {
  /**
   * The only addresses that webhooks may come from, as ranges of IPv4 or IPv6 (`192.0.2.0/24`); with one of IPv6 the API
   * is reached by IPv6 too. A second lock beside the signature, and a risk of its own: webhooks from an address that is
   * missing are lost to the fallback. Where to begin, from Veriff's list for firewalls (February 2026; it may be longer,
   * and does not say that webhooks come from there). EU: 34.254.42.181/32, 34.242.213.89/32, 52.19.226.239/32,
   * 3.251.215.160/27. US: 100.20.120.34/32, 52.25.243.218/32, 54.148.105.103/32, 54.218.205.80/32, 18.98.6.64/27,
   * 3.42.137.128/27, 3.42.136.96/27.
   * @default - any address: the signature is the gate
   */
  readonly allowedCidrs?: readonly string[] | undefined;
}

/** A million sessions a day make about 36 webhooks a second; the rest is for peaks and Veriff's retries. */
const THROTTLE = { rate: 200, burst: 400 } as const;

/**
 * The API that Veriff calls, apart from the client API, so that a flood here stays here. It is open: the
 * signature over the exact bytes is the gate, and no authoriser sees the body. How large a body may be is the function's
 * to say (413 over 256 KB, before it computes anything): the gateway knows no limit but its own 10 MB, and a firewall
 * sees 64 KB at most.
 */
export class WebhookApi extends Construct {
  /** The API with its route. */
  readonly rest: RestApi;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    const { allowedCidrs, ...apiProps } = props;
    checkRanges(this.node.path, allowedCidrs);
    this.rest = new RestApi(this, 'Rest', {
      ...apiProps,
      api: 'webhook',
      description: "Veriff's webhooks",
      authorize: () => openTo(allowedCidrs),
      throttle: checkedThrottle(`${this.node.path}: throttle`, props.throttle ?? THROTTLE),
      // Everything is binary, so the function gets the bytes that were signed.
      binaryMediaTypes: ['*/*'],
      dualStack: allowedCidrs?.some(isIpv6Range) ?? false,
    });
  }

  /** What goes into every webhook field of Veriff's portal. */
  get url(): string {
    return this.rest.urlFor(ROUTES.find(({ api }) => api === 'webhook')?.path ?? '');
  }
}

function checkRanges(where: string, ranges: readonly string[] | undefined): void {
  if (ranges?.length === 0) {
    throw new ChoiceError(
      `${where}: allowedCidrs is empty and would let nobody in. Leave it out to let everybody in; closed closes the API.`,
    );
  }
  for (const [index, range] of (ranges ?? []).entries()) {
    const mistake = Token.isUnresolved(range) ? undefined : ipRangeMistake(range);
    if (mistake === undefined) continue;
    throw new ChoiceError(`${where}: allowedCidrs[${index}] "${range}" ${mistake}.`);
  }
}

/** Whoever is not in the ranges is denied, whatever is added: without a policy an open API lets everybody in. */
function openTo(ranges: readonly string[] | undefined): ApiAccess {
  const everybody = letIn(new AnyPrincipal());
  return {
    policy:
      ranges === undefined
        ? [everybody]
        : [everybody, keepOut('NotIpAddress', { 'aws:SourceIp': [...ranges] })],
    methodOptions: () => ({ authorizationType: AuthorizationType.NONE }),
  };
}
