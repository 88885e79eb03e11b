import type { IntegrationName } from '../../shared/domain/ids.ts';
import type { Authenticator, Authenticity } from '../../shared/ports/authenticator.ts';
import type { Telemetry } from '../../shared/ports/telemetry.ts';
import { ProblemError } from '../http/problem.ts';
import { headerValues, type Request } from '../http/request.ts';

export interface AuthenticPorts {
  readonly authenticator: Authenticator;
  readonly telemetry: Telemetry;
}

/** Veriff sends its headers under two families of names; where both are there they must agree. */
const SIGNATURE = ['x-hmac-signature', 'vrf-hmac-signature'];
const API_KEY = ['x-auth-client', 'vrf-auth-client'];

function distinctValues(request: Request, names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => headerValues(request, name)))];
}

async function judge(
  authenticator: Authenticator,
  request: Request,
  body: Uint8Array,
): Promise<Authenticity> {
  const signatures = distinctValues(request, SIGNATURE);
  const apiKeys = distinctValues(request, API_KEY);
  const [signature] = signatures;
  const [apiKey] = apiKeys;
  if (signature === undefined) return { kind: 'refused', reason: 'no-signature' };
  if (signatures.length > 1 || apiKeys.length > 1)
    return { kind: 'refused', reason: 'several-values' };
  return authenticator.authenticate({ body, signature, ...(apiKey !== undefined && { apiKey }) });
}

/** The integration that signed the body. Everything else is one and the same 401, whatever was wrong; the reason is counted. */
export async function authenticIntegration(
  { authenticator, telemetry }: AuthenticPorts,
  request: Request,
  body: Uint8Array,
): Promise<IntegrationName> {
  const verdict = await judge(authenticator, request, body);
  if (verdict.kind === 'authentic') {
    if (verdict.byPreviousSecret === true) telemetry.count('PreviousSecretUsed', {});
    return verdict.integration;
  }
  telemetry.count('WebhookRejected', { reason: verdict.reason });
  throw new ProblemError('unauthenticated');
}
