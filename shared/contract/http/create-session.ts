import * as z from 'zod/mini';
import { callbackMistake } from './callback.ts';

const text = () =>
  z.string({ error: 'must be a string; leave the field out where there is no value' });

/** Veriff counts characters, not bytes or UTF-16 units. */
const LONGEST_VENDOR_DATA = 1000;

const date = () =>
  text().check(
    z.regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, {
      error: 'must be a date, YYYY-MM-DD',
    }),
  );

const object = { error: 'must be an object' } as const;

const person = z.looseObject(
  {
    firstName: z.optional(text()),
    lastName: z.optional(text()),
    idNumber: z.optional(text()),
    phoneNumber: z.optional(text()),
    email: z.optional(text()),
    dateOfBirth: z.optional(date()),
  },
  object,
);

const document = z.looseObject(
  {
    number: z.optional(text()),
    country: z.optional(
      text().check(
        z.regex(/^[A-Z]{2}$/, { error: 'must be an ISO 3166-1 alpha-2 code, for example EE' }),
      ),
    ),
    type: z.optional(
      z.enum(['PASSPORT', 'ID_CARD', 'RESIDENCE_PERMIT', 'DRIVERS_LICENSE', 'VISA'], {
        error: 'must be PASSPORT, ID_CARD, RESIDENCE_PERMIT, DRIVERS_LICENSE or VISA',
      }),
    ),
  },
  object,
);

const vendorData = () =>
  text().check(
    z.refine((value) => Array.from(value).length <= LONGEST_VENDOR_DATA, {
      error: `must not be longer than ${LONGEST_VENDOR_DATA} characters`,
    }),
    // Half a surrogate pair has no UTF-8: the table would hold another text than the caller's.
    z.refine((value) => value.isWellFormed(), { error: 'must be well-formed Unicode' }),
  );

const timestamp = () =>
  text().check(
    z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/, {
      error: 'must be an ISO 8601 time, for example 2026-03-02T10:15:00.000Z',
    }),
  );

const callback = (allowedHosts: readonly string[]) =>
  text().check((context) => {
    const message = callbackMistake(context.value, allowedHosts);
    if (message === undefined) return;
    context.issues.push({ code: 'custom', message, input: context.value });
  });

/** Veriff's own limits (Veriff docs: v1sessions), so that a mistake costs no call to Veriff. Fields that are not named here pass through untouched. */
const verification = (callbackHosts: readonly string[]) =>
  z.looseObject(
    {
      callback: z.optional(callback(callbackHosts)),
      person: z.optional(person),
      document: z.optional(document),
      vendorData: z.optional(vendorData()),
      endUserId: z.optional(z.uuid({ error: 'must be a UUID' })),
      timestamp: z.optional(timestamp()),
    },
    { error: 'must be an object; the smallest one is {}' },
  );

/** The body of `POST /v1/sessions`: Veriff's own, and the name of the integration to use. Callbacks may name the given hosts only, or any where none is given. */
export const createSessionBody = (callbackHosts: readonly string[] = []) =>
  z.strictObject(
    {
      verification: verification(callbackHosts),
      integration: z.optional(
        text().check(
          z.regex(/^[a-z0-9-]{1,32}$/, { error: 'must be the name of a configured integration' }),
        ),
      ),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? 'is no field of this request; fields for Veriff go inside "verification"'
          : 'must be an object',
    },
  );

export type CreateSessionBody = z.infer<ReturnType<typeof createSessionBody>>;

/** The 201 answer: Veriff's own shape, and the end of the session's life. */
export interface CreatedSessionBody {
  readonly status: 'success';
  readonly verification: {
    readonly id: string;
    readonly url: string;
    readonly vendorData: string | null;
    readonly endUserId: string | null;
    readonly host: string;
    readonly status: 'created';
    readonly sessionToken: string;
  };
  /** ISO 8601, UTC. */
  readonly validUntil: string;
}
