import type { TraceEntry } from '../console-api/wire-trace.ts';

/** A message as it is kept: small, and with what was seen as it came. `detail.ts` makes of it what is shown. */
export type Kept = TraceEntry & { readonly seen: Seen };

/** A message that has not been told yet. `order` is in microseconds of this run, see `microseconds`. */
export type Untold = Omit<Kept, 'seq'>;

/** What was seen of a message. */
export type Seen =
  | SeenHttp
  | SeenWrite
  | { readonly type: 'publication'; readonly event: Readonly<Record<string, unknown>> }
  | { readonly type: 'loss'; readonly faults: readonly string[] }
  | SeenFailure
  | { readonly type: 'erased' }
  | { readonly type: 'none' };

export interface SeenHttp {
  readonly type: 'http';
  readonly request?: SeenMessage;
  readonly answer?: SeenMessage;
  /** Its signature is to be shown. */
  readonly isSigned?: true;
  /** What the function printed. */
  readonly log?: string;
}

export interface SeenMessage {
  /** `POST /v1/sessions`, `200`. */
  readonly head: string;
  /** Name, value, name, value … as they came. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly encoding?: 'base64';
  /** The length of the whole body, where only its beginning is kept. */
  readonly cutOf?: number;
}

export interface SeenWrite {
  readonly type: 'write';
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  /** The call's own parameters. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The item that it replaced, or that stood in its way. */
  readonly old?: Readonly<Record<string, unknown>>;
  readonly held: boolean;
}

export interface SeenFailure {
  readonly type: 'failure';
  readonly error: string;
  readonly fault?: string;
  readonly log?: string;
}

/** More of a body is not kept. */
const MOST_BYTES = 64 * 1024;

/** A message as it is kept: text where its bytes are text, base64 where not. */
export function seenMessage(head: string, headers: readonly string[], bytes: Buffer): SeenMessage {
  const kept = bytes.subarray(0, MOST_BYTES);
  const text = kept.toString('utf8');
  const isText = !text.includes('\uFFFD') && !text.startsWith('\uFEFF');
  return {
    head,
    headers: withoutSecrets(headers),
    body: isText ? text : kept.toString('base64'),
    ...(!isText && { encoding: 'base64' as const }),
    ...(kept.length < bytes.length && { cutOf: bytes.length }),
  };
}

/** Headers that hold a credential: their values go nowhere, not even to disk. */
const SECRET = new Set(['x-auth-client', 'vrf-auth-client', 'authorization', 'cookie']);
const HIDDEN = '••••••••';

function withoutSecrets(headers: readonly string[]): readonly string[] {
  return headers.map((each, i) =>
    i % 2 === 1 && SECRET.has((headers[i - 1] ?? '').toLowerCase()) ? HIDDEN : each,
  );
}
