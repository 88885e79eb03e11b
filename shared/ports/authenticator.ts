import type { WebhookRejection } from '../contract/metrics.ts';
import type { IntegrationName } from '../domain/ids.ts';

/** A webhook as it was received, before anything in it is believed. */
export interface SignedMessage {
  /** The exact bytes that came over the wire. */
  readonly body: Uint8Array;
  /** The one value of the signature header, as it was sent. */
  readonly signature: string;
  /** `x-auth-client`, where the message has one: must then be the key of the integration that signed. */
  readonly apiKey?: string;
}

export type Authenticity =
  | {
      readonly kind: 'authentic';
      readonly integration: IntegrationName;
      /** Signed with a secret that is no longer the first: the other side of a rotation has not been made yet. */
      readonly byPreviousSecret?: true;
    }
  | { readonly kind: 'refused'; readonly reason: WebhookRejection };

/** The gate of the webhook API. */
export interface Authenticator {
  /**
   * Tells which integration signed a message: HMAC-SHA256 over the bytes, every active shared secret
   * of every integration tried. On a mismatch the secret is read again, at most once a minute per
   * container. Throws `SecretUnusable` where there is no usable secret: it never lets through.
   */
  authenticate(message: SignedMessage): Promise<Authenticity>;
}
