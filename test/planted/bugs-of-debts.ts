import type { Bug } from './bug.ts';

/** Mistakes in what is owed, published, polled and created once. */
export const BUGS_OF_DEBTS: readonly Bug[] = [
  {
    id: 'B19',
    sentence: 'An entry of the outbox is overwritten by the next change.',
    changes: [
      {
        file: 'shared/domain/evolve.ts',
        found: '[...session.outbox, owed(version, state, change)]',
        becomes: '[owed(version, state, change)]',
      },
    ],
    tests: ['test/domain'],
    inSimulation: true,
  },
  {
    id: 'B21',
    sentence: 'A final record is not due although its outbox is not empty.',
    changes: [
      {
        file: 'shared/domain/due.ts',
        found: '  const debts = record.outbox.map',
        becomes: '  if (!isOpen(record)) return undefined;\n  const debts = record.outbox.map',
      },
    ],
    tests: ['test/domain'],
    inSimulation: true,
  },
  {
    id: 'B22',
    sentence: 'A poll without a decision forgets the next one.',
    changes: [
      {
        file: 'shared/domain/due.ts',
        found: 'count: count + 1, dueAt: next ?? now + backoff(last, now) });',
        becomes: 'count: count + 1, dueAt: now + GIVE_UP_DEBT_MS });',
      },
    ],
    tests: ['test/domain'],
    inSimulation: true,
  },
  {
    id: 'B23',
    sentence: 'Events that the bus did not take count as published.',
    changes: [
      {
        file: 'shared/adapters/eventbridge/publisher.ts',
        found: '.filter((_, at) => results[at]?.EventId !== undefined)',
        becomes: '',
      },
    ],
    tests: ['test/adapters/eventbridge/publisher.test.ts'],
    inSimulation: true,
  },
  {
    id: 'B24',
    sentence: 'An `Idempotency-Key` is not scoped to its tenant.',
    changes: [
      {
        file: 'functions/create-session/idempotency-key.ts',
        found: 'digest(tenant, ROUTE, key)',
        becomes: 'digest(ROUTE, key)',
      },
    ],
    tests: ['test/functions/create-session.test.ts'],
    inSimulation: true,
  },
  {
    id: 'B25',
    sentence: 'The fingerprint of a request ignores its body.',
    changes: [
      {
        file: 'functions/create-session/idempotency-key.ts',
        found: 'fingerprint: digest(body)',
        becomes: 'fingerprint: digest(ROUTE)',
      },
    ],
    tests: ['test/functions/create-session.test.ts'],
    inSimulation: true,
  },
  {
    id: 'B30',
    sentence: 'The idempotency item outlives its session.',
    changes: [
      {
        file: 'shared/application/create-session.ts',
        found: 'expiresAt: now + CLAIM_LIFE_MS,',
        becomes: 'expiresAt: now + 3 * CLAIM_LIFE_MS,',
      },
    ],
    tests: ['test/application/create-session.test.ts'],
    inSimulation: true,
  },
  {
    id: 'B31',
    sentence: 'A create at Veriff is repeated after a timeout, in the same invocation.',
    changes: [
      {
        file: 'shared/adapters/veriff/failures.ts',
        found: `  if (operation === 'create' && sent) return outcomeUnknown(cause);`,
        becomes: '',
      },
    ],
    tests: ['test/adapters/veriff/client-failures.test.ts'],
  },
  {
    id: 'B45',
    sentence: 'After a 429 the run goes on calling Veriff.',
    changes: [
      {
        file: 'functions/poll-decision/handler.ts',
        found: `outcomes.includes('throttled') || ports.now()`,
        becomes: 'ports.now()',
      },
    ],
    tests: ['test/functions/poll-decision.test.ts'],
  },
  {
    id: 'X01',
    sentence: 'A poll takes 404 for a decline.',
    changes: [
      {
        file: 'shared/application/poll-decision.ts',
        found: `error.code === 'not-found') return undefined;`,
        becomes: `error.code === 'not-found') {
      return { kind: 'decision', integration, decision: { status: 'declined', source: 'poll' } };
    }`,
      },
    ],
    tests: ['test/application/settle-debts.test.ts'],
    inSimulation: true,
  },
  {
    id: 'X02',
    sentence:
      "Repetitions towards Veriff go on past the call's deadline, and so past the function's timeout.",
    changes: [
      {
        file: 'shared/adapters/veriff/call.ts',
        found: 'return performance.now() + wait < deadline ? wait : undefined;',
        becomes: 'return wait;',
      },
      {
        file: 'shared/adapters/veriff/call.ts',
        found: 'Math.min(parts.attemptMs ?? ATTEMPT_MS, deadline - startedAt)',
        becomes: 'parts.attemptMs ?? ATTEMPT_MS',
      },
    ],
    tests: ['test/adapters/veriff/client-failures.test.ts'],
  },
  {
    id: 'X04',
    sentence: 'The sweep trusts the index without asking the record whether it is due.',
    changes: [
      {
        file: 'shared/application/settle-debts.ts',
        found: `if (record === undefined || due === undefined || due > now) return 'nothing-due';
  tookUp(now - due);`,
        becomes: `if (record === undefined) return 'nothing-due';
  tookUp(now - (due ?? now));`,
      },
      {
        file: 'shared/application/settle-debts.ts',
        found: 'if (isOpen(session) && session.state.poll.dueAt <= ports.now()) {',
        becomes: 'if (isOpen(session)) {',
      },
    ],
    tests: ['test/application/settle-debts.test.ts'],
    inSimulation: true,
  },
  {
    id: 'X07',
    sentence: 'An unknown outcome is counted only once the key is free for a second session.',
    changes: [
      {
        file: 'shared/application/create-session.ts',
        found: `      telemetry.count('OutcomeUnknown', {});
    }
    throw error;`,
        becomes: `    }
    throw error;`,
      },
      {
        file: 'shared/application/create-session.ts',
        found: `      await release(ports, key, owner);
    }`,
        becomes: `      await release(ports, key, owner);
    }
    if (error instanceof VeriffError && error.code === 'outcome-unknown') {
      ports.telemetry.count('OutcomeUnknown', {});
    }`,
      },
    ],
    tests: ['test/application/create-session.test.ts'],
    inSimulation: true,
  },
  {
    id: 'X08',
    sentence: 'The end of a run of the sweep is told by the clock of the process that polls.',
    changes: [
      {
        file: 'functions/poll-decision/handler.ts',
        found: 'return now + RUN_SECONDS * 1000 - passed;',
        becomes: 'return Date.parse(startedAt) + RUN_SECONDS * 1000;',
      },
    ],
    tests: ['test/functions/poll-decision.test.ts'],
    inSimulation: true,
  },
];
