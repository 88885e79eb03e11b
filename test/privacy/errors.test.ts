import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import { describe, expect, it } from 'vitest';
import { clientApi } from '../../functions/http/middleware.ts';
import { pollDecisionHandler } from '../../functions/poll-decision/handler.ts';
import { readSessionHandler } from '../../functions/read-session/handler.ts';
import { eventbridgePublisher } from '../../shared/adapters/eventbridge/publisher.ts';
import { telemetry } from '../../shared/adapters/runtime/telemetry.ts';
import { eventOf } from '../../shared/domain/outbox.ts';
import type { Note } from '../../shared/ports/telemetry.ts';
import { world } from '../application/world.ts';
import { apiEvent, context } from '../support/api-event.ts';
import { batchAt, created, SESSION, T0 } from '../support/given.ts';
import { ENCODING_NAMES, personalError } from './canaries.ts';
import { leaks, search } from './cells.ts';
import { errorShape } from './error-shapes.ts';
import { createBody } from './messages.ts';
import { privacyWorld } from './world.ts';

const SHAPES = 100_000;

/** The three places where an error of others is told of, and the log itself, over one recorder. */
function tellers() {
  const lines: string[] = [];
  const told = telemetry({
    write: (line) => lines.push(line),
    now: () => T0,
    service: 'privacy',
    namespace: 'VeriffSessions/privacy',
  });
  const { ports } = world();
  let thrown: unknown;
  const fail = async (): Promise<never> => {
    // oxlint-disable-next-line typescript/only-throw-error -- anything can be thrown
    throw thrown;
  };
  const failing = { ...ports, telemetry: told, store: { ...ports.store, load: fail } };
  const read = middy(readSessionHandler(failing)).use(clientApi(told, 'GET /v1/sessions/{id}'));
  const poll = pollDecisionHandler(failing);
  const client = { send: fail } as unknown as EventBridgeClient; // nothing else of it is called
  const publisher = eventbridgePublisher({ client, busName: 'bus', telemetry: told });
  const [owed] = created().outbox;
  const events = owed === undefined ? [] : [eventOf(created(), owed)];
  const ways: readonly (() => Promise<unknown>)[] = [
    async () => read(apiEvent({ id: SESSION }), context),
    async () => poll(batchAt(T0, SESSION)),
    async () => publisher.publish(events),
    async () => {
      // As a mistake of ours would: an error in the place of fields, or as one.
      const error = thrown instanceof Error ? thrown : { thrown };
      told.note('error', 'unexpected error', error as Note);
      told.note('error', 'unexpected error', { code: error, reason: error } as unknown as Note);
    },
  ];
  return {
    /** Answers what was said of it: the lines, and the answer where there is one. */
    async tell(shape: unknown, way: number): Promise<readonly string[]> {
      thrown = shape;
      lines.length = 0;
      const answer = await ways[way % ways.length]?.();
      return [...lines, JSON.stringify(answer ?? '')];
    },
  };
}

describe('errors of others', () => {
  it(`in ${SHAPES} shapes are told of without a word of theirs, in whole short lines`, async () => {
    const { tell } = tellers();
    const broken: string[] = [];
    const texts: string[] = [];
    for (let number = 0; number < SHAPES; number += 1) {
      const said = await tell(errorShape(number), number);
      texts.push(...said);
      const isWhole = said
        .slice(0, -1)
        .every((line) => /^\{[^\n]*\}\n$/.test(line) && Buffer.byteLength(line) <= 4096);
      if (!isWhole) broken.push(`shape ${number}`);
    }

    expect(broken).toEqual([]);
    expect(search(texts.join('\n'))).toEqual([]);
    expect(texts.length).toBeGreaterThan(2 * SHAPES);
  });

  it.each(ENCODING_NAMES)('of the table’s client stay inside: %s', async (encoding) => {
    let error: Error | undefined;
    const there = await privacyWorld({ tableThrows: () => error });
    const kinds = ['ValidationException', 'ThrottlingException', 'TimeoutError', 'Error'];
    for (const name of kinds) {
      error = Object.assign(personalError(encoding), { name });
      const headers = { 'content-type': 'application/json', 'idempotency-key': name };
      const body = createBody(encoding);
      await there.call('create', { method: 'POST', headers, body });
      await there.call('read', { id: SESSION });
      await there.call('list', { query: { vendorData: 'a' } });
      await there.call('erase', { method: 'DELETE', id: SESSION });
      await there.webhook(JSON.stringify({ id: SESSION, code: 7001, action: 'started' }));
      await there.sweep(SESSION);
    }
    error = undefined;

    const { answers } = await there.sinks();
    expect(answers).toHaveLength(kinds.length * 5);
    expect(await leaks(there)).toEqual([]);
  });
});
