import type { LocalDueList, LocalEvents } from '../../local/console-api/wire.ts';
import type {
  SimActionResult,
  SimClock,
  SimClockResult,
  SimSession,
  SimSessionList,
  SimSessionSummary,
} from '../../local/veriff/control.ts';
import type { SessionBody } from '../../shared/contract/http/session.ts';
import type { Doors } from '../local/running.ts';
import type { View } from './ledger.ts';

const json = { 'content-type': 'application/json' };

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function call(method: string, url: string, body?: object, more = {}): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers: { ...json, ...more },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** An answer that is none of those that the caller knows what to do with. */
class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** The JSON of a 200. */
function bodyOf({ status, text }: Answered, url: string): unknown {
  if (status !== 200) throw new UnexpectedAnswer(`${url}: ${status} ${text}`);
  return JSON.parse(text);
}

/** The calls of a backend, an end user, Veriff's staff, a calendar and the operator, by HTTP. */
export function parties({ apiUrl, simulatorUrl, consoleUrl }: Doors) {
  const get = async (url: string): Promise<unknown> => bodyOf(await call('GET', url), url);
  return {
    async create(key: string): Promise<Answered> {
      const verification = { vendorData: key };
      return call('POST', `${apiUrl}/v1/sessions`, { verification }, { 'idempotency-key': key });
    },
    async read(id: string): Promise<View | undefined> {
      const url = `${apiUrl}/v1/sessions/${id}`;
      const answer = await call('GET', url);
      if (answer.status === 404) return undefined;
      const body = bodyOf(answer, url) as SessionBody;
      return { version: Number(answer.headers.get('etag')?.replaceAll('"', '')), body };
    },
    async erase(id: string): Promise<number> {
      return (await call('DELETE', `${apiUrl}/v1/sessions/${id}`)).status;
    },
    /** Undefined where the step was made before (409). */
    async act(id: string, action: string): Promise<SimActionResult | undefined> {
      const url = `${simulatorUrl}/_sim/sessions/${id}/actions`;
      const answer = await call('POST', url, { action });
      return answer.status === 409 ? undefined : (bodyOf(answer, url) as SimActionResult);
    },
    veriffs: async (id: string): Promise<SimSession> =>
      (await get(`${simulatorUrl}/_sim/sessions/${id}`)) as SimSession,
    /** Every session that Veriff has ever made. */
    async allOfVeriff(): Promise<readonly SimSessionSummary[]> {
      const all: SimSessionSummary[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const url = `${simulatorUrl}/_sim/sessions?limit=100${from}`;
        const page = (await get(url)) as SimSessionList;
        all.push(...page.sessions);
        cursor = page.nextCursor;
      }
      return all;
    },
    async faults(faults: object): Promise<void> {
      const url = `${simulatorUrl}/_sim/faults`;
      bodyOf(await call('PUT', url, faults), url);
    },
    /** Answers where the clock stands, ms since 1970. */
    async advance(seconds: number): Promise<number> {
      const url = `${simulatorUrl}/_sim/clock`;
      const body = { advanceSeconds: seconds };
      const { now } = bodyOf(await call('POST', url, body), url) as SimClockResult;
      return Date.parse(now);
    },
    now: async (): Promise<number> =>
      Date.parse(((await get(`${simulatorUrl}/_sim/clock`)) as SimClock).now),
    /** Debts of ours: what makes a session stuck where it stays. */
    async debts(): Promise<LocalDueList['due']> {
      const { due } = (await get(`${consoleUrl}/_local/due`)) as LocalDueList;
      return due.filter(({ kind }) => ['poll', 'publication', 'erasure'].includes(kind));
    },
    /** The ids of the events that were ever published, in order. */
    async published(): Promise<readonly string[]> {
      const ids: string[] = [];
      let after = 0;
      for (;;) {
        const url = `${consoleUrl}/_local/events?limit=1000&after=${after}`;
        const { events } = (await get(url)) as LocalEvents;
        ids.push(...events.map(({ detail }) => String(detail['id'])));
        const last = events.at(-1);
        if (last === undefined) return ids;
        after = last.seq;
      }
    },
  };
}

export type Parties = ReturnType<typeof parties>;
