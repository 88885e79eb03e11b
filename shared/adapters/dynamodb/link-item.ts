import type { SessionLink } from '../../domain/session.ts';
import { type AttributeReader, type Item, text } from './attributes.ts';

const PATH = '/v/';

/** Veriff's links are `<host>/v/<token>`; then the URL says it all. */
function derived(url: string): SessionLink {
  const at = url.lastIndexOf(PATH);
  return { url, host: url.slice(0, at), sessionToken: url.slice(at + PATH.length) };
}

/** A link without what its own URL repeats: that is a fifth of a typical item. */
export function linkAttributes({ url, host, sessionToken }: SessionLink): Item {
  const { host: sameHost, sessionToken: sameToken } = derived(url);
  if (host === sameHost && sessionToken === sameToken) return { url: text(url) };
  return { url: text(url), host: text(host), sessionToken: text(sessionToken) };
}

/** The whole link again. */
export function readLink(from: AttributeReader): SessionLink {
  const url = from.text('url');
  if (!from.has('host')) return derived(url);
  return { url, host: from.text('host'), sessionToken: from.text('sessionToken') };
}
