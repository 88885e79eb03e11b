import { firstPolls, PUBLISH_GRACE_MS, SESSION_LIFE_MS } from './due.ts';
import type { ClaimKey, EpochMs, IntegrationName, SessionId, Tenant } from './ids.ts';
import type { Session, SessionLink } from './session.ts';

/** What is known of a session when Veriff has made it. */
export interface NewSession {
  readonly id: SessionId;
  readonly tenant: Tenant;
  readonly integration: IntegrationName;
  readonly vendorData?: string;
  readonly endUserId?: string;
  readonly claim?: ClaimKey;
  readonly link: SessionLink;
  readonly createdAt: EpochMs;
}

/** The first version of a session. It owes its first poll and the publication of its creation. */
export function newSession({ link, ...created }: NewSession): Session {
  const { createdAt: at } = created;
  return {
    kind: 'session',
    ...created,
    validUntil: at + SESSION_LIFE_MS,
    revision: 1,
    version: 1,
    updatedAt: at,
    attempts: {},
    outbox: [{ version: 1, status: 'created', at, dueAt: at + PUBLISH_GRACE_MS }],
    state: { status: 'created', link, poll: firstPolls(at) },
  };
}
