import type { SimAction, SimActionResult, SimPlayAction } from './control.ts';
import { type ControlParts, readObject } from './control-parts.ts';
import { allowedNow, sessionView } from './control-views.ts';
import { type Delivery, deliverySummary } from './deliveries.ts';
import type { Incoming } from './incoming.ts';
import { isRecord, type JsonObject } from './json.ts';
import { isPointer } from './json-pointer.ts';
import { badField, ControlError } from './problem.ts';
import { isReasonCode } from './reasons.ts';
import { currentAttempt, type Session, withCurrentAttempt } from './session.ts';
import { type Command } from './sessions.ts';
import { suggest, unknownName } from './suggest.ts';
import type { Acted } from './veriff.ts';
import { userStatusBody, watchlistResult } from './webhook-bodies.ts';

const REASONED = ['again', 'set', 'reasonCode', 'reason'] as const;

/** The fields that each action takes beside its name; any other is refused, never ignored. */
const FIELDS: Readonly<Record<SimAction, readonly string[]>> = {
  start: [],
  submit: [],
  approve: ['again', 'set'],
  decline: REASONED,
  resubmit: REASONED,
  review: ['again', 'set'],
  abandon: ['set'],
  expire: ['set'],
  watchlist: ['matchStatus'],
  userStatus: ['statusCode', 'reason'],
};

/** POST /_sim/sessions/{id}/actions: answers after the webhooks that are due now have been tried once. */
export async function playAction(c: Incoming, parts: ControlParts): Promise<SimActionResult> {
  const body = await readObject(c);
  const action = actionOf(body);
  checkFields(body, action);
  const session = parts.store.session(c.req.param('id') ?? '');
  if (session === undefined) throw new ControlError('not-found', 'no session has that id');
  const caused = perform(parts, session, { ...body, action });
  await parts.dispatcher.settle(session.id);
  return {
    session: sessionView(parts, parts.store.session(session.id) ?? session),
    deliveries: parts.store
      .deliveriesOf(session.id)
      .filter((each) => caused.includes(each.id) || isCopyOf(each, caused))
      .map(deliverySummary),
  };
}

function actionOf(body: JsonObject): SimAction {
  const { action } = body;
  const names = Object.keys(FIELDS);
  if (typeof action !== 'string') throw badField('/action', `must be one of ${names.join(', ')}`);
  if (!isAction(action))
    throw badField('/action', unknownName(`action "${action}"`, action, names));
  return action;
}

function isAction(name: string): name is SimAction {
  return Object.hasOwn(FIELDS, name);
}

function checkFields(body: JsonObject, action: SimAction): void {
  const known = new Set(['action', ...FIELDS[action]]);
  const everywhere = new Set(Object.values(FIELDS).flat());
  for (const [name, value] of Object.entries(body)) {
    if (!known.has(name)) {
      throw badField(
        `/${name}`,
        everywhere.has(name)
          ? `does not go with ${action}`
          : unknownName('field', name, [...known]),
      );
    }
    const check = FIELD_CHECKS[name];
    if (check !== undefined && !check.holds(value))
      throw badField(`/${name}`, `must be ${check.wanted}`);
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isEdits = (value: unknown): value is JsonObject =>
  isRecord(value) && Object.keys(value).every(isPointer);

const FIELD_CHECKS: Readonly<
  Record<string, { readonly wanted: string; readonly holds: (value: unknown) => boolean }>
> = {
  reasonCode: { wanted: 'a whole number from 100 to 999', holds: isReasonCode },
  reason: { wanted: 'a string that is not empty', holds: isText },
  matchStatus: { wanted: 'a string that is not empty', holds: isText },
  statusCode: { wanted: 'a string that is not empty', holds: isText },
  again: { wanted: 'true or false', holds: (value) => typeof value === 'boolean' },
  set: { wanted: 'an object of JSON pointers and values', holds: isEdits },
};

function perform(
  parts: ControlParts,
  session: Session,
  asked: JsonObject & { readonly action: SimAction },
): readonly string[] {
  const { action } = asked;
  if (action === 'watchlist' || action === 'userStatus') {
    if (session.deletedAt !== undefined) throw illegal(session, action);
    return action === 'watchlist'
      ? screen(parts, session, asked)
      : setStatus(parts, session, asked);
  }
  const acted = parts.veriff.act(session.id, commandOf(action, asked));
  if (!acted.ok) throw refusal(session, action, acted);
  return acted.deliveries;
}

function commandOf(action: SimPlayAction, body: JsonObject): Command {
  const { reasonCode, reason, set, again } = body;
  return {
    action,
    ...(typeof reasonCode === 'number' ? { reasonCode } : {}),
    ...(isText(reason) ? { reason } : {}),
    ...(isEdits(set) ? { set } : {}),
    ...(again === true ? { again } : {}),
  };
}

function refusal(
  session: Session,
  action: SimAction,
  acted: Acted & { readonly ok: false },
): ControlError {
  if (acted.why === 'unknown-session')
    return new ControlError('not-found', 'no session has that id');
  if (acted.why === 'illegal') return illegal(session, action);
  const errors = acted.missing.map((path) => {
    const meant = suggest(path, acted.known);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return {
      pointer: `/set/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: `this decision has no ${path}.${hint}`,
    };
  });
  return new ControlError('unknown-path', errors.map((error) => error.detail).join(' '), {
    errors,
  });
}

function illegal(session: Session, action: SimAction): ControlError {
  const allowed = allowedNow(session);
  const state = session.deletedAt === undefined ? session.status : 'deleted';
  const instead =
    allowed.length === 0
      ? 'nothing can be done with it any more'
      : `allowed: ${allowed.join(', ')}`;
  return new ControlError(
    'illegal-action',
    `${action} is not possible, the session is ${state}; ${instead}`,
    { allowed },
  );
}

function screen(parts: ControlParts, session: Session, body: JsonObject): readonly string[] {
  const matchStatus = isText(body['matchStatus']) ? body['matchStatus'] : 'no_match';
  const screened: Session = { ...session, watchlist: { matchStatus, at: parts.veriff.stamp() } };
  return parts.veriff.announce(screened, {
    kind: 'watchlist',
    sessionId: session.id,
    attemptId: currentAttempt(session).id,
    action: 'screened',
    code: null,
    body: JSON.stringify(watchlistResult(screened)),
  });
}

function setStatus(parts: ControlParts, session: Session, body: JsonObject): readonly string[] {
  const statusCode = isText(body['statusCode']) ? body['statusCode'] : 'checked-by-hand';
  const reason = isText(body['reason']) ? body['reason'] : 'Set by a member of staff';
  const status = { statusCode, reason, at: parts.veriff.stamp() };
  const attempt = currentAttempt(session);
  const marked = { ...attempt, userStatuses: [...(attempt.userStatuses ?? []), status] };
  return parts.veriff.announce(withCurrentAttempt(session, marked), {
    kind: 'userStatus',
    sessionId: session.id,
    attemptId: attempt.id,
    action: 'user-status.created',
    code: null,
    body: userStatusBody(session, status),
  });
}

/** Repeated at once by a fault. The retry of a failure is told by `retryAt` of the failed one. */
function isCopyOf(delivery: Delivery, caused: readonly string[]): boolean {
  return delivery.origin === 'copy' && caused.includes(delivery.repeats ?? '');
}
