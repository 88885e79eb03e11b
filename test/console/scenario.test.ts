import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../local/console/session/scenario.ts';
import type { LocalSession } from '../../local/console-api/wire.ts';
import type { TraceEntry } from '../../local/console-api/wire-trace.ts';
import type { SimDeliverySummary, SimSession } from '../../local/veriff/control.ts';
import { entry, session, T0 } from './given.ts';

const action = (after: number, state: string) =>
  entry(after, { from: 'user', to: 'veriff', kind: 'action', result: `before -> ${state}` });

function stepsOf(of: LocalSession, entries: readonly TraceEntry[]): readonly unknown[] {
  return (JSON.parse(scenarioOf(of, entries)) as { steps: readonly unknown[] }).steps;
}

describe('a session as a scenario file', () => {
  it('plays what was played, lets as much time pass, and expects what came of it', () => {
    const steps = stepsOf(session(), [
      entry(0, { kind: 'request' }),
      action(1000, 'started'),
      action(62_000, 'submitted'),
      action(63_000, 'approved'),
      entry(63_010),
    ]);

    expect(steps).toEqual([
      { create: { as: 'anna', body: { verification: { vendorData: 'cust-0001' } } } },
      { do: ['start'], session: 'anna' },
      { advance: '61s' },
      { do: ['submit'], session: 'anna' },
      { do: ['approve'], session: 'anna' },
      {
        expect: {
          session: 'anna',
          status: 'approved',
          final: true,
          decision: { code: 9001, source: 'webhook' },
        },
      },
    ]);
  });

  it('sets the faults that struck before the action that they struck', () => {
    const delivery = {
      id: 'd-1',
      kind: 'decision',
      faults: [{ kind: 'drop', rule: 'drop-1' }],
    } as unknown as SimDeliverySummary;
    const veriff = { deliveries: [delivery] } as unknown as SimSession;
    const steps = stepsOf(session({ veriff }), [
      action(0, 'approved'),
      entry(10, { outcome: 'lost', delivery: 'd-1' }),
    ]);

    expect(steps.slice(1, 3)).toEqual([
      { faults: { webhooks: { drop: { next: 1, kinds: ['decision'] } } } },
      { do: ['approve'], session: 'anna' },
    ]);
  });

  it('does not count what somebody sent again by hand', () => {
    const delivery = {
      id: 'd-1',
      kind: 'decision',
      origin: 'resend',
      faults: [{ kind: 'drop', rule: 'drop-1' }],
    } as unknown as SimDeliverySummary;
    const veriff = { deliveries: [delivery] } as unknown as SimSession;

    expect(
      stepsOf(session({ veriff }), [action(0, 'approved'), entry(10, { delivery: 'd-1' })]),
    ).toHaveLength(3);
  });

  it('lets the time pass in which the fallback decided', () => {
    const steps = stepsOf(session(), [action(0, 'submitted'), entry(125_000, { from: 'sweep' })]);

    expect(steps.at(-2)).toEqual({ advance: '125s' });
  });

  it.each([
    ['started', 'start'],
    ['resubmission_requested', 'resubmit'],
    ['review', 'review'],
    ['declined', 'decline'],
    ['expired', 'expire'],
    ['abandoned', 'abandon'],
  ])('plays what made it %s: %s', (state, name) => {
    expect(stepsOf(session(), [action(0, state)])[1]).toEqual({ do: [name], session: 'anna' });
  });

  it('plays nothing that the end of the seven days did by itself', () => {
    const veriff = { deliveries: [], validUntil: new Date(T0 + 90_000).toISOString() };
    const steps = stepsOf(session({ veriff: veriff as unknown as SimSession }), [
      action(0, 'started'),
      action(90_000, 'abandoned'),
    ]);

    expect(steps.slice(1, 3)).toEqual([{ do: ['start'], session: 'anna' }, { advance: '90s' }]);
  });

  it('expects an erased session not to be there', () => {
    expect(stepsOf(session({ presence: 'erased' }), []).at(-1)).toEqual({
      expect: { session: 'anna', found: false },
    });
  });

  it('holds nothing personal', () => {
    expect(scenarioOf(session(), [])).not.toMatch(/person|firstName|url|token/i);
  });
});
