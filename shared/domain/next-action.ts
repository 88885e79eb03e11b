import type { SessionStatus } from './session.ts';

/** What the mobile app should do now. */
export type NextAction = 'open_url' | 'wait' | 'retry_same_url' | 'create_new' | 'none';

const NEXT_ACTION: Readonly<Record<SessionStatus, NextAction>> = {
  created: 'open_url',
  started: 'open_url',
  submitted: 'wait',
  resubmission_requested: 'retry_same_url',
  review: 'wait',
  approved: 'none',
  declined: 'create_new',
  expired: 'create_new',
  abandoned: 'create_new',
};

/** The next action of a session in this status. After 9103 the same URL is used again; after 9102 or 9104 a new session is needed. */
export function nextAction(status: SessionStatus): NextAction {
  return NEXT_ACTION[status];
}
