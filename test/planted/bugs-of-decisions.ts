import type { Bug } from './bug.ts';

const DECIDE = 'shared/domain/decide.ts';
const EVOLVE = 'shared/domain/evolve.ts';
const DOMAIN = ['test/domain'] as const;

/** Mistakes in what a message does to a session. */
export const BUGS_OF_DECISIONS: readonly Bug[] = [
  {
    id: 'B01',
    sentence: 'A webhook about an unknown session creates its record.',
    changes: [
      {
        file: 'shared/application/record-observation.ts',
        found: `async function tryOnce(`,
        becomes: `async function made(ports: PublishPorts, id: SessionId, { integration }: Observation): Promise<Session> {
  const link = { url: '', host: '', sessionToken: '' };
  const session = newSession({ id, tenant: 'anybody' as Tenant, integration, link, createdAt: ports.now() });
  await ports.store.insert(session, ports.now());
  return session;
}

async function tryOnce(`,
      },
      {
        file: 'shared/application/record-observation.ts',
        found: `const session = read ?? (await loadSession(ports, seen.id));`,
        becomes: `const session = read ?? (await loadSession(ports, seen.id)) ?? (await made(ports, seen.id, seen.observation));`,
      },
      {
        file: 'shared/application/record-observation.ts',
        found: `import type { EpochMs, SessionId } from '../domain/ids.ts';`,
        becomes: `import type { EpochMs, SessionId, Tenant } from '../domain/ids.ts';
import { newSession } from '../domain/create.ts';`,
      },
    ],
    tests: ['test/application/record-observation.test.ts'],
    inSimulation: true,
  },
  {
    id: 'B02',
    sentence: 'The last write wins: no order check.',
    changes: [{ file: DECIDE, found: 'if (order > 0)', becomes: 'if (order !== 0)' }],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B03',
    sentence: 'Decisions are ordered by their arrival instead of by `decisionTime`.',
    changes: [
      {
        file: 'shared/adapters/veriff/decision.ts',
        found: `const decidedAt = decisionTime(said.decisionTime ?? '');`,
        becomes: 'const decidedAt = decisionTime(new Date().toISOString());',
      },
    ],
    tests: ['test/adapters/veriff'],
    inSimulation: true,
  },
  {
    id: 'B04',
    sentence: 'A decision equal to the one held counts as newer.',
    changes: [{ file: DECIDE, found: 'if (order > 0)', becomes: 'if (order >= 0)' }],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B05',
    sentence: 'A request for resubmission is final.',
    changes: [
      {
        file: 'shared/domain/session.ts',
        found: 'resubmission_requested: false,',
        becomes: 'resubmission_requested: true,',
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B06',
    sentence: 'An approval absorbs everything, also a later decline.',
    changes: [
      {
        file: DECIDE,
        found: `  const order = held === undefined ?`,
        becomes: `  if (held?.status === 'approved') return unchanged('already-decided');
  const order = held === undefined ?`,
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B07',
    sentence: 'An event moves a decided session back.',
    changes: [
      {
        file: DECIDE,
        found: `  if (isFinal(session)) return unchanged('already-decided');
  const held`,
        becomes: '  const held',
      },
      {
        file: EVOLVE,
        found: '  if (isFinalStatus(status)) return',
        becomes: `  if (change.kind === 'attempt-progressed' && step !== 'created') {
    return openState(session, { status: step, previous: held }, change);
  }
  if (isFinalStatus(status)) return`,
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B08',
    sentence: 'The reason of an earlier attempt is kept on an approval.',
    changes: [
      {
        file: EVOLVE,
        found: 'held: change.decision };',
        becomes: 'held: { ...held, ...change.decision } };',
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B09',
    sentence: 'Code 9001 approves, whatever the status says.',
    changes: [
      {
        file: 'shared/domain/verdict.ts',
        found: '  if (code === undefined || AGREEING',
        becomes: `  if (code === 9001) return { status: 'approved', contradiction: false };
  if (code === undefined || AGREEING`,
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B10',
    sentence: 'Status `approved` approves, whatever the code says.',
    changes: [
      {
        file: 'shared/domain/verdict.ts',
        found: '  if (code === undefined || AGREEING',
        becomes: `  if (status === 'approved') return { status, contradiction: false };
  if (code === undefined || AGREEING`,
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B11',
    sentence: 'Our own expiry mark counts as decided now, so a late approval loses against it.',
    changes: [
      {
        file: 'shared/domain/precedence.ts',
        found: `({ source }) => (source === 'own' ? 0 : 1),`,
        becomes: '',
      },
      {
        file: EVOLVE,
        found: 'decision: OWN_MARK, ...(held',
        becomes: 'decision: markOf(change.at), ...(held',
      },
      {
        file: EVOLVE,
        found: `/** What the state follows from. */`,
        becomes: `function markOf(at: number): Decision {
  const decidedAt = decisionTime(new globalThis.Date(at).toISOString());
  return decidedAt === undefined ? OWN_MARK : { ...OWN_MARK, decidedAt };
}

/** What the state follows from. */`,
      },
      {
        file: EVOLVE,
        found: `import { PUBLISH_GRACE_MS, planPolls } from './due.ts';`,
        becomes: `import { decisionTime } from './decision-time.ts';
import { PUBLISH_GRACE_MS, planPolls } from './due.ts';`,
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B14',
    sentence: 'Decision times are compared as `Date`: microseconds are dropped.',
    changes: [
      {
        file: 'shared/domain/precedence.ts',
        found: `({ decidedAt = '' }) => decidedAt,`,
        becomes: `({ decidedAt = '' }) => globalThis.Date.parse(decidedAt) || 0,`,
      },
    ],
    tests: DOMAIN,
    inSimulation: true,
  },
  {
    id: 'B15',
    sentence: 'A replay renews the life of the record.',
    changes: [
      {
        file: 'shared/application/record-observation.ts',
        found: `    case 'unchanged':
      return`,
        becomes: `    case 'unchanged':
      await ports.store.save({ ...session, revision: session.revision + 1 }, session, ports.now());
      return`,
      },
    ],
    tests: [
      'test/application/record-observation.test.ts',
      'test/functions/receive-webhook.test.ts',
    ],
    inSimulation: true,
  },
  {
    id: 'B18',
    sentence: 'The webhook is answered before the write.',
    changes: [
      {
        file: 'functions/receive-webhook/handler.ts',
        found: `    await accept(ports, readMessage(request, bytes), integration);`,
        becomes: `    void accept(ports, readMessage(request, bytes), integration).catch(() => {});`,
      },
    ],
    tests: ['test/functions/receive-webhook.test.ts'],
    inSimulation: true,
  },
  {
    id: 'B39',
    sentence:
      'A webhook about an unknown session is answered 404, so Veriff repeats it for seven days.',
    changes: [
      {
        file: 'functions/receive-webhook/handler.ts',
        found: `  if (recorded.kind === 'unknown-session') telemetry.count('UnknownSession', {});`,
        becomes: `  if (recorded.kind === 'unknown-session') throw new ProblemError('not-found');`,
      },
    ],
    tests: ['test/functions/receive-webhook.test.ts'],
    inSimulation: true,
  },
  {
    id: 'B40',
    sentence: 'A webhook is answered 200 although the table throttled its write.',
    changes: [
      {
        file: 'functions/receive-webhook/handler.ts',
        found: `    await accept(ports, readMessage(request, bytes), integration);`,
        becomes: `    await accept(ports, readMessage(request, bytes), integration).catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'StoreUnavailable')) throw error;
    });`,
      },
    ],
    tests: ['test/functions/receive-webhook.test.ts'],
    inSimulation: true,
  },
  {
    id: 'X03',
    sentence: 'A write that lost its race is not read and decided again.',
    changes: [
      {
        file: 'shared/application/record-observation.ts',
        found: `    ports.telemetry.count('ConditionLost', {});
    return undefined;`,
        becomes: `    ports.telemetry.count('ConditionLost', {});
    return { kind: 'unchanged', session: read, why: 'repeated' };`,
      },
    ],
    tests: ['test/application/record-observation.test.ts'],
    inSimulation: true,
  },
];
