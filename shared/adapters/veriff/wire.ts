import * as z from 'zod/mini';
import type { AttemptStep } from '../../domain/attempts.ts';
import { isAttemptId, isSessionId, type SessionId } from '../../domain/ids.ts';
import type { ProgressObservation } from '../../domain/observation.ts';
import { type DecisionSeen, readFullAuto, readVerification } from './decision.ts';
import { anything, text } from './fields.ts';
import { readJson, type Unreadable } from './json.ts';

/** What a webhook says about a session. The caller adds the integration that signed it. */
interface ObservedMessage {
  readonly kind: 'event' | 'decision' | 'fullauto';
  readonly sessionId: SessionId;
  readonly observation: Omit<ProgressObservation, 'integration'> | DecisionSeen['observation'];
}

/** A webhook that is Veriff's and changes nothing here: to be answered 200. */
interface IrrelevantMessage {
  readonly kind: 'other-event' | 'watchlist' | 'user-status' | 'proof-of-address';
  readonly sessionId?: SessionId;
}

/** JSON, but no kind, status or id that we know: to be answered 200 and counted. It never decides. */
interface UnknownMessage {
  readonly kind: 'unknown';
}

export type WebhookMessage = ObservedMessage | IrrelevantMessage | UnknownMessage;

const bodySchema = z.object({
  eventType: text,
  checkType: text,
  addressId: text,
  action: text,
  code: anything,
  id: text,
  sessionId: text,
  attemptId: text,
  verification: anything,
});

type Body = z.infer<typeof bodySchema>;

const decisionShape = z.object({ verification: z.object({ status: z.string() }) });

const UNKNOWN: UnknownMessage = { kind: 'unknown' };

/** The two events that tell of progress (Veriff docs: event-webhook); the others exist by agreement only. */
const STEPS: ReadonlyMap<unknown, AttemptStep> = new Map([
  [7001, 'started'],
  [7002, 'submitted'],
] as const);

function irrelevantKind(body: Body): IrrelevantMessage['kind'] | undefined {
  if (body.eventType?.startsWith('user-status.') === true) return 'user-status';
  if (typeof body.checkType === 'string') return 'watchlist';
  return typeof body.addressId === 'string' ? 'proof-of-address' : undefined;
}

function irrelevant(kind: IrrelevantMessage['kind'], { sessionId, id }: Body): IrrelevantMessage {
  const about = sessionId ?? id ?? '';
  return { kind, ...(isSessionId(about) && { sessionId: about }) };
}

/** `action` and a code of the 7000s. */
function isEvent({ action, code }: Body): boolean {
  return typeof action === 'string' && typeof code === 'number' && Math.floor(code / 1000) === 7;
}

/** An event whose code and action say different things tells of no progress. */
function readEvent(body: Body): WebhookMessage {
  const { id, attemptId, action, code } = body;
  const step = STEPS.get(code);
  if (step === undefined || step !== action) return irrelevant('other-event', body);
  if (typeof id !== 'string' || !isSessionId(id)) return UNKNOWN;
  const known = typeof attemptId === 'string' && isAttemptId(attemptId);
  const observation = { kind: 'progress', step, ...(known && { attemptId }) } as const;
  return { kind: 'event', sessionId: id, observation };
}

/** A body that has both shapes that decide is trusted in neither. */
function readDeciding(value: unknown, { eventType, verification }: Body): WebhookMessage {
  const fullAuto = eventType === 'fullauto';
  const decision = decisionShape.safeParse(value).success;
  if (fullAuto === decision) return UNKNOWN;
  const seen = fullAuto ? readFullAuto(value) : readVerification(verification, 'webhook');
  if (seen === undefined) return UNKNOWN;
  return { kind: fullAuto ? 'fullauto' : 'decision', ...seen };
}

/** Told apart by shape, since one address may be given every kind; the least powerful shape is looked for first. */
function classify(value: unknown): WebhookMessage {
  const read = bodySchema.safeParse(value);
  if (!read.success) return UNKNOWN;
  const body = read.data;
  const kind = irrelevantKind(body);
  if (kind !== undefined) return irrelevant(kind, body);
  return isEvent(body) ? readEvent(body) : readDeciding(value, body);
}

/**
 * Reads the body of a webhook whose signature has been verified. Total: whatever the bytes are, it
 * answers what they say, and takes over single fields only. Unreadable bytes are to be answered 400.
 */
export function readWebhook(bytes: Uint8Array): WebhookMessage | Unreadable {
  const json = readJson(bytes);
  return json.kind === 'json' ? classify(json.value) : json;
}
