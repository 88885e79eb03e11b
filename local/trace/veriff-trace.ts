import { isRecord, parseJson } from '../json.ts';
import { present } from '../present.ts';
import type { VeriffExchange } from '../veriff-front.ts';
import { functionOf, isSessionId, partyOf } from './parties.ts';
import { seenMessage, type Untold } from './seen.ts';

/** A call of ours to Veriff as one message: what was asked, and what came of it. */
export function veriffMessage(
  exchange: VeriffExchange,
  invocation: string | undefined,
): Untold & Pick<Untold, 'session'> {
  const { method, path, answer, at, startedAt, milliseconds, caller } = exchange;
  return {
    ...present({ session: sessionOf(exchange), invocation }),
    at: new Date(at).toISOString(),
    order: startedAt,
    from: partyOf(functionOf(caller)),
    to: 'veriff',
    kind: 'call',
    label: labelOf(exchange),
    ...outcomeOf(exchange),
    result: answer === undefined ? 'no answer' : String(answer.status),
    milliseconds,
    seen: {
      type: 'http',
      request: seenMessage(`${method} ${path}`, exchange.rawHeaders, exchange.body),
      ...(answer !== undefined && {
        answer: seenMessage(String(answer.status), answer.rawHeaders, answer.body),
      }),
    },
  };
}

const SESSION = /^\/v1\/sessions\/([^/]+)(?:\/(.*))?$/;

function labelOf({ method, path }: Pick<VeriffExchange, 'method' | 'path'>): string {
  const [, id, rest = 'session'] = SESSION.exec(path) ?? [];
  return id === undefined ? `${method} ${path}` : `${method} ${rest}`;
}

/** In the path, or made by this very call. */
function sessionOf({ path, answer }: VeriffExchange): string | undefined {
  const id = SESSION.exec(path)?.[1] ?? idOf(answer?.body);
  return isSessionId(id) ? id : undefined;
}

function idOf(body: Buffer | undefined): unknown {
  const answer = parseJson(body?.toString('utf8') ?? '');
  const verification = isRecord(answer) ? answer['verification'] : undefined;
  return isRecord(verification) ? verification['id'] : undefined;
}

function outcomeOf({ answer, method }: VeriffExchange): Pick<Untold, 'outcome' | 'why'> {
  if (answer === undefined) {
    const doubt = method === 'POST' ? ': nobody knows whether Veriff did it' : '';
    return { outcome: 'lost', why: `The connection ended without an answer${doubt}.` };
  }
  const { status, body } = answer;
  if (status === 429) return { outcome: 'refused', why: 'Veriff wants to be asked less often.' };
  if (status >= 500) return { outcome: 'failed', why: `Veriff answered ${status}.` };
  if (status >= 400)
    return { outcome: 'refused', why: `Veriff refused it with ${status}${codeOf(body)}.` };
  return isUndecided(body)
    ? { outcome: 'unchanged', why: 'Veriff has no decision yet.' }
    : { outcome: 'ok' };
}

function codeOf(body: Buffer): string {
  const answer = parseJson(body.toString('utf8'));
  const code = isRecord(answer) ? answer['code'] : undefined;
  return typeof code === 'string' || typeof code === 'number' ? ` and code ${code}` : '';
}

function isUndecided(body: Buffer): boolean {
  const answer = parseJson(body.toString('utf8'));
  return isRecord(answer) && answer['verification'] === null;
}

/** The step that a call is, for faults that strike at one. */
export function veriffStep(
  method: string,
  path: string,
): 'veriff.create' | 'veriff.decision' | 'veriff.attempts' | 'veriff.delete' {
  if (method === 'POST') return 'veriff.create';
  if (method === 'DELETE') return 'veriff.delete';
  return path.endsWith('/attempts') ? 'veriff.attempts' : 'veriff.decision';
}

/** The session in the path of a call. */
export function veriffSession(path: string): string | undefined {
  const id = SESSION.exec(path)?.[1];
  return isSessionId(id) ? id : undefined;
}
