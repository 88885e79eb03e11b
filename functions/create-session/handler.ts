import {
  type CreateOutcome,
  type CreatePorts,
  createSession,
} from '../../shared/application/create-session.ts';
import type { CreatedSessionBody } from '../../shared/contract/http/create-session.ts';
import { isIntegrationName } from '../../shared/domain/ids.ts';
import type { OpenSession } from '../../shared/domain/session.ts';
import { type Answer, json } from '../http/answer.ts';
import { jsonBody } from '../http/body.ts';
import type { Digest } from '../http/digest.ts';
import { ProblemError } from '../http/problem.ts';
import { type Request, tenantOf } from '../http/request.ts';
import { iso } from '../http/session-body.ts';
import { idempotencyOf } from './idempotency-key.ts';
import { createBodyReader } from './request-body.ts';

export interface CreateHandlerPorts extends CreatePorts {
  readonly digest: Digest;
  /** Hosts that a callback may name; any where there are none. */
  readonly callbackHosts: readonly string[];
}

/** Veriff's own answer to a create, and the end of the session's life. */
function createdBody({
  id,
  vendorData,
  endUserId,
  validUntil,
  state,
}: OpenSession): CreatedSessionBody {
  const { url = '', host = '', sessionToken = '' } = state.link ?? {};
  return {
    status: 'success',
    verification: {
      id,
      url,
      vendorData: vendorData ?? null,
      endUserId: endUserId ?? null,
      host,
      status: 'created',
      sessionToken,
    },
    validUntil: iso(validUntil),
  };
}

function answerOf(outcome: CreateOutcome): Answer {
  switch (outcome.kind) {
    case 'created':
      return json(201, createdBody(outcome.session), {
        ...(outcome.replayed && { 'Idempotency-Replayed': 'true' }),
      });
    case 'in-progress':
      throw new ProblemError('request-in-progress', {
        retryAfterSeconds: outcome.retryAfterSeconds,
      });
    case 'other-body':
      throw new ProblemError('idempotency-key-reused', {
        detail: 'The key was used with another body. Use a new key for a new request.',
      });
    case 'session-over':
      throw new ProblemError('idempotency-key-reused', {
        detail: `The session of this key is over: GET /v1/sessions/${outcome.sessionId} tells how. Use a new key for a new session.`,
      });
  }
}

/** `POST /v1/sessions`: Veriff's request, checked against Veriff's limits, made once per `Idempotency-Key`. */
export function createSessionHandler(ports: CreateHandlerPorts) {
  const readBody = createBodyReader(ports.callbackHosts);
  return async (request: Request): Promise<Answer> => {
    const tenant = tenantOf(request);
    const { bytes, value } = jsonBody(request);
    const { verification, integration } = readBody(value);
    const idempotency = idempotencyOf(request, bytes, { tenant, digest: ports.digest });
    const { vendorData, endUserId } = verification;
    const outcome = await createSession(ports, {
      tenant,
      verification,
      ...(integration !== undefined && isIntegrationName(integration) && { integration }),
      ...(vendorData !== undefined && { vendorData }),
      ...(endUserId !== undefined && { endUserId }),
      ...(idempotency !== undefined && { idempotency }),
    });
    return answerOf(outcome);
  };
}
