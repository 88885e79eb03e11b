import { Hono } from 'hono';
import type { SimFaults, SimSessionList } from './control.ts';
import { playAction } from './control-actions.ts';
import { moveClock, readClock } from './control-clock.ts';
import { listDeliveries, readDelivery, resend } from './control-deliveries.ts';
import { type ControlParts, pageOf, readObject, readPage, readQuery } from './control-parts.ts';
import { sessionSummary, sessionView } from './control-views.ts';
import { parseFaults } from './fault-rules.ts';
import { clearedFaults, faultsView } from './faults.ts';
import type { Env, Incoming } from './incoming.ts';
import { isLocal } from './local-callers.ts';
import { badField, ControlError, problem } from './problem.ts';
import { type Session } from './session.ts';
import { suggest } from './suggest.ts';

const STATUSES = [
  'created',
  'started',
  'submitted',
  'review',
  'approved',
  'declined',
  'resubmission_requested',
  'expired',
  'abandoned',
];
/** The simulator's own API under /_sim: play, look, break, and move the clock. For this machine only. */
export function controlApi(parts: ControlParts): Hono<Env> {
  const app = new Hono<Env>();
  app.use('/_sim/*', async (c: Incoming, next) => {
    if (!isLocal((name) => c.req.header(name))) {
      throw new ControlError('forbidden', 'the Host or Origin of this request is not this machine');
    }
    await next();
  });
  app.onError((error) => {
    const known =
      error instanceof ControlError ? error : new ControlError('internal', String(error));
    const body = problem(known);
    return new Response(JSON.stringify(body), {
      status: body.status,
      headers: { 'content-type': 'application/problem+json' },
    });
  });
  app.get('/_sim/sessions', (c) => c.json(listSessions(c, parts)));
  app.get('/_sim/sessions/:id', (c) => c.json(sessionView(parts, sessionOf(c, parts))));
  app.post('/_sim/sessions/:id/actions', async (c) => c.json(await playAction(c, parts)));
  app.get('/_sim/deliveries', (c) => c.json(listDeliveries(c, parts)));
  app.get('/_sim/deliveries/:id', (c) => c.json(readDelivery(c, parts)));
  app.post('/_sim/deliveries/:id/resend', async (c) => c.json(await resend(c, parts)));
  app.get('/_sim/faults', (c) => c.json(faultsView(parts.faults.current())));
  app.put('/_sim/faults', async (c) => c.json(await replaceFaults(c, parts)));
  app.delete('/_sim/faults', (c) => c.json(clearFaults(parts)));
  app.get('/_sim/clock', async (c) => c.json(await readClock(parts)));
  app.post('/_sim/clock', async (c) => c.json(await moveClock(c, parts)));
  app.all('/_sim/*', (c) => {
    throw unknownRoute(c.req.method, c.req.path);
  });
  return app;
}

const PATHS = ['/_sim/sessions', '/_sim/deliveries', '/_sim/faults', '/_sim/clock'];

function unknownRoute(method: string, path: string): ControlError {
  const known = PATHS.some((each) => path === each || path.startsWith(`${each}/`));
  if (known) return new ControlError('method-not-allowed', `${method} ${path} does not exist`);
  const meant = suggest(path, PATHS);
  return new ControlError(
    'not-found',
    `no ${path}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  );
}

function sessionOf(c: Incoming, parts: ControlParts): Session {
  const session = parts.store.session(c.req.param('id') ?? '');
  if (session === undefined) throw new ControlError('not-found', 'no session has that id');
  return session;
}

/** Newest first. `q` finds ids, attempt ids and vendorData by a part of them. */
function listSessions(c: Incoming, parts: ControlParts): SimSessionList {
  const query = readQuery(c, ['status', 'q', 'limit', 'cursor']);
  const { status, q } = query;
  if (status !== undefined && !STATUSES.includes(status)) {
    throw badField('/status', `must be one of ${STATUSES.join(', ')}`);
  }
  const { entries, nextCursor } = pageOf(
    readPage(query),
    {
      last: parts.store.nextSessionSeq() - 1,
      first: 1,
      at: (seq) => parts.store.sessionBySeq(seq),
    },
    (session) =>
      (status === undefined || session.status === status) &&
      (q === undefined || mentions(session, q)),
  );
  return { sessions: entries.map(sessionSummary), nextCursor };
}

function mentions(session: Session, text: string): boolean {
  const wanted = text.toLowerCase();
  const { vendorData, endUserId } = session.request;
  return [
    session.id,
    vendorData ?? '',
    endUserId ?? '',
    ...session.attempts.map((each) => each.id),
  ].some((each) => each.toLowerCase().includes(wanted));
}

/** Replaces the whole set; a refused one leaves the old set active. */
async function replaceFaults(c: Incoming, parts: ControlParts): Promise<SimFaults> {
  const parsed = parseFaults(await readObject(c), {
    hasSession: (id) => parts.store.session(id) !== undefined,
    hasPreviousSecret: parts.integration.previousSharedSecret !== undefined,
  });
  if (!parsed.ok) {
    const detail = parsed.errors.map((error) => `${error.pointer}: ${error.detail}`).join('; ');
    throw new ControlError('invalid-request', detail, { errors: parsed.errors });
  }
  parts.faults.replace(parsed.faults);
  parts.store.commit([]);
  return faultsView(parsed.faults);
}

function clearFaults(parts: ControlParts): SimFaults {
  parts.faults.replace(clearedFaults());
  parts.store.commit([]);
  return faultsView(parts.faults.current());
}
