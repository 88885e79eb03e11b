import { defineConfig } from 'vitest/config';

/** What is to kill the mutants at the edges: signature, store conditions, idempotency, redaction. */
export default defineConfig({
  test: {
    // A bound for what hangs: instrumented code on a busy machine is slow.
    testTimeout: 60_000,
    include: [
      'test/adapters/dynamodb/{session-store,idempotency-store,lost-answers,table}.test.ts',
      'test/adapters/runtime/{line,telemetry}.test.ts',
      'test/adapters/veriff/{signature,authenticator}.test.ts',
      'test/functions/create-session.test.ts',
    ],
  },
});
