import type { ReadPorts } from '../../shared/application/read-session.ts';
import type { Mistake } from '../../shared/contract/http/problems.ts';
import type { SessionListBody } from '../../shared/contract/http/session.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Digest } from '../http/digest.ts';
import { ProblemError } from '../http/problem.ts';
import { type Request, tenantOf } from '../http/request.ts';
import { sessionBody } from '../http/session-body.ts';
import { fromCursor, toCursor } from './cursor.ts';

const PARAMETERS = new Set(['vendorData', 'limit', 'cursor']);
const DEFAULT_LIMIT = 25;
const HIGHEST_LIMIT = 100;

interface ListQuery {
  readonly vendorData: string;
  readonly limit: number;
  readonly cursor?: string;
}

function mistakesIn(
  query: Readonly<Record<string, string | undefined>>,
  limit: number,
): readonly Mistake[] {
  const mistakes: Mistake[] = Object.keys(query)
    .filter((name) => !PARAMETERS.has(name))
    .map((name) => ({ pointer: `query ${name}`, detail: 'is no parameter of this request' }));
  if (query['vendorData'] === undefined || query['vendorData'] === '') {
    mistakes.push({ pointer: 'query vendorData', detail: 'must be given' });
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_LIMIT) {
    mistakes.push({
      pointer: 'query limit',
      detail: `must be a number from 1 to ${HIGHEST_LIMIT}`,
    });
  }
  return mistakes;
}

/** Digits alone: `Number` would take ` 5 ` and `0x10` too. */
function limitOf(given: string | undefined): number {
  if (given === undefined) return DEFAULT_LIMIT;
  return /^\d{1,3}$/.test(given) ? Number(given) : Number.NaN;
}

function readQuery({ queryStringParameters }: Request): ListQuery {
  const query = queryStringParameters ?? {};
  const limit = limitOf(query['limit']);
  const errors = mistakesIn(query, limit);
  if (errors.length > 0) throw new ProblemError('invalid-request', { errors });
  const { vendorData = '', cursor } = query;
  return { vendorData, limit, ...(cursor !== undefined && { cursor }) };
}

/** `GET /v1/sessions?vendorData=…`: all sessions of one user, newest first, without their links. */
export function listSessionsHandler({
  store,
  now,
  digest,
}: ReadPorts & { readonly digest: Digest }) {
  return async (request: Request): Promise<Answer> => {
    const tenant = tenantOf(request);
    const { vendorData, limit, cursor } = readQuery(request);
    const scope = { tenant, vendorData, digest };
    const after = cursor === undefined ? {} : { after: fromCursor(scope, cursor) };
    const page = await store.list({ tenant, vendorData, limit, ...after }, now());
    const body: SessionListBody = {
      sessions: page.sessions.map(sessionBody),
      nextCursor: page.next === undefined ? null : toCursor(scope, page.next),
    };
    return json(200, body);
  };
}
