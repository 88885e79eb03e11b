declare const brand: unique symbol;

/** A string that must not be mixed up with another kind of string; made at the edge, once. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Veriff's id of a session. Opaque: `^[A-Za-z0-9_-]{1,128}$`, in practice a UUID. */
export type SessionId = Branded<'SessionId'>;

/** Veriff's id of one attempt within a session. Attempt ids have no order of their own. */
export type AttemptId = Branded<'AttemptId'>;

/** Who called us: the Cognito client id, or the AWS account of an IAM caller. */
export type Tenant = Branded<'Tenant'>;

/** The name that the secret gives to one Veriff integration, for example `live` or `test`. */
export type IntegrationName = Branded<'IntegrationName'>;

/** The key of an idempotency item: a hash, never the caller's own `Idempotency-Key`. No session id holds a `#`. */
export type ClaimKey = `idempotency#${string}`;

/** A moment: milliseconds since 1970, UTC. */
export type EpochMs = number;

const SESSION_ID = /^[A-Za-z0-9_-]{1,128}$/;
const INTEGRATION_NAME = /^[a-z0-9-]{1,32}$/;

/** Whether a text can be the id of a session. */
export function isSessionId(text: string): text is SessionId {
  return SESSION_ID.test(text);
}

/** Every object has members of these names already. */
const TAKEN: object = {};

/** Whether a text can be the id of an attempt: formed like a session's, and no name that the object of the attempts has anyway. */
export function isAttemptId(text: string): text is AttemptId {
  return SESSION_ID.test(text) && !(text in TAKEN);
}

/** Whether a text can be the name of an integration. */
export function isIntegrationName(text: string): text is IntegrationName {
  return INTEGRATION_NAME.test(text);
}
