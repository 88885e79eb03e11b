import { TABLE } from '../../contract/table.ts';
import type { NewSession } from '../../domain/create.ts';
import type { Claim, ClaimProgress } from '../../domain/idempotency.ts';
import { type ClaimKey, isIntegrationName, isSessionId, type Tenant } from '../../domain/ids.ts';
import type { FreshClaim } from '../../ports/idempotency-store.ts';
import { type AttributeReader, given, type Item, number, readerOf, text } from './attributes.ts';
import { ttlSeconds } from './expiry.ts';
import { linkAttributes, readLink } from './link-item.ts';

type ProgressKind = ClaimProgress['kind'];

/** The attributes of a claim that its later writes and their conditions name. */
export const CLAIM = {
  owner: 'owner',
  leaseUntil: 'leaseUntil',
  progress: 'progress',
  /** The session's id, from Veriff's answer on. */
  sessionId: 'sessionId',
  /** Veriff's answer, with the link: from the answer until the session's own record is durable, no longer. */
  answer: 'answer',
} as const;

/** What is stored as a tenant has once been a principal. */
export function isTenant(value: string): value is Tenant {
  return value !== '';
}

/** Whether a key is that of a claim; no session's id looks like it. */
export function isClaimKey(value: string): value is ClaimKey {
  return value.startsWith('idempotency#');
}

/** The item of a claim that is made now. */
export function claimItem(fresh: FreshClaim): Item {
  return {
    [TABLE.key]: text(fresh.key),
    kind: text('claim'),
    tenant: text(fresh.tenant),
    fingerprint: text(fresh.fingerprint),
    [CLAIM.owner]: text(fresh.owner),
    [CLAIM.leaseUntil]: number(fresh.leaseUntil),
    [CLAIM.progress]: progressText('claimed'),
    [TABLE.ttl]: number(ttlSeconds(fresh.expiresAt)),
  };
}

/** How far a claim came, as it is stored. */
export function progressText(kind: ProgressKind) {
  return text(kind);
}

/** What Veriff answered, as a map's content. */
export function answerAttributes(session: NewSession): Item {
  return {
    id: text(session.id),
    tenant: text(session.tenant),
    integration: text(session.integration),
    ...given('vendorData', session.vendorData, text),
    ...given('endUserId', session.endUserId, text),
    ...given('claim', session.claim, text),
    ...linkAttributes(session.link),
    createdAt: number(session.createdAt),
  };
}

function readAnswer(from: AttributeReader): NewSession {
  return {
    id: from.exactly('id', isSessionId),
    tenant: from.exactly('tenant', isTenant),
    integration: from.exactly('integration', isIntegrationName),
    ...(from.has('vendorData') && { vendorData: from.text('vendorData') }),
    ...(from.has('endUserId') && { endUserId: from.text('endUserId') }),
    ...(from.has('claim') && { claim: from.exactly('claim', isClaimKey) }),
    link: readLink(from),
    createdAt: from.number('createdAt'),
  };
}

const PROGRESS: Readonly<Record<ProgressKind, (from: AttributeReader) => ClaimProgress>> = {
  claimed: () => ({ kind: 'claimed' }),
  answered: (from) => ({ kind: 'answered', session: readAnswer(from.map(CLAIM.answer)) }),
  completed: (from) => ({
    kind: 'completed',
    sessionId: from.exactly(CLAIM.sessionId, isSessionId),
  }),
};

const isProgressKind = (value: string): value is ProgressKind => Object.hasOwn(PROGRESS, value);

/** The claim that an item holds. Its end comes back in whole seconds, as the database keeps it. */
export function readClaim(item: Item): Claim {
  const from = readerOf(item, item[TABLE.key]?.S ?? '(no key)');
  return {
    key: from.exactly(TABLE.key, isClaimKey),
    tenant: from.exactly('tenant', isTenant),
    fingerprint: from.text('fingerprint'),
    owner: from.text(CLAIM.owner),
    leaseUntil: from.number(CLAIM.leaseUntil),
    expiresAt: from.number(TABLE.ttl) * 1000,
    progress: PROGRESS[from.exactly(CLAIM.progress, isProgressKind)](from),
  };
}
