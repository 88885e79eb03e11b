import type { Options } from './options.ts';

/** Where a run talks to a deployed stack. */
export interface Addresses {
  /** Base URL of the client API, without a slash at the end. */
  readonly client: string;
  /** What Veriff's portal would get. */
  readonly webhook: string;
}

/** The outputs of the stack that addresses are made from. */
interface Urls {
  readonly ClientUrl: string;
  readonly WebhookUrl: string;
}

/** `https://ID.execute-api.REGION.SUFFIX/STAGE/PATH`, as API Gateway gives its URLs. */
const GATEWAY_URL = /^https:\/\/([a-z0-9]+)\.execute-api\.[^/]+\/([^/]+)(\/.*)?$/;

/** The same route by way of an emulator's one port, for which the id's own host name does not resolve. */
export function emulated(url: string, endpoint: string): string {
  const found = GATEWAY_URL.exec(url);
  if (found === null) return url;
  const [, id = '', stage = '', path = ''] = found;
  return `${endpoint.replace(/\/+$/, '')}/restapis/${id}/${stage}/_user_request_${path}`;
}

/** What was told counts, then the emulator's way where there is an emulator, then the output. */
export function addressesOf(
  outputs: Urls,
  options: Pick<Options, 'clientUrl' | 'webhookUrl'>,
  endpoint: string | undefined,
): Addresses {
  const reach = (url: string) => (endpoint === undefined ? url : emulated(url, endpoint));
  return {
    client: options.clientUrl ?? reach(outputs.ClientUrl),
    webhook: options.webhookUrl ?? reach(outputs.WebhookUrl),
  };
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is this machine's own. */
export function isLoopback(url: string): boolean {
  return LOOPBACK.has(URL.parse(url)?.hostname ?? '');
}
