import { TABLE } from '../../contract/table.ts';
import type { AttemptProgress, Attempts } from '../../domain/attempts.ts';
import { dueAt } from '../../domain/due.ts';
import { type EpochMs, isIntegrationName, isSessionId } from '../../domain/ids.ts';
import {
  type FinalStatus,
  isFinalStatus,
  type OwedEvent,
  type PollPlan,
  type Progress,
  type Session,
  type SessionRecord,
  type SessionState,
  type SessionStatus,
  type Tombstone,
} from '../../domain/session.ts';
import {
  type AttributeReader,
  given,
  type Item,
  map,
  number,
  readerOf,
  text,
} from './attributes.ts';
import { isClaimKey, isTenant } from './claim-item.ts';
import { decisionAttribute, readDecision } from './decision-item.ts';
import { recordExpiry } from './expiry.ts';
import { dueBucket, userKey } from './index-keys.ts';
import { linkAttributes, readLink } from './link-item.ts';

const STATUSES: Readonly<Record<SessionStatus, true>> = {
  created: true,
  started: true,
  submitted: true,
  resubmission_requested: true,
  review: true,
  approved: true,
  declined: true,
  expired: true,
  abandoned: true,
};

const PROGRESSES: Readonly<Record<AttemptProgress, true>> = {
  started: true,
  submitted: true,
  decided: true,
  superseded: true,
};

const isMoment = (value: string): value is string => !Number.isNaN(Date.parse(value));
const isStatus = (value: string): value is SessionStatus => Object.hasOwn(STATUSES, value);
const isProgress = (value: string): value is AttemptProgress => Object.hasOwn(PROGRESSES, value);

/** A moment as the index `due` has it: its strings sort as time does. */
function dueText(at: EpochMs): string {
  return new Date(at).toISOString();
}

function dueAttributes(record: SessionRecord): Item {
  const at = dueAt(record);
  if (at === undefined) return {};
  return { [TABLE.due.bucket]: text(dueBucket(record.id)), [TABLE.due.at]: text(dueText(at)) };
}

function pollsAttribute({ since, dueAt: next, count }: PollPlan) {
  return map({ since: number(since), dueAt: number(next), count: number(count) });
}

function owedAttribute({ version, status, at, dueAt: due, decision }: OwedEvent) {
  return map({
    version: number(version),
    status: text(status),
    at: number(at),
    dueAt: number(due),
    ...given('decision', decision, decisionAttribute),
  });
}

function attemptsAttribute(attempts: Attempts) {
  const entries = Object.entries(attempts).map(([id, progress]) => [id, text(progress)] as const);
  return map(Object.fromEntries(entries));
}

function stateAttributes(state: SessionState): Item {
  return {
    status: text(state.status),
    ...('decision' in state && { decision: decisionAttribute(state.decision) }),
    ...('previous' in state && given('previous', state.previous, decisionAttribute)),
    ...('poll' in state && { polls: pollsAttribute(state.poll) }),
    ...('link' in state && linkAttributes(state.link)),
  };
}

function sessionAttributes(session: Session): Item {
  const { tenant, vendorData } = session;
  const user = vendorData === undefined ? undefined : userKey(tenant, vendorData);
  return {
    ...given('vendorData', vendorData, text),
    ...given('endUserId', session.endUserId, text),
    ...given(TABLE.byVendorData.user, user, text),
    [TABLE.byVendorData.createdAt]: number(session.createdAt),
    validUntil: number(session.validUntil),
    updatedAt: number(session.updatedAt),
    attempts: attemptsAttribute(session.attempts),
    outbox: { L: session.outbox.map(owedAttribute) },
    ...stateAttributes(session.state),
  };
}

/**
 * The item of a record that is written now. A field that the record does not have is an attribute
 * that the item does not have; in the index `due` are exactly the records that owe something.
 */
export function recordItem(record: SessionRecord, now: EpochMs): Item {
  return {
    [TABLE.key]: text(record.id),
    kind: text(record.kind),
    tenant: text(record.tenant),
    integration: text(record.integration),
    revision: number(record.revision),
    version: number(record.version),
    ...given('claim', record.claim, text),
    ...(record.kind === 'session'
      ? sessionAttributes(record)
      : { erasedAt: number(record.erasedAt) }),
    ...dueAttributes(record),
    [TABLE.ttl]: number(recordExpiry(record, now)),
  };
}

function readAttempts(from: AttributeReader): Attempts {
  const entries = from.names.map((id) => [id, from.exactly(id, isProgress)] as const);
  return Object.fromEntries(entries);
}

function readPolls(from: AttributeReader): PollPlan {
  return {
    since: from.number('since'),
    dueAt: from.number('dueAt'),
    count: from.number('count'),
  };
}

function readOwed(from: AttributeReader): OwedEvent {
  return {
    version: from.number('version'),
    status: from.exactly('status', isStatus),
    at: from.number('at'),
    dueAt: from.number('dueAt'),
    ...(from.has('decision') && { decision: readDecision(from.map('decision')) }),
  };
}

function readPrevious(from: AttributeReader) {
  return from.has('previous') && { previous: readDecision(from.map('previous')) };
}

function readProgress(
  status: Exclude<SessionStatus, FinalStatus>,
  from: AttributeReader,
): Progress {
  switch (status) {
    case 'created':
      return { status };
    case 'started':
    case 'submitted':
      return { status, ...readPrevious(from) };
    case 'resubmission_requested':
    case 'review':
      return { status, decision: readDecision(from.map('decision')) };
  }
}

function readState(from: AttributeReader): SessionState {
  const status = from.exactly('status', isStatus);
  if (isFinalStatus(status)) {
    return { status, decision: readDecision(from.map('decision')), ...readPrevious(from) };
  }
  return {
    ...readProgress(status, from),
    poll: readPolls(from.map('polls')),
    ...(from.has('url') && { link: readLink(from) }),
  };
}

function readCommon(from: AttributeReader) {
  return {
    id: from.exactly(TABLE.key, isSessionId),
    tenant: from.exactly('tenant', isTenant),
    integration: from.exactly('integration', isIntegrationName),
    revision: from.number('revision'),
    version: from.number('version'),
    ...(from.has('claim') && { claim: from.exactly('claim', isClaimKey) }),
  };
}

function readSession(from: AttributeReader): Session {
  return {
    kind: 'session',
    ...readCommon(from),
    ...(from.has('vendorData') && { vendorData: from.text('vendorData') }),
    ...(from.has('endUserId') && { endUserId: from.text('endUserId') }),
    createdAt: from.number(TABLE.byVendorData.createdAt),
    validUntil: from.number('validUntil'),
    updatedAt: from.number('updatedAt'),
    attempts: readAttempts(from.map('attempts')),
    outbox: from.maps('outbox').map(readOwed),
    state: readState(from),
  };
}

/** A tombstone owes nothing but the erasure, so the index's own attribute tells when. */
function readTombstone(from: AttributeReader): Tombstone {
  return {
    kind: 'tombstone',
    ...readCommon(from),
    erasedAt: from.number('erasedAt'),
    ...(from.has(TABLE.due.at) && { erasureDueAt: readDue(from) }),
  };
}

function readDue(from: AttributeReader): EpochMs {
  return Date.parse(from.exactly(TABLE.due.at, isMoment));
}

const KINDS: Readonly<Record<SessionRecord['kind'], (from: AttributeReader) => SessionRecord>> = {
  session: readSession,
  tombstone: readTombstone,
};

const isKind = (value: string): value is SessionRecord['kind'] => Object.hasOwn(KINDS, value);

/** The record that an item holds. */
export function readRecord(item: Item): SessionRecord {
  const from = readerOf(item, item[TABLE.key]?.S ?? '(no key)');
  return KINDS[from.exactly('kind', isKind)](from);
}
