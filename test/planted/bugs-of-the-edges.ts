import type { Bug } from './bug.ts';

const SIGNATURE = 'shared/adapters/veriff/signature.ts';

/** Mistakes in who gets in, who may see what, and what is told of it. */
export const BUGS_OF_THE_EDGES: readonly Bug[] = [
  {
    id: 'B32',
    sentence: 'The HMAC is computed over a decoded string instead of the bytes.',
    changes: [
      {
        file: SIGNATURE,
        found: 'keys.filter((key) => timingSafeEqual(digest(key, signed), claimed))',
        becomes:
          'keys.filter((key) => timingSafeEqual(digest(key, Buffer.from(signed).toString()), claimed))',
      },
    ],
    tests: ['test/adapters/veriff/signature.test.ts'],
  },
  {
    id: 'B33',
    sentence: 'A signature is decoded from hex without a pattern before it.',
    changes: [{ file: SIGNATURE, found: '/^[0-9a-fA-F]{64}$/', becomes: '/^[^]*$/' }],
    tests: ['test/adapters/veriff/signature.test.ts'],
  },
  {
    id: 'B34',
    sentence: 'Only the first active secret is tried.',
    changes: [
      {
        file: 'shared/adapters/veriff/keyring.ts',
        found: '.map(({ key }) => key);',
        becomes: '.map(({ key }) => key)\n    .slice(0, 1);',
      },
    ],
    tests: ['test/adapters/veriff/authenticator.test.ts'],
  },
  {
    id: 'B35',
    sentence: 'The secret is read again on every signature that does not fit.',
    changes: [
      {
        file: 'shared/adapters/runtime/secrets.ts',
        found: 'if (now() < renewableAt) return keyring();',
        becomes: '',
      },
    ],
    tests: ['test/adapters/runtime/secrets.test.ts'],
  },
  {
    id: 'B36',
    sentence: 'An empty secret is accepted.',
    changes: [
      {
        file: SIGNATURE,
        found: `  if (secret.length < SHORTEST_SECRET) throw new RangeError('The shared secret is too short');\n`,
        becomes: '',
      },
      {
        file: 'shared/contract/secret.ts',
        found: 'value: z.string().check(z.minLength(SHORTEST_SHARED_SECRET)),',
        becomes: 'value: z.string().check(z.minLength(SHORTEST_SHARED_SECRET * 0)),',
      },
      {
        file: SIGNATURE,
        found: `const SHORTEST_SECRET = 32;`,
        becomes: '',
      },
    ],
    tests: [
      'test/adapters/veriff/signature.test.ts',
      'test/adapters/runtime/secret-document.test.ts',
    ],
  },
  {
    id: 'B37',
    sentence: 'A webhook without a signature is accepted.',
    changes: [
      {
        file: 'functions/receive-webhook/authentic.ts',
        found: `if (signature === undefined) return { kind: 'refused', reason: 'no-signature' };`,
        becomes: `if (signature === undefined) return { kind: 'authentic', integration: 'live' as IntegrationName };`,
      },
    ],
    tests: ['test/functions/receive-webhook.test.ts'],
  },
  {
    id: 'B38',
    sentence: 'A message of one integration changes a session of another.',
    changes: [
      {
        file: 'shared/domain/decide.ts',
        found: 'if (seen.integration !== session.integration) {',
        becomes: 'if (false) {',
      },
    ],
    tests: ['test/domain'],
    inSimulation: true,
  },
  {
    id: 'B41',
    sentence: "Anybody may read another tenant's session.",
    changes: [
      {
        file: 'shared/application/read-session.ts',
        found: `record?.kind === 'session' && record.tenant === tenant ?`,
        becomes: `record?.kind === 'session' ?`,
      },
    ],
    tests: ['test/functions/read-list-erase.test.ts'],
  },
  {
    id: 'B42',
    sentence: "Anybody may erase another tenant's session.",
    changes: [
      {
        file: 'shared/application/erase-session.ts',
        found: 'record === undefined || record.tenant !== tenant',
        becomes: 'record === undefined',
      },
    ],
    tests: ['test/application/erase-session.test.ts'],
  },
  {
    id: 'B43',
    sentence: 'A whole event, or an error object, is logged: whatever it holds.',
    changes: [
      {
        file: 'shared/adapters/runtime/logger.ts',
        found: 'Object.hasOwn(ALLOWED, key) && isPlain(value)',
        becomes: `(Object.hasOwn(ALLOWED, key) && isPlain(value)) || typeof value === 'object'`,
      },
    ],
    tests: ['test/adapters/runtime/telemetry.test.ts'],
  },
  {
    id: 'B43b',
    sentence: 'The message of an unexpected error is logged.',
    changes: [
      {
        file: 'functions/http/middleware.ts',
        found: 'errorName: thrownName(error)',
        becomes: 'errorName: String(error)',
      },
    ],
    tests: ['test/functions', 'test/privacy/errors.test.ts', 'test/privacy/flows.test.ts'],
  },
  {
    id: 'B44',
    sentence: 'The link is kept after the decision.',
    changes: [
      {
        file: 'shared/domain/evolve.ts',
        found: 'if (isFinalStatus(status)) return { status, decision: held };',
        becomes: `if (isFinalStatus(status)) {
    return { status, decision: held, ...(isOpen(session) && { link: session.state.link }) };
  }`,
      },
    ],
    tests: ['test/domain'],
    inSimulation: true,
  },
  {
    id: 'B44b',
    sentence: 'The link is written into a log line.',
    changes: [
      {
        file: 'shared/application/create-session.ts',
        found: `    ports.telemetry.count('SessionCreated', {});`,
        becomes: `    ports.telemetry.count('SessionCreated', {});
    ports.telemetry.note('info', 'session created', { reason: created.link.url });`,
      },
    ],
    tests: ['test/application/create-session.test.ts'],
  },
];
