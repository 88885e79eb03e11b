import { secretsSource } from '../../../shared/adapters/runtime/secrets.ts';
import type { VeriffClientParts } from '../../../shared/adapters/veriff/call.ts';
import { veriffClient } from '../../../shared/adapters/veriff/client.ts';
import type { AttemptId, IntegrationName, SessionId } from '../../../shared/domain/ids.ts';
import { recorder } from '../../support/recorder.ts';
import { API_KEY, SESSION_ID, SHARED_SECRET } from './vectors.ts';

export const LIVE = 'live' as IntegrationName;
export const ID = SESSION_ID as SessionId;
export const attemptId = (text: string) => text as AttemptId;

/** The secret as text, by default with one integration at `baseUrl`. */
export function secretText(baseUrl: string, ...values: readonly string[]): string {
  const sharedSecrets = values.map((value) => ({ value }));
  const integration = { name: 'live', apiKey: API_KEY, baseUrl, sharedSecrets };
  return JSON.stringify({ integrations: [integration] });
}

/** A client with its clock and secret in the test's hand. */
export function clientFor(
  baseUrl: string,
  times: Pick<VeriffClientParts, 'attemptMs' | 'deadlineMs' | 'backoffMs'> = {},
) {
  const telemetry = recorder();
  const world = { now: 1_772_446_500_000, secret: secretText(baseUrl, SHARED_SECRET), reads: 0 };
  const now = () => world.now;
  const fetchSecret = async () => {
    world.reads += 1;
    return { text: world.secret };
  };
  const secrets = secretsSource({ fetchSecret, now, telemetry });
  const client = veriffClient({
    secrets,
    telemetry,
    now,
    backoffMs: 5,
    ...times,
  });
  return { client, world, telemetry };
}
