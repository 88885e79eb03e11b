import { isList, isRecord, parseJson } from '../json.ts';
import type {
  SimDeliveryList,
  SimDeliverySummary,
  SimFaults,
  SimSession,
} from '../veriff/control.ts';

/** What the console's side reads from the simulator's control API. */
export interface SimulatorClient {
  /** Null where it knows no such session. */
  session(id: string): Promise<SimSession | null>;
  /** Newest first, at most 100. */
  deliveries(filter: Readonly<Record<string, string>>): Promise<readonly SimDeliverySummary[]>;
  faults(): Promise<SimFaults>;
}

/** Speaks to the simulator of this run, as everybody does. */
export function simulatorClient(url: string): SimulatorClient {
  const read = async <Body>(
    path: string,
    is: (body: unknown) => body is Body,
  ): Promise<Body | null> => {
    const response = await fetch(`${url}/_sim/${path}`);
    const body = parseJson(await response.text());
    if (response.status === 404) return null;
    if (is(body)) return body;
    throw new Error(`the simulator answered ${response.status} to ${path}`);
  };
  return {
    session: async (id) => read(`sessions/${encodeURIComponent(id)}`, isSession),
    deliveries: async (filter) => {
      const query = new URLSearchParams({ ...filter, limit: '100' });
      return (await read(`deliveries?${query.toString()}`, isDeliveryList))?.deliveries ?? [];
    },
    faults: async () => {
      const found = await read('faults', isFaults);
      if (found === null) throw new Error('the simulator has no faults to show');
      return found;
    },
  };
}

// It shares the types and runs in this process: a field that nothing else has tells a body.

function isSession(body: unknown): body is SimSession {
  return isRecord(body) && isList(body['attemptList']);
}

function isDeliveryList(body: unknown): body is SimDeliveryList {
  return isRecord(body) && isList(body['deliveries']);
}

function isFaults(body: unknown): body is SimFaults {
  return isRecord(body) && isRecord(body['webhooks']) && isList(body['presets']);
}
