import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { SmokeFailure, wordsOf } from './failure.ts';

type Signing = ConstructorParameters<typeof SignatureV4>[0];

/** Who calls, and where. */
export interface Caller {
  readonly region: Signing['region'];
  readonly credentials: Signing['credentials'];
}

/** An answer of the deployed API. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body; undefined where there is none. */
  readonly body: unknown;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query, relative to the API's base URL. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The deployed client API, as a mobile backend calls it. */
export interface ClientApi {
  signed(call: Call): Promise<Reply>;
  unsigned(call: Call): Promise<Reply>;
}

/** SHA-256 in the form that the signer asks for. */
class Sha256 {
  readonly #secret: ConstructorParameters<NonNullable<Signing['sha256']>>[0];
  #state: Hash | Hmac;

  constructor(secret?: ConstructorParameters<NonNullable<Signing['sha256']>>[0]) {
    this.#secret = secret;
    this.#state = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    const secret = this.#secret;
    if (secret === undefined) return createHash('sha256');
    const key = typeof secret === 'string' ? secret : bytesOf(secret);
    return createHmac('sha256', key);
  }

  update(chunk: Uint8Array): void {
    this.#state.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#state.digest());
  }

  reset(): void {
    this.#state = this.#fresh();
  }
}

function bytesOf(source: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

/** API Gateway gives up after 29 seconds. */
const PATIENCE_MS = 35_000;

function jsonOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sends a request and reads its answer; whatever has no answer is a failure with the address in it. */
export async function send(url: URL, request: RequestInit): Promise<Reply> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(PATIENCE_MS) });
    const { status, headers } = response;
    return { status, headers, body: jsonOf(await response.text()) };
  } catch (error) {
    throw new SmokeFailure({
      expected: `an answer from ${url.href}`,
      seen: wordsOf(error),
      lookAt: 'network and DNS; on an emulator AWS_ENDPOINT_URL, --client-url, --webhook-url',
    });
  }
}

interface Prepared {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Calls the deployed client API, signed for `execute-api` with the caller's credentials. */
export function clientApi(base: string, { region, credentials }: Caller): ClientApi {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });

  const prepare = ({ method, path, body, headers = {} }: Call): { url: URL; request: Prepared } => {
    const url = new URL(`${base}${path}`);
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return { url, request: { method, headers: { ...type, ...headers }, ...text } };
  };
  const signedHeaders = async (url: URL, request: Prepared): Promise<Record<string, string>> => {
    const { headers } = await signer.sign({
      ...request,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...request.headers, host: url.host },
    });
    return headers;
  };
  return {
    unsigned: async (call) => {
      const { url, request } = prepare(call);
      return send(url, request);
    },
    signed: async (call) => {
      const { url, request } = prepare(call);
      // `fetch` sets the host by itself; signed it must be all the same.
      const { host: _host, ...headers } = await signedHeaders(url, request);
      return send(url, { ...request, headers });
    },
  };
}
