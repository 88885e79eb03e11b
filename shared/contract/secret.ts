import * as z from 'zod/mini';

/** What the template puts into the secret until somebody fills it; every function refuses it. */
export const SECRET_PLACEHOLDER = '{"integrations":[]}';

/** A shared secret has at least this many characters; Veriff's look like a UUID. */
const SHORTEST_SHARED_SECRET = 32;

const sharedSecret = z.object({
  /** The characters as Veriff's portal shows them; never decoded. */
  value: z.string().check(z.minLength(SHORTEST_SHARED_SECRET)),
  /** ISO 8601, UTC: from then on it verifies nothing. For the old secret during a rotation. */
  notAfter: z.optional(z.iso.datetime()),
});

const integration = z.object({
  /** How this project calls the integration; appears in requests, metrics and records. */
  name: z.string().check(z.regex(/^[a-z0-9-]{1,32}$/)),
  /** Veriff's API key (X-AUTH-CLIENT). */
  apiKey: z.string().check(z.minLength(1)),
  /** The base URL that Veriff's portal shows for the integration. */
  baseUrl: z.url(),
  /** The first one signs; all of them verify. */
  sharedSecrets: z.array(sharedSecret).check(z.minLength(1)),
});

/** The JSON in the secret. The first integration is the default one. */
export const secretSchema = z.object({
  integrations: z.array(integration).check(z.minLength(1)),
});

export type SecretDocument = z.infer<typeof secretSchema>;
