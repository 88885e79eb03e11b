import type { LocalStream } from '../../local/console-api/wire.ts';
import type { TraceEntryInFull, TraceList } from '../../local/console-api/wire-trace.ts';
import type { Replied } from './running.ts';

/** The console's page, as far as it talks HTTP. */
export function page(consoleUrl: string) {
  const send = async <Body>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Replied<Body>> => {
    const response = await fetch(consoleUrl + path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Body,
    };
  };
  const read = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await send<Body>('GET', path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    send,
    read,
    /** The messages of a session, as the diagram shows them. */
    async history(id: string): Promise<readonly TraceEntryInFull[]> {
      const { entries } = await read<TraceList>(`/_local/trace?session=${id}`);
      return entries.toSorted((a, b) => a.order - b.order);
    },
  };
}

/** One event of the stream. */
export interface Told<Name extends keyof LocalStream = keyof LocalStream> {
  readonly id: string | undefined;
  readonly name: Name;
  readonly data: LocalStream[Name];
}

/** Somebody who listens to the stream. */
export interface Follower {
  /** The next event of that name that fits, those told already included. */
  next<Name extends keyof LocalStream>(
    name: Name,
    fits?: (data: LocalStream[Name]) => boolean,
  ): Promise<Told<Name>>;
  /** Everything that came so far, comments included. */
  readonly text: () => string;
  /** Resolves when the other side ends it. */
  readonly ended: Promise<void>;
  leave(): void;
}

/** Opens the stream and reads it until it is left. */
export async function follow(
  consoleUrl: string,
  {
    lastEventId,
    path = '/_local/stream',
  }: { readonly lastEventId?: string; readonly path?: string } = {},
): Promise<Follower> {
  const leaving = new AbortController();
  const response = await fetch(consoleUrl + path, {
    signal: leaving.signal,
    ...(lastEventId !== undefined && { headers: { 'last-event-id': lastEventId } }),
  });
  if (response.status !== 200 || response.body === null) throw new Error(await response.text());
  let text = '';
  let wake = Promise.withResolvers<void>();
  const ended = (async () => {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        wake.resolve();
      }
    } catch {
      // Left by ourselves.
    }
  })();
  let read = 0;
  const waiting: Told[] = [];
  const parse = (): void => {
    for (let end = text.indexOf('\n\n', read); end >= 0; end = text.indexOf('\n\n', read)) {
      const told = toldBy(text.slice(read, end));
      if (told !== undefined) waiting.push(told);
      read = end + 2;
    }
  };
  return {
    text: () => text,
    ended,
    leave: () => leaving.abort(),
    next: async <Name extends keyof LocalStream>(
      name: Name,
      fits: (data: LocalStream[Name]) => boolean = () => true,
    ) => {
      for (;;) {
        wake = Promise.withResolvers<void>();
        parse();
        const at = waiting.findIndex(
          (each) => each.name === name && fits(each.data as LocalStream[Name]),
        );
        if (at >= 0) return waiting.splice(at, 1)[0] as unknown as Told<Name>;
        await wake.promise;
      }
    },
  };
}

function toldBy(block: string): Told | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const [name, data] = [field('event'), field('data')];
  if (name === undefined || data === undefined) return undefined;
  return { id: field('id'), name: name as Told['name'], data: JSON.parse(data) as Told['data'] };
}
