import { describe, expect, it } from 'vitest';
import { eventOf, markPublished, postponePublication } from '../../shared/domain/outbox.ts';
import type { OwedEvent } from '../../shared/domain/session.ts';
import {
  after,
  created,
  DAY,
  decided,
  decision,
  FIRST,
  MINUTE,
  started,
  T0,
} from '../support/given.ts';

const session = () => after(started(FIRST), decided('approved', '10:31:48'));
const owed = (version: number) => session().outbox[version - 1] as OwedEvent;

describe('an event', () => {
  it('tells a change without any personal data', () => {
    expect(eventOf(session(), owed(3))).toEqual({
      id: 'a6f7bb1a-5b69-4517-9b6a-95224ada1067:3',
      sessionId: 'a6f7bb1a-5b69-4517-9b6a-95224ada1067',
      tenant: '111122223333',
      vendorData: 'cust-0001',
      status: 'approved',
      final: true,
      nextAction: 'none',
      decision: decision('approved', '10:31:48'),
      at: T0 + 2 * MINUTE,
    });
  });

  it('leaves out what there is not', () => {
    const { vendorData: _, ...anonymous } = session();

    expect(Object.keys(eventOf(anonymous, owed(1)))).toEqual([
      'id',
      'sessionId',
      'tenant',
      'status',
      'final',
      'nextAction',
      'at',
    ]);
  });

  it('tells the change of its version, whatever the session has become since', () => {
    expect(eventOf(session(), owed(1))).toMatchObject({
      status: 'created',
      final: false,
      nextAction: 'open_url',
    });
  });
});

describe('the outbox', () => {
  it('forgets what was published, and nothing else', () => {
    const published = markPublished(session(), new Set([1, 3]));

    expect(published.outbox.map(({ version }) => version)).toEqual([2]);
    expect({ ...published, outbox: [] }).toEqual({ ...session(), revision: 4, outbox: [] });
  });

  it('put off is to be written', () => {
    expect(postponePublication(session(), T0).revision).toBe(4);
  });

  it('waits after a failure as long as the change is old', () => {
    const now = T0 + 5 * MINUTE;

    const { outbox } = postponePublication(session(), now);

    expect(outbox.map(({ dueAt }) => dueAt - now)).toEqual([5 * MINUTE, 4 * MINUTE, 3 * MINUTE]);
  });

  it('never moves a publication forward', () => {
    const postponed = { ...created(), outbox: [{ ...owed(1), dueAt: T0 + DAY }] };

    expect(postponePublication(postponed, T0 + MINUTE).outbox[0]?.dueAt).toBe(T0 + DAY);
  });

  it('gives up what could not be published for thirty days', () => {
    const { outbox } = postponePublication(session(), T0 + 30 * DAY + MINUTE);

    expect(outbox.map(({ version }) => version)).toEqual([3]);
  });
});
