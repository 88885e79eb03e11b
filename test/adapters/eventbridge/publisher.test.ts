import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventbridgeClient } from '../../../shared/adapters/eventbridge/client.ts';
import { eventbridgePublisher } from '../../../shared/adapters/eventbridge/publisher.ts';
import { eventOf, type SessionEvent } from '../../../shared/domain/outbox.ts';
import type { Session } from '../../../shared/domain/session.ts';
import type { Telemetry } from '../../../shared/ports/telemetry.ts';
import { CREDENTIALS } from '../../support/dynalite.ts';
import { after, created, decided, FIRST, SESSION, started, T0 } from '../../support/given.ts';
import {
  json,
  type Stub,
  type StubRequest,
  type StubServer,
  startStub,
} from '../contracts/stub-server.ts';

/** Backoff and timeouts are those of production: some seconds a case. */
vi.setConfig({ testTimeout: 30_000 });

interface PutEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Time: number;
}

let server: StubServer | undefined;
afterEach(async () => server?.close());

function recording() {
  const counted: string[] = [];
  const notes: unknown[] = [];
  const telemetry: Telemetry = {
    count: (name) => counted.push(name),
    measure: (name) => counted.push(name),
    note: (...note) => notes.push(note),
  };
  return { telemetry, counted, notes };
}

async function publisher(stub: Stub) {
  server = await startStub(stub);
  const client = eventbridgeClient({
    region: 'eu-west-1',
    endpoint: server.endpoint,
    credentials: CREDENTIALS,
  });
  const seen = recording();
  const bus = eventbridgePublisher({ client, busName: 'bus', telemetry: seen.telemetry });
  return { ...seen, publish: async (events: readonly SessionEvent[]) => bus.publish(events) };
}

const entriesIn = (body: string) => (JSON.parse(body) as { Entries: PutEntry[] }).Entries;
const sent = () => (server?.requests ?? []).map(({ body }) => entriesIn(body));

/** Takes every event but those whose Detail the test does not like. */
function takes(isTaken: (detail: string) => boolean = () => true) {
  return ({ body }: StubRequest, answer: ServerResponse): void => {
    const Entries = entriesIn(body).map(({ Detail }, at) =>
      isTaken(Detail)
        ? { EventId: `bus-${at}` }
        : { ErrorCode: 'InternalFailure', ErrorMessage: 'x' },
    );
    const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
    json(answer, 200, { FailedEntryCount, Entries });
  };
}

function eventsOf(session: Session): SessionEvent[] {
  return session.outbox.map((owed) => eventOf(session, owed));
}

function many(count: number): SessionEvent[] {
  const [event] = eventsOf(created());
  if (event === undefined) throw new Error('no event');
  return Array.from({ length: count }, (_, at) => ({ ...event, id: `${SESSION}:${at}` }));
}

describe('an event on the bus', () => {
  it('of a new session says so', async () => {
    const { publish } = await publisher(takes());

    expect(await publish(eventsOf(created()))).toStrictEqual(new Set([`${SESSION}:1`]));

    const [entry] = sent().flat();
    expect(entry).toMatchObject({
      EventBusName: 'bus',
      Source: 'veriff-sessions',
      DetailType: 'Session Created',
      Time: T0 / 1000,
    });
    expect(JSON.parse(entry?.Detail ?? '')).toStrictEqual({
      id: `${SESSION}:1`,
      sessionId: SESSION,
      tenant: '111122223333',
      vendorData: 'cust-0001',
      status: 'created',
      final: false,
      nextAction: 'open_url',
      at: '2026-03-02T10:15:00.000Z',
    });
  });

  it('of a decision tells it without what is our own business', async () => {
    const { publish } = await publisher(takes());
    const session = after(
      decided('declined', '10:20:00.5', {
        reason: 'Fake',
        reasonCode: 101,
        code: 9001,
        contradiction: true,
      }),
    );

    await publish(eventsOf(session).slice(-1));

    const [entry] = sent().flat();
    expect(entry?.DetailType).toBe('Session Declined');
    expect(JSON.parse(entry?.Detail ?? '')).toMatchObject({ status: 'declined', final: true });
    expect((JSON.parse(entry?.Detail ?? '') as { decision: unknown }).decision).toStrictEqual({
      status: 'declined',
      code: 9001,
      reason: 'Fake',
      reasonCode: 101,
      decidedAt: '2026-03-02T10:20:00.500000000Z',
      source: 'webhook',
    });
  });

  it('leaves out what the decision does not have', async () => {
    const { publish } = await publisher(takes());
    const [event] = many(1);
    if (event === undefined) throw new Error('no event');

    await publish([
      { ...event, status: 'expired', decision: { status: 'expired', source: 'own' } },
    ]);

    const detail = JSON.parse(sent().flat()[0]?.Detail ?? '') as { decision: unknown };
    expect(detail.decision).toStrictEqual({ status: 'expired', source: 'own' });
  });

  it('of a session without vendorData has none', async () => {
    const { publish } = await publisher(takes());
    const { vendorData: _, ...nobody } = created();

    await publish(eventsOf(nobody));

    expect(JSON.parse(sent().flat()[0]?.Detail ?? '')).not.toHaveProperty('vendorData');
  });

  it('has a type for each status', async () => {
    const { publish } = await publisher(takes());

    await publish(eventsOf(after(started(FIRST), decided('resubmission_requested', '10:20:00'))));

    expect(
      sent()
        .flat()
        .map(({ DetailType }) => DetailType),
    ).toStrictEqual(['Session Created', 'Session Started', 'Session Resubmission Requested']);
  });
});

describe('a publication', () => {
  it('of nothing asks nobody', async () => {
    const { publish } = await publisher(takes());

    expect(await publish([])).toStrictEqual(new Set());
    expect(server?.requests).toHaveLength(0);
  });

  it.each([
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('of %i events takes calls of at most ten: %j', async (count, sizes) => {
    const { publish, counted } = await publisher(takes());

    const taken = await publish(many(count));

    expect(taken.size).toBe(count);
    expect(
      sent()
        .map(({ length }) => length)
        .toSorted((a, b) => b - a),
    ).toStrictEqual(sizes);
    expect(counted).toStrictEqual([]);
  });

  it('that the bus refuses in part answers and counts the parts', async () => {
    const { publish, counted } = await publisher(takes((detail) => !detail.includes(':3"')));

    const taken = await publish(many(5));

    expect([...taken].map((id) => id.split(':')[1])).toStrictEqual(['0', '1', '2', '4']);
    expect(counted).toStrictEqual(['PublishFailed']);
  });

  it('of which one call fails still answers the other', async () => {
    const { publish, counted } = await publisher((request, answer) => {
      if (request.body.includes(`${SESSION}:0`)) json(answer, 500, { __type: 'InternalException' });
      else takes()(request, answer);
    });

    const taken = await publish(many(12));

    expect([...taken].map((id) => id.split(':')[1])).toStrictEqual(['10', '11']);
    expect(counted).toHaveLength(10);
  });

  it.each<readonly [string, Stub]>([
    [
      'answers 500',
      (_, answer) => {
        json(answer, 500, { __type: 'InternalException' });
      },
    ],
    [
      'throttles',
      (_, answer) => {
        json(answer, 400, { __type: 'ThrottlingException' });
      },
    ],
    [
      'refuses',
      (_, answer) => {
        json(answer, 400, { __type: 'AccessDeniedException' });
      },
    ],
    [
      'breaks off',
      (_, answer) => {
        answer.socket?.destroy();
      },
    ],
    [
      'answers nonsense',
      (_, answer) => {
        answer.writeHead(200).end('<html>');
      },
    ],
    [
      'answers nothing about the entries',
      (_, answer) => {
        json(answer, 200, {});
      },
    ],
    ['hangs', () => undefined],
  ])('on a bus that %s does not throw: nothing was taken, each is counted', async (_, stub) => {
    const { publish, counted } = await publisher(stub);

    expect(await publish(many(2))).toStrictEqual(new Set());
    expect(counted).toStrictEqual(['PublishFailed', 'PublishFailed']);
  });

  it('that fails is noted without anything of the events', async () => {
    const { publish, notes } = await publisher((_, answer) => {
      json(answer, 400, { __type: 'AccessDeniedException', message: 'cust-0001' });
    });

    await publish(many(1));

    expect(notes).toStrictEqual([
      ['warn', 'publication failed', { errorName: 'AccessDeniedException', failed: 1 }],
    ]);
  });

  it('works without telemetry', async () => {
    server = await startStub((_, answer) => {
      json(answer, 500, {});
    });
    const client = eventbridgeClient({
      region: 'eu-west-1',
      endpoint: server.endpoint,
      credentials: CREDENTIALS,
    });

    expect(await eventbridgePublisher({ client, busName: 'bus' }).publish(many(1))).toStrictEqual(
      new Set(),
    );
  });
});
