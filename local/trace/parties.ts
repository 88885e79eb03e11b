import { FUNCTIONS, type FunctionName } from '../../shared/contract/routes.ts';
import type { TraceParty } from '../console-api/wire-trace.ts';

const PARTY: Readonly<Record<FunctionName, TraceParty>> = {
  'create-session': 'api',
  'read-session': 'api',
  'list-sessions': 'api',
  'erase-session': 'api',
  'receive-webhook': 'webhook',
  'poll-decision': 'sweep',
};

/** The function that an execution environment runs: `receive-webhook.3`; undefined for this run's own calls. */
export function functionOf(caller: string): FunctionName | undefined {
  const [name] = caller.split('.');
  return FUNCTIONS.find((each) => each === name);
}

/** In whose lane a function stands. */
export function partyOf(name: FunctionName | undefined): TraceParty {
  return name === undefined ? 'table' : PARTY[name];
}

const SESSION_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text can be the id of a session: everything else belongs to none. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && SESSION_ID.test(value);
}
