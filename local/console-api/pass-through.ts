import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { LOOPBACK } from '../listen.ts';
import { sendProblem } from '../problem.ts';

/** Headers that are between two neighbours and go no further. */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** Gives a call to another port of this run and its answer back, as they are: the page has one origin. */
export function passThrough(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(target);
  const headers = ['host', url.host, ...forwarded(request.rawHeaders)];
  const { method, url: path } = request;
  const going = send({ host: LOOPBACK, port: url.port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, forwarded(answer.rawHeaders));
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  going.on('error', () => {
    if (response.headersSent) response.destroy();
    else
      sendProblem(response, 'unavailable', { status: 502, detail: `${url.host} does not answer.` });
  });
  response.on('close', () => going.destroy());
  request.pipe(going);
}

function forwarded(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, i) => {
    const name = rawHeaders[i - (i % 2)]?.toLowerCase() ?? '';
    return name !== 'host' && !HOP.has(name);
  });
}
