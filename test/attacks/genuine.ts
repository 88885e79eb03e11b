import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { isSessionId } from '../../shared/domain/ids.ts';
import { API_KEY, SECRET, SHARED_SECRET } from '../functions/world.ts';
import { apiEvent } from '../support/api-event.ts';
import type { Random } from './random.ts';

/** A message of Veriff's with its signature. */
export interface Genuine {
  readonly name: string;
  readonly bytes: Buffer;
  /** Lower-case hex. */
  readonly mac: string;
}

/** Headers by name; no values leaves one out. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A secret that has signed until it was taken out of use. */
export const EXPIRED_SECRET = 'an-expired-shared-secret-of-36-chars';

/** A secret that still verifies beside the newest one. */
export const PREVIOUS_SECRET = 'ffe47337-d305-4b3a-8409-689a463c2ac7';

/** The secret of the run: two integrations, and a secret of each state. */
export const RUN_SECRET = JSON.stringify({
  integrations: SECRET.integrations.map((integration, index) =>
    index > 0
      ? integration
      : {
          ...integration,
          sharedSecrets: [
            ...integration.sharedSecrets,
            { value: PREVIOUS_SECRET },
            { value: EXPIRED_SECRET, notAfter: '2026-03-01T00:00:00Z' },
          ],
        },
  ),
});

/** Lower-case hex HMAC-SHA256, on its own and not by the code under test. */
export function hmac(
  body: string | Uint8Array,
  secret: string | Uint8Array = SHARED_SECRET,
): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

const WEBHOOKS = [
  'event-started',
  'event-submitted',
  'decision-approved',
  'decision-declined',
  'decision-expired',
  'decision-raw-bytes',
  'decision-resubmission-requested',
  'fullauto-approved',
] as const;

/** Every kind of webhook that there is a fixture of. */
export const GENUINE: readonly Genuine[] = WEBHOOKS.map((name) => {
  const bytes = readFileSync(new URL(`../fixtures/veriff/${name}.json`, import.meta.url));
  return { name, bytes, mac: hmac(bytes) };
});

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The sessions that the fixtures are about: each names its own first. */
export const SESSIONS = [
  ...new Set(GENUINE.flatMap(({ bytes }) => UUID.exec(bytes.toString()) ?? [])),
].filter(isSessionId);

/** A webhook as API Gateway hands it over: base64 of the exact bytes, with the headers of Veriff's. */
export function delivery(
  body: string | Uint8Array,
  headers: Headers,
  { base64 = true } = {},
): APIGatewayProxyEvent {
  return apiEvent({
    method: 'POST',
    path: '/webhooks/veriff',
    base64,
    body,
    headers: { 'Content-Type': 'application/json', 'x-auth-client': API_KEY, ...headers },
  });
}

/** The delivery of a genuine message. */
export function sent({ bytes, mac }: Genuine, headers: Headers = {}): APIGatewayProxyEvent {
  return delivery(bytes, { 'x-hmac-signature': mac, ...headers });
}

function mixedCase(choices: Random, text: string): string {
  return Array.from(text, (c) => (choices.below(2) === 0 ? c.toUpperCase() : c)).join('');
}

const WAYS: Readonly<Record<string, (from: Genuine, choices: Random) => APIGatewayProxyEvent>> = {
  'as Veriff sends it': (from) => sent(from),
  'upper-case hex': (from) => sent({ ...from, mac: from.mac.toUpperCase() }),
  'any case of the header': (from, choices) =>
    delivery(from.bytes, { [mixedCase(choices, 'x-hmac-signature')]: from.mac }),
  'the other header': (from) => delivery(from.bytes, { 'vrf-hmac-signature': from.mac }),
  'both headers': (from) => sent(from, { 'vrf-hmac-signature': from.mac }),
  'no API key': (from) => sent(from, { 'x-auth-client': [] }),
  'a charset': (from) => sent(from, { 'Content-Type': 'application/json; charset=utf-8' }),
  'text instead of base64': (from) =>
    delivery(from.bytes, { 'x-hmac-signature': from.mac }, { base64: false }),
  'base64 without padding': (from) => ({
    ...sent(from),
    body: from.bytes.toString('base64').replace(/=+$/, ''),
  }),
  'base64 with line breaks': (from) => ({
    ...sent(from),
    body: from.bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
  }),
  'the previous secret': (from) => sent({ ...from, mac: hmac(from.bytes, PREVIOUS_SECRET) }),
};

/** The ways in which a genuine message may come; each must be taken. */
export const GENUINE_WAYS = Object.keys(WAYS);

/** A genuine message, in one of the ways. */
export function genuine(choices: Random): { readonly kind: string; readonly event: unknown } {
  const kind = choices.pick(GENUINE_WAYS);
  const event = WAYS[kind]?.(choices.pick(GENUINE), choices);
  return { kind, event };
}
