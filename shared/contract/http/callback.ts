/** The longest callback that is accepted. */
const LONGEST = 2048;

const IPV4 = /^[\d.]+$/;

function hostMistake(url: URL, allowedHosts: readonly string[]): string | undefined {
  const host = url.hostname;
  if (host.startsWith('[') || IPV4.test(host)) return 'must name a host, not an address';
  if (allowedHosts.length > 0 && !allowedHosts.includes(host)) {
    return `must be on one of the configured hosts: ${allowedHosts.join(', ')}`;
  }
  return undefined;
}

/** Control characters, white space and backslashes: readers of URLs disagree about them. */
function hasTroublesomeCharacter(text: string): boolean {
  return Array.from(text).some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0x20 || character === '\\' || (code >= 0x7f && code <= 0xa0);
  });
}

/**
 * What is wrong with a `callback`, or nothing. Veriff takes https only (its error 1302), so apps need
 * an https page that leads back into the app. We never fetch it; the host rules keep it from being
 * an open redirect.
 */
export function callbackMistake(
  text: string,
  allowedHosts: readonly string[] = [],
): string | undefined {
  if (text.length > LONGEST) return `must not be longer than ${LONGEST} characters`;
  if (hasTroublesomeCharacter(text))
    return 'must not hold spaces, control characters or backslashes';
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'https:') return 'must be an https address';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  return hostMistake(url, allowedHosts);
}
