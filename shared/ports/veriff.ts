import type { AttemptId, IntegrationName, SessionId } from '../domain/ids.ts';
import type { DecisionObservation } from '../domain/observation.ts';
import type { SessionLink } from '../domain/session.ts';

/** What Veriff makes of `POST /v1/sessions`. */
export interface CreatedAtVeriff {
  readonly id: SessionId;
  /** The integration that made it: the one asked for, or the default. */
  readonly integration: IntegrationName;
  readonly link: SessionLink;
}

/**
 * Veriff's API, as far as this project calls it. A call that did not work throws a `VeriffError`,
 * which says whether and when it may be repeated.
 */
export interface Veriff {
  /**
   * `POST /v1/sessions` with the caller's `verification` object untouched, by the named integration or
   * the default one. Never repeated once it may have reached Veriff. Throws `SecretUnusable` with
   * `unknown-integration` for a name that the secret does not hold.
   */
  createSession(
    verification: Readonly<Record<string, unknown>>,
    integration?: IntegrationName,
  ): Promise<CreatedAtVeriff>;

  /** `GET /v1/sessions/{id}/decision`; undefined while there is none. */
  fetchDecision(
    integration: IntegrationName,
    id: SessionId,
  ): Promise<DecisionObservation | undefined>;

  /** `GET /v1/sessions/{id}/attempts`, sorted by `createdTime`, oldest first. */
  fetchAttempts(integration: IntegrationName, id: SessionId): Promise<readonly AttemptId[]>;

  /** `DELETE /v1/sessions/{id}`; a session that Veriff does not know (any more) is erased. */
  deleteSession(integration: IntegrationName, id: SessionId): Promise<void>;
}
