import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventLog, openEventLog } from '../../local/event-log.ts';
import { BUS_NAME, eventBus } from '../../local/events.ts';
import { type Listening, listen } from '../../local/listen.ts';

const AT = Date.UTC(2026, 2, 2);
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let folder: string;
let log: EventLog;
let bus: Listening;
let client: EventBridgeClient;

async function open(): Promise<void> {
  log = await openEventLog(folder);
  bus = await listen(eventBus({ log, now: () => AT, onPublished: () => {} }), 0);
  client = new EventBridgeClient({ endpoint: bus.url, region: 'us-east-1', credentials });
}

async function close(): Promise<void> {
  client.destroy();
  await bus.close();
  await log.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'veriff-'));
  await open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

function entry(sessionId: string, more: object = {}): object {
  const detail = JSON.stringify({ id: `${sessionId}:1`, sessionId });
  return { Source: 's', DetailType: 'd', Detail: detail, EventBusName: BUS_NAME, ...more };
}

async function put(...Entries: object[]): Promise<unknown> {
  return client.send(new PutEventsCommand({ Entries }));
}

function sessions(filter: Parameters<EventLog['list']>[0]): readonly unknown[] {
  return log.list(filter).map(({ detail }) => detail['sessionId']);
}

describe('the local event bus', () => {
  it('keeps what the AWS client publishes, with the virtual time', async () => {
    expect(await put(entry('a'))).toMatchObject({ FailedEntryCount: 0, Entries: [{}] });

    expect(log.list({ limit: 10 })).toEqual([
      {
        seq: 1,
        publishedAt: '2026-03-02T00:00:00.000Z',
        source: 's',
        detailType: 'd',
        detail: { id: 'a:1', sessionId: 'a' },
      },
    ]);
  });

  it('refuses an entry that it cannot take, and takes the others', async () => {
    const answer = await put(
      entry('a', { Detail: 'no json' }),
      entry('b'),
      entry('c', { EventBusName: 'x' }),
    );

    expect(answer).toMatchObject({
      FailedEntryCount: 2,
      Entries: [
        { ErrorCode: 'MalformedDetail' },
        { EventId: expect.any(String) as string },
        { ErrorCode: 'ResourceNotFoundException' },
      ],
    });
    expect(sessions({ limit: 10 })).toEqual(['b']);
  });

  it('refuses more than ten entries, as EventBridge does', async () => {
    const eleven = Array.from({ length: 11 }, () => entry('a'));

    await expect(put(...eleven)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('lists one session, the newest of many, or what came after a number', async () => {
    await put(entry('a'), entry('b'), entry('a'), entry('c'));

    expect(sessions({ session: 'a', limit: 10 })).toEqual(['a', 'a']);
    expect(sessions({ limit: 2 })).toEqual(['a', 'c']);
    expect(sessions({ after: 1, limit: 2 })).toEqual(['b', 'a']);
  });

  it('continues after a restart, past a line that a crash cut off', async () => {
    await put(entry('a'), entry('b'));
    await close();
    appendFileSync(join(folder, 'events.jsonl'), '{"seq":3,"publis');

    await open();
    await put(entry('c'));
    await close();
    await open();

    expect(log.list({ limit: 10 }).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(sessions({ limit: 10 })).toEqual(['a', 'b', 'c']);
  });
});
