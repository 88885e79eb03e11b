const LOCAL_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request comes from this machine's own programs and pages. A foreign `Host` is DNS rebinding; a
 * foreign `Origin` or a cross-site `Sec-Fetch-Site` is somebody's web page reaching for us.
 */
export function isLocal(header: (name: string) => string | undefined): boolean {
  const host = header('host');
  const origin = header('origin');
  if (host !== undefined && !isLocalName(URL.parse(`http://${host}`))) return false;
  if (origin !== undefined && !isLocalName(URL.parse(origin))) return false;
  return header('sec-fetch-site') !== 'cross-site';
}

function isLocalName(url: URL | null): boolean {
  return url !== null && LOCAL_NAMES.has(url.hostname);
}
