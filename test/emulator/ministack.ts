import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

/** An emulator of AWS that runs on this machine. */
export interface Emulator {
  readonly endpoint: string;
  /** The file with the certificate of its server. */
  readonly certificate: string;
  /** Everything that it has said, for whoever has to find out. */
  said(): string;
  stop(): Promise<void>;
}

/** Who owns the emulated account: any id and key, but one of their own, since the CDK remembers accounts by key. */
export interface Owner {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** The directory of the Node that runs this comes first: the emulator starts the functions with it. */
export function pathWithNode(): string {
  return `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
}

/** Resolves once the process says that it serves; rejects where it ends before. */
async function serving(child: ChildProcess, said: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`MiniStack ended with ${code}:\n${said()}`)));
    const read = () => {
      if (said().includes('Running on')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
}

/** In a group of its own, so that the functions that it started end with it. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

/**
 * Starts MiniStack on loopback only, with TLS (the bucket of `cdk bootstrap` refuses anything else) and with
 * signatures and IAM policies enforced. It keeps everything in memory; `folder` takes its certificate.
 */
export async function startMiniStack(folder: string, owner: Owner): Promise<Emulator> {
  const port = await freePort();
  const child = spawn('python3', ['-m', 'ministack'], {
    detached: true,
    env: {
      PATH: pathWithNode(),
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      USE_SSL: '1',
      AUTH: 'true',
      LAMBDA_EXECUTOR: 'local',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      AWS_ACCESS_KEY_ID: owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
    },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const said = () => Buffer.concat(chunks).toString();
  await serving(child, said);
  return {
    endpoint: `https://127.0.0.1:${port}`,
    certificate: join(folder, 'ministack-tls', 'server.crt'),
    said,
    stop: async () => stop(child),
  };
}
