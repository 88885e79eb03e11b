import type { SimAction, SimActionRequest } from '../../veriff/control.ts';
import { type Call, cliOf, pathOf, setWords } from './call.ts';

/** What a play action may say besides its name. */
export type PlayDetails = Omit<SimActionRequest, 'action'>;

/** Plays the end user, the reviewer or the calendar. */
export function playCall(id: string, action: SimAction, details: PlayDetails = {}): Call {
  const { reasonCode, set, ...others } = details;
  const code = reasonCode === undefined ? [] : ['--reason-code', String(reasonCode)];
  // The command line knows these two only; the rest is for curl.
  const known = Object.keys(others).length === 0;
  return {
    does: action,
    method: 'POST',
    path: pathOf(['_sim', 'sessions', id, 'actions']),
    body: { action, ...details },
    ...(known && { cli: cliOf('sim', 'act', id, action, ...code, ...setWords(set)) }),
  };
}

/** Creates a session through the client API, as a mobile backend does. */
export function createCall(body: unknown, idempotencyKey = ''): Call {
  return {
    does: 'create a session',
    method: 'POST',
    path: '/v1/sessions',
    body,
    ...(idempotencyKey !== '' && { headers: { 'idempotency-key': idempotencyKey } }),
    ...(idempotencyKey === '' && { cli: createCommand(body) }),
  };
}

function createCommand(body: unknown): string {
  const vendorData = onlyVendorData(body);
  if (vendorData !== undefined) return cliOf('sessions', 'create', '--vendor-data', vendorData);
  return `echo '${JSON.stringify(body).replaceAll("'", `'\\''`)}' | ${cliOf('sessions', 'create', '--body', '-')}`;
}

/** The value of a body that holds nothing but `vendorData`. */
function onlyVendorData(body: unknown): string | undefined {
  const text = JSON.stringify(body);
  const found = /^\{"verification":\{"vendorData":("(?:[^"\\]|\\.)*")\}\}$/.exec(text)?.[1];
  const value: unknown = found === undefined ? undefined : JSON.parse(found);
  return typeof value === 'string' ? value : undefined;
}

/** Erases a session here and, by the sweep, at Veriff. */
export function eraseCall(id: string): Call {
  return {
    does: 'erase',
    method: 'DELETE',
    path: pathOf(['v1', 'sessions', id]),
    cli: cliOf('sessions', 'erase', id, '--yes'),
  };
}
