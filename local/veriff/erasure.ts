import type { VirtualClock } from './clock.ts';
import type { Integration } from './integration.ts';
import { type Session, type SessionRequest } from './session.ts';
import { timeoutAction } from './sessions.ts';
import type { Store } from './store.ts';
import { DAY_MS, HOUR_MS } from './times.ts';
import type { Veriff } from './veriff.ts';
import { VeriffError } from './veriff-error.ts';

interface Parts {
  readonly veriff: Veriff;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly integration: Integration;
}

/** Veriff docs: v1sessionsid-3. */
const LIMITS = [
  { within: HOUR_MS, most: 5 },
  { within: DAY_MS, most: 10 },
] as const;

/**
 * Erases a session at once (Veriff: within twelve hours). One that nobody finished first ends, which its webhook
 * tells; one that waits for its decision cannot be erased.
 */
export function eraseSession(parts: Parts, session: Session): void {
  if (!parts.integration.deleteEnabled) {
    throw new VeriffError(403, '403', 'deleting sessions is not enabled for this integration');
  }
  if (session.status === 'submitted') {
    throw new VeriffError(400, '1304', 'the session is not in a completed status');
  }
  const now = parts.clock.now();
  const recent = parts.store.erasures().filter((at) => at > now - DAY_MS);
  for (const { within, most } of LIMITS) {
    if (recent.filter((at) => at > now - within).length >= most) {
      throw new VeriffError(429, '429', `at most ${most} sessions in ${within / HOUR_MS} h`);
    }
  }
  const action = timeoutAction(session);
  if (action !== undefined) parts.veriff.act(session.id, { action }, 'client');
  const ended = parts.store.session(session.id) ?? session;
  parts.store.commit([
    { put: 'session', value: erased(ended, parts.veriff.stamp()) },
    { put: 'erasures', value: [...recent, now] },
  ]);
}

/** What is left: that there was a session, without anything about a person. */
function erased(session: Session, at: number): Session {
  const request: SessionRequest = { person: {}, document: {}, vendorData: null, endUserId: null };
  return { ...session, request, deletedAt: at, updatedAt: at };
}
