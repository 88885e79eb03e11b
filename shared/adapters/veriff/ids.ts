import type { AttemptId, SessionId } from '../../domain/ids.ts';

/** Veriff's ids are UUIDs so far, but nothing here rests on it: safe in a path, a key and a log line is enough. */
const ID = /^[A-Za-z0-9_-]{1,128}$/;

/** Every object has members of these names already. */
const TAKEN: object = {};

/** Whether a text can be the id of a session. */
export function isSessionId(text: string): text is SessionId {
  return ID.test(text);
}

/** Whether a text can be the id of an attempt. Attempts are kept by id in an object, where some names are taken. */
export function isAttemptId(text: string): text is AttemptId {
  return ID.test(text) && !(text in TAKEN);
}
