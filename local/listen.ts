import { createServer, type RequestListener, type Server } from 'node:http';
import { lastAnswers } from './last-answers.ts';
import { StartError } from './start-error.ts';

/** A server on this machine's own address and the port that it got. */
export interface Listening {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  /** Lets what is under way finish, then frees the port. */
  close(): Promise<void>;
}

/** Only programs on this machine reach what listens here. */
export const LOOPBACK = '127.0.0.1';

/** API Gateway takes 10,240 bytes of request line and headers; Node answers 431 by itself. */
const HEADER_BYTES = 10_240;

/** Listens on loopback; `variable` is named in the error when the port is taken. */
export async function listen(
  listener: RequestListener,
  port: number,
  variable?: string,
): Promise<Listening> {
  const server = createServer({ maxHeaderSize: HEADER_BYTES, keepAliveTimeout: 65_000 }, listener);
  const close = lastAnswers(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port, variable)));
    server.listen(port, LOOPBACK, resolve);
  });
  const actual = portOf(server);
  return {
    server,
    port: actual,
    url: `http://${LOOPBACK}:${actual}`,
    close,
  };
}

/** The port that a listening server has. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function listenError(error: Error, port: number, variable: string | undefined): Error {
  const code = 'code' in error ? error.code : undefined;
  if (variable === undefined || (code !== 'EADDRINUSE' && code !== 'EACCES')) return error;
  const why = code === 'EACCES' ? 'may not be used' : 'is already in use';
  return new StartError(`port ${port} ${why}. Set ${variable} to a free one (0 picks one).`);
}
