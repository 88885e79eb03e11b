import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const LOOPBACK_ORIGIN = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Why a request may not be served although it came over loopback, or undefined. A foreign `Host` is a web
 * page whose name was bound to this machine; a cross-site `Origin` is a page that posts from elsewhere.
 */
export function refusal({ headers }: IncomingMessage): string | undefined {
  const host = refusalOfHost(headers.host);
  if (host !== undefined) return host;
  if (headers.origin !== undefined && !LOOPBACK_ORIGIN.test(headers.origin)) {
    return 'Requests of foreign web pages are refused.';
  }
  return headers['sec-fetch-site'] === 'cross-site'
    ? 'Requests of foreign web pages are refused.'
    : undefined;
}

/** The part that pages keep to as well, which anybody may link to. */
export function refusalOfHost(host: string | undefined): string | undefined {
  return host !== undefined && LOOPBACK_HOST.test(host)
    ? undefined
    : 'Only localhost, 127.0.0.1 and [::1] are served.';
}
