import { type Stack, type StackOptions, startStack } from '../../local/stack.ts';
import type { SimAction, SimActionResult, SimSession } from '../../local/veriff/control.ts';
import type { SessionBody } from '../../shared/contract/http/session.ts';

/** The addresses of a local run, in this process or another. */
export interface Doors {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly simulatorUrl: string;
}

/** The whole local run with free ports and nothing on disk. */
export async function running(): Promise<Stack> {
  return runningIn(undefined, (name, error) => {
    throw new Error(`${name}: ${error.errorType} ${error.errorMessage}`);
  });
}

/** The same with a data folder, or where functions are to fail. */
export async function runningIn(
  dataDir: string | undefined,
  onFailure: StackOptions['onFailure'] = () => {},
): Promise<Stack> {
  return startStack(
    { consolePort: 0, apiPort: 0, simulatorPort: 0, dataDir, quiet: true, json: false },
    { onMessage: () => {}, onFailure },
  );
}

export interface Replied<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

async function replied<Body>(response: Response): Promise<Replied<Body>> {
  const text = await response.text();
  const body = (text === '' ? undefined : JSON.parse(text)) as Body;
  return { status: response.status, headers: response.headers, body };
}

const json = { 'content-type': 'application/json' };

export interface PublishedEvent {
  readonly detailType: string;
  readonly detail: { readonly id: string; readonly sessionId: string; readonly status: string };
}

interface CreatedBody {
  readonly verification: { readonly id: string; readonly url: string };
}

/** A mobile backend, an end user, Veriff's staff and a calendar, all by HTTP. */
export function people({ apiUrl, simulatorUrl, consoleUrl }: Doors) {
  const post = async <Body>(url: string, body: unknown, headers = {}): Promise<Replied<Body>> =>
    replied(
      await fetch(url, {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify(body),
      }),
    );

  const backend = {
    async create(verification: object = {}, headers = {}): Promise<Replied<CreatedBody>> {
      return post(`${apiUrl}/v1/sessions`, { verification }, headers);
    },
    async created(verification: object = {}): Promise<string> {
      return (await backend.create(verification)).body.verification.id;
    },
    async read(id: string): Promise<SessionBody> {
      return (await replied<SessionBody>(await fetch(`${apiUrl}/v1/sessions/${id}`))).body;
    },
    async erase(id: string): Promise<number> {
      return (await fetch(`${apiUrl}/v1/sessions/${id}`, { method: 'DELETE' })).status;
    },
  };
  const veriff = {
    async play(id: string, ...actions: readonly SimAction[]): Promise<SimActionResult | undefined> {
      let last: SimActionResult | undefined;
      for (const action of actions) {
        const { status, body } = await post<SimActionResult>(
          `${simulatorUrl}/_sim/sessions/${id}/actions`,
          { action },
        );
        if (status !== 200) throw new Error(`${action}: ${status} ${JSON.stringify(body)}`);
        last = body;
      }
      return last;
    },
    async session(id: string): Promise<SimSession> {
      return (await replied<SimSession>(await fetch(`${simulatorUrl}/_sim/sessions/${id}`))).body;
    },
    async faults(faults: object): Promise<void> {
      const response = await fetch(`${simulatorUrl}/_sim/faults`, {
        method: 'PUT',
        headers: json,
        body: JSON.stringify(faults),
      });
      if (response.status !== 200) throw new Error(await response.text());
    },
    async noFaults(): Promise<void> {
      await fetch(`${simulatorUrl}/_sim/faults`, { method: 'DELETE' });
    },
  };
  return {
    backend,
    veriff,
    async advance(seconds: number): Promise<void> {
      const { status } = await post(`${simulatorUrl}/_sim/clock`, { advanceSeconds: seconds });
      if (status !== 200) throw new Error(`the clock answered ${status}`);
    },
    /** What was published about a session, in order. */
    async events(id: string): Promise<readonly PublishedEvent[]> {
      const url = `${consoleUrl}/_local/events?session=${id}&limit=100`;
      const { body } = await replied<{ events: PublishedEvent[] }>(await fetch(url));
      return body.events;
    },
  };
}

export const MINUTES = 60;
export const HOURS = 3600;
export const DAYS = 24 * HOURS;
