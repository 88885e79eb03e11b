import type {
  SimActionRequest,
  SimActionResult,
  SimClock,
  SimClockRequest,
  SimClockResult,
  SimDelivery,
  SimDeliveryList,
  SimFaults,
  SimFaultsRequest,
  SimResendRequest,
  SimResendResult,
  SimSession,
  SimSessionList,
} from './control.ts';
import type { JsonObject } from './json.ts';
import { type Guard, shape } from './shape.ts';

/** One call of the control API. */
export interface ControlCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/_sim/clock` */
  readonly path: string;
  readonly body?: unknown;
}

/** Makes a call and answers its body, or throws in its caller's own way. */
export type AskControl = <Body>(call: ControlCall, is: Guard<Body>) => Promise<Body>;

/** A request as a schema reads it; JSON leaves out what is undefined. */
type AsRead<Request> = { readonly [Name in keyof Request]: Request[Name] | undefined };

type Query = Readonly<Record<string, string>>;

/** The control API, call by call. */
export interface ControlClient {
  session(id: string): Promise<SimSession>;
  sessions(query?: Query): Promise<SimSessionList>;
  act(id: string, request: AsRead<SimActionRequest>): Promise<SimActionResult>;
  delivery(id: string): Promise<SimDelivery>;
  deliveries(query?: Query): Promise<SimDeliveryList>;
  resend(id: string, request: AsRead<SimResendRequest>): Promise<SimResendResult>;
  faults(): Promise<SimFaults>;
  /** Replaces the whole set. */
  setFaults(request: SimFaultsRequest | JsonObject): Promise<SimFaults>;
  clearFaults(): Promise<SimFaults>;
  clock(): Promise<SimClock>;
  advance(request: SimClockRequest): Promise<SimClockResult>;
}

const isSession = shape<SimSession>({ id: 'string', deliveries: 'list', url: 'string' });
const isSessionList = shape<SimSessionList>({ sessions: 'list' });
const isActionResult = shape<SimActionResult>({ session: 'object', deliveries: 'list' });
const isDelivery = shape<SimDelivery>({ id: 'string', body: 'object', headers: 'list' });
const isDeliveryList = shape<SimDeliveryList>({ deliveries: 'list' });
const isResendResult = shape<SimResendResult>({ delivery: 'object', deliveries: 'list' });
const isFaults = shape<SimFaults>({ seed: 'number', webhooks: 'object', api: 'object' });
const isClockResult = shape<SimClockResult>({ now: 'string', ran: 'number' });
/** Also what tells a simulator from any other program. */
export const isClock = shape<SimClock>({ now: 'string', offsetSeconds: 'number' });

/** The control API behind a way to ask it. */
export function controlClient(ask: AskControl): ControlClient {
  const get = async <Body>(path: string, is: Guard<Body>): Promise<Body> =>
    ask({ method: 'GET', path: `/_sim/${path}` }, is);
  const post = async <Body>(path: string, body: unknown, is: Guard<Body>): Promise<Body> =>
    ask({ method: 'POST', path: `/_sim/${path}`, body }, is);
  const path = '/_sim/faults';
  return {
    session: async (id) => get(`sessions/${encodeURIComponent(id)}`, isSession),
    sessions: async (query = {}) => get(`sessions?${search(query)}`, isSessionList),
    act: async (id, request) =>
      post(`sessions/${encodeURIComponent(id)}/actions`, request, isActionResult),
    delivery: async (id) => get(`deliveries/${encodeURIComponent(id)}`, isDelivery),
    deliveries: async (query = {}) => get(`deliveries?${search(query)}`, isDeliveryList),
    resend: async (id, request) =>
      post(`deliveries/${encodeURIComponent(id)}/resend`, request, isResendResult),
    faults: async () => ask({ method: 'GET', path }, isFaults),
    setFaults: async (body) => ask({ method: 'PUT', path, body }, isFaults),
    clearFaults: async () => ask({ method: 'DELETE', path }, isFaults),
    clock: async () => get('clock', isClock),
    advance: async (request) => post('clock', request, isClockResult),
  };
}

function search(query: Query): string {
  return new URLSearchParams(query).toString();
}
