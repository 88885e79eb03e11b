import type {
  LocalDoctor,
  LocalEvents,
  LocalSession,
  LocalSessionList,
  LocalSweepRun,
} from '../local/console-api/wire.ts';
import type { TraceList } from '../local/console-api/wire-trace.ts';
import { shape } from '../local/veriff/shape.ts';
import type { CreatedSessionBody } from '../shared/contract/http/create-session.ts';
import type { SessionBody, SessionListBody } from '../shared/contract/http/session.ts';

// What tells the answers of the client API and of the local API from those of another program on the port.

export const isSession = shape<SessionBody>({ id: 'string', status: 'string' });
export const isSessionList = shape<SessionListBody>({ sessions: 'list' });
export const isCreated = shape<CreatedSessionBody>({ verification: 'object' });

export const isEventList = shape<LocalEvents>({ events: 'list' });
export const isSweep = shape<LocalSweepRun>({ at: 'string', found: 'number', settled: 'number' });
export const isSweepList = shape<{ readonly runs: readonly LocalSweepRun[] }>({ runs: 'list' });
export const isLocalSession = shape<LocalSession>({ id: 'string', why: 'string', owes: 'list' });
export const isLocalSessionList = shape<LocalSessionList>({ sessions: 'list', counts: 'object' });
export const isTraceList = shape<TraceList>({ entries: 'list', last: 'number' });
export const isLocalDoctor = shape<LocalDoctor>({ checks: 'list' });
