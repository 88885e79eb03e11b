import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { sendProblem } from '../problem.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Nothing from elsewhere, nothing inline, and in nobody's frame. */
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // A new build is seen by the next reload.
  'cache-control': 'no-cache',
} as const;

/** Sends a file of the console's bundle. A path that is no file's is an address within the page: the page itself. */
export async function sendPage(
  folder: string,
  pathname: string,
  response: ServerResponse,
): Promise<void> {
  const isFile = extname(pathname) !== '';
  const path = isFile ? within(folder, pathname) : `${folder}${sep}index.html`;
  const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
  if (bytes !== undefined) {
    const type = TYPES[extname(path ?? '')] ?? 'application/octet-stream';
    response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-length': bytes.length });
    response.end(bytes);
    return;
  }
  if (isFile) sendProblem(response, 'not-found', { detail: `There is no ${pathname}.` });
  else sendUnbuilt(response);
}

/** The file's path, or undefined where it would lie elsewhere. */
function within(folder: string, pathname: string): string | undefined {
  const path = resolve(folder, `.${pathname}`);
  return path.startsWith(folder + sep) ? path : undefined;
}

const LINKS = [
  ['/_local/sessions', 'Sessions'],
  ['/_local/events', 'Published events'],
  ['/_local/sweeps', 'Last runs of the sweep'],
  ['/_local/due', 'What is due'],
  ['/_local/faults', 'Faults of our side'],
  ['/_sim/sessions', 'Sessions of the simulator'],
  ['/_sim/deliveries', 'Webhooks of the simulator'],
  ['/_sim/faults', 'Faults of the simulator'],
  ['/_sim/clock', 'Clock'],
] as const;

/** What there is to see without the page. */
function sendUnbuilt(response: ServerResponse): void {
  const items = LINKS.map(([to, text]) => `<li><a href="${to}">${text}</a></li>`).join('\n');
  response.writeHead(200, { ...HEADERS, 'content-type': TYPES['.html'] });
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Veriff sessions, running locally</title>
<h1>Veriff sessions, running locally</h1>
<p>The console is not built: run <code>npm run build</code>. Until then, as JSON:</p>
<ul>
${items}
</ul>
</html>
`);
}
