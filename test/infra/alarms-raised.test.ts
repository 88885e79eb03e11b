import { describe, expect, it } from 'vitest';
import { SERVICE_ALARMS } from '../../infra/monitoring/alarm-table.ts';
import { type AlarmState, alarmState, Reports } from '../support/alarm-state.ts';
import { api, lambda, MonitoredStack, own, QUEUE, sweep, table } from './monitored.ts';

const { alarms } = new MonitoredStack();

type AlarmName = (typeof SERVICE_ALARMS)[number]['name'];

const reports = () => new Reports();
const hour = { from: -60 };
const polled = own('DecisionSource', { source: 'poll' });
const refused = own('WebhookRejected', { reason: 'wrong-signature-known-client' });

function veriff(operation: string, outcome: string) {
  return own('VeriffCall', { operation, outcome });
}

/** 60 an hour. */
const received = () => reports().add(own('WebhookReceived'), 1, { ...hour });

/** What no data does to an alarm that is raised, and to one that is not. */
type Silence = 'ends it' | 'raises it' | 'leaves it';

interface Story {
  /** The least that raises it. */
  readonly beyond: Reports;
  /** The most that does not. */
  readonly within: Reports;
  readonly silence: Silence;
}

const STORIES: Readonly<Record<AlarmName, Story>> = {
  'webhook-errors': {
    beyond: reports()
      .add(api('webhook', '5XXError'), 1, { times: 5 })
      .add(api('webhook', 'Count'), 1, { from: -5, times: 100 }),
    within: reports()
      .add(api('webhook', '5XXError'), 1, { times: 4 })
      .add(api('webhook', 'Count'), 1, { times: 4 }),
    silence: 'ends it',
  },
  'webhook-bad-signature': {
    beyond: reports().add(refused, 1),
    within: reports().add(own('WebhookRejected', { reason: 'wrong-signature' }), 1, { times: 99 }),
    silence: 'ends it',
  },
  'webhook-flood': {
    beyond: reports().add(own('WebhookRejected'), 1, { from: -3, times: 84 }),
    within: reports().add(own('WebhookRejected'), 1, { from: -5, times: 50 }),
    silence: 'ends it',
  },
  'webhook-silence': {
    beyond: reports().add(polled, 1, { from: -59, to: -50 }).add(polled, 1, { from: -5 }),
    within: reports()
      .add(polled, 1, { ...hour })
      .add(own('WebhookReceived'), 1, { from: -60, to: -60 }),
    silence: 'ends it',
  },
  'status-code-mismatch': {
    beyond: reports().add(own('StatusCodeMismatch'), 1),
    within: reports().add(own('StatusCodeMismatch'), 0),
    silence: 'ends it',
  },
  'integration-mismatch': {
    beyond: reports().add(own('IntegrationMismatch'), 1),
    within: reports().add(own('IntegrationMismatch'), 0),
    silence: 'ends it',
  },
  'unknown-message': {
    beyond: reports().add(own('UnknownMessage'), 1, { from: -60, to: -60 }),
    within: reports().add(own('UnknownMessage'), 0),
    silence: 'ends it',
  },
  'unknown-session': {
    beyond: received().add(own('UnknownSession'), 1, { times: 3 }),
    within: received().add(own('UnknownSession'), 1, { times: 2 }),
    silence: 'ends it',
  },
  'fallback-share': {
    beyond: reports().add(polled, 1, { times: 6 }).add(own('DecisionSource'), 1, { times: 119 }),
    within: reports().add(polled, 1, { times: 6 }).add(own('DecisionSource'), 1, { times: 120 }),
    silence: 'ends it',
  },
  'fallback-share-high': {
    beyond: reports().add(polled, 1, { times: 31 }).add(own('DecisionSource'), 1, { times: 100 }),
    within: reports().add(polled, 1, { times: 30 }).add(own('DecisionSource'), 1, { times: 100 }),
    silence: 'ends it',
  },
  'decision-delay': {
    beyond: reports()
      .add(own('DecisionDelay'), 901, { times: 2 })
      .add(own('DecisionDelay'), 3, { times: 98 }),
    within: reports()
      .add(own('DecisionDelay'), 9000, { times: 1 })
      .add(own('DecisionDelay'), 900, { times: 99 }),
    silence: 'ends it',
  },
  'sweep-missing': {
    beyond: reports().add(sweep('ExecutionsSucceeded'), 1, { from: -60, to: -6 }),
    within: reports().add(sweep('ExecutionsSucceeded'), 1, { from: -60, to: -5 }),
    silence: 'raises it',
  },
  'sweep-failed': {
    beyond: reports()
      .add(sweep('ExecutionsFailed'), 1, { from: -10, to: -9 })
      .add(sweep('ExecutionsTimedOut'), 1),
    within: reports().add(sweep('ExecutionsFailed'), 1, { from: -2 }),
    silence: 'ends it',
  },
  'sweep-backlog': {
    beyond: reports().add(own('OldestDueSeconds'), 601, { from: -10 }),
    within: reports()
      .add(own('OldestDueSeconds'), 601, { from: -5 })
      .add(own('OldestDueSeconds'), 600, { from: -10, to: -6 }),
    silence: 'ends it',
  },
  'sweep-slow': {
    beyond: reports()
      .add(sweep('ExecutionTime'), 50_001, { from: -5 })
      .add(sweep('ExecutionTime'), 900, { from: -10, to: -6 }),
    within: reports()
      .add(sweep('ExecutionTime'), 50_001, { from: -4 })
      .add(sweep('ExecutionTime'), 50_000, { from: -12, to: -5 }),
    silence: 'ends it',
  },
  'poll-batch-failed': {
    beyond: reports()
      .add(lambda('poll-decision', 'Errors'), 1, { from: -5, to: -4 })
      .add(own('PollOutcome', { outcome: 'error' }), 1),
    within: reports()
      .add(lambda('poll-decision', 'Errors'), 1, { from: -5, to: -4 })
      .add(own('PollOutcome', { outcome: 'failed' }), 1, { from: -3 }),
    silence: 'ends it',
  },
  'outbox-stuck': {
    beyond: reports().add(own('OutboxOldestSeconds'), 301),
    within: reports().add(own('OutboxOldestSeconds'), 300),
    silence: 'ends it',
  },
  'debt-abandoned': {
    beyond: reports().add(own('DebtAbandoned'), 1),
    within: reports().add(own('DebtAbandoned'), 0),
    silence: 'ends it',
  },
  undeliverable: {
    beyond: reports().add(QUEUE, 1),
    within: reports().add(QUEUE, 0),
    silence: 'leaves it',
  },
  'veriff-errors': {
    beyond: reports()
      .add(own('VeriffCall'), 1, { times: 59 })
      .add(veriff('create', 'unavailable'), 1)
      .add(veriff('create', 'outcome-unknown'), 1)
      .add(veriff('decision', 'unavailable'), 1),
    within: reports()
      .add(own('VeriffCall'), 1, { times: 9 })
      .add(veriff('decision', 'unavailable'), 1, { times: 9 }),
    silence: 'ends it',
  },
  'veriff-throttled': {
    beyond: reports().add(own('VeriffThrottled'), 1, { from: -15 }),
    within: reports()
      .add(own('VeriffThrottled'), 1, { from: -10 })
      .add(own('VeriffThrottled'), 0, { from: -15, to: -11 }),
    silence: 'ends it',
  },
  'outcome-unknown': {
    beyond: reports().add(own('OutcomeUnknown'), 1, { from: -60, to: -57 }),
    within: reports().add(own('OutcomeUnknown'), 1, { from: -60, to: -58 }),
    silence: 'ends it',
  },
  'create-errors': {
    beyond: reports()
      .add(api('client', '5XXError'), 1, { times: 6 })
      .add(veriff('create', 'unavailable'), 1)
      .add(api('client', 'Count'), 1, { times: 499 }),
    within: reports()
      .add(api('client', '5XXError'), 1, { times: 90 })
      .add(veriff('create', 'unavailable'), 1, { times: 60 })
      .add(veriff('create', 'outcome-unknown'), 1, { times: 20 })
      .add(veriff('create', 'throttled'), 1, { times: 6 })
      .add(api('client', 'Count'), 1, { times: 100 }),
    silence: 'ends it',
  },
  'create-slow': {
    beyond: reports()
      .add(lambda('create-session', 'Duration'), 3001, { from: -10, times: 2 })
      .add(lambda('create-session', 'Duration'), 400, { from: -10, times: 98 }),
    within: reports()
      .add(lambda('create-session', 'Duration'), 9000, { from: -10, times: 1 })
      .add(lambda('create-session', 'Duration'), 3000, { from: -10, times: 99 }),
    silence: 'ends it',
  },
  'client-4xx': {
    beyond: reports()
      .add(api('client', '4XXError'), 1, { from: -15, to: -5 })
      .add(api('client', 'Count'), 1, { times: 50 }),
    within: reports()
      .add(api('client', '4XXError'), 1, { times: 49 })
      .add(api('client', 'Count'), 1, { times: 49 }),
    silence: 'ends it',
  },
  'secret-unusable': {
    beyond: reports().add(own('SecretUnusable'), 1),
    within: reports().add(own('SecretUnusable'), 0),
    silence: 'ends it',
  },
  'secret-age': {
    beyond: reports().add(own('SecretAgeDays'), 91, { from: -300, to: -300 }),
    within: reports().add(own('SecretAgeDays'), 90, { from: -300 }),
    silence: 'leaves it',
  },
  'table-throttled': {
    beyond: reports()
      .add(table('WriteThrottleEvents'), 1, { from: -5, to: -5 })
      .add(table('ReadThrottleEvents', 'due'), 1, { from: -3, to: -3 })
      .add(table('WriteThrottleEvents', 'byVendorData'), 1),
    within: reports().add(table('ReadThrottleEvents'), 99, { from: -2 }),
    silence: 'ends it',
  },
  'condition-lost': {
    beyond: reports()
      .add(own('ConditionLost'), 1, { times: 10 })
      .add(own('Transition'), 1, { times: 189 }),
    within: reports()
      .add(own('ConditionLost'), 1, { times: 10 })
      .add(own('Transition'), 1, { times: 190 }),
    silence: 'ends it',
  },
  'retention-late': {
    beyond: reports().add(own('OldestExpiredItemHours'), 73, { from: -60, to: -60 }),
    within: reports().add(own('OldestExpiredItemHours'), 72, { from: -60 }),
    silence: 'ends it',
  },
};

function alarmNamed(name: Parameters<typeof alarms.get>[0]) {
  const alarm = alarms.get(name);
  if (alarm === undefined) throw new Error(`no alarm ${name}`);
  return alarm;
}

const AFTER_SILENCE: Readonly<Record<Silence, readonly AlarmState[]>> = {
  'ends it': ['OK', 'OK'],
  'raises it': ['ALARM', 'ALARM'],
  'leaves it': ['OK', 'ALARM'],
};

describe.each(SERVICE_ALARMS.map(({ name }) => name))('%s', (name) => {
  const alarm = alarmNamed(name);
  const { beyond, within, silence } = STORIES[name];

  it('is raised by the least that is too much', () => {
    expect(alarmState(alarm, beyond, 'OK')).toBe('ALARM');
  });

  it('is not raised, and ends, with the most that is still right', () => {
    expect([alarmState(alarm, within, 'OK'), alarmState(alarm, within, 'ALARM')]).toEqual([
      'OK',
      'OK',
    ]);
  });

  it(`knows what silence means: it ${silence}`, () => {
    const after = (['OK', 'ALARM'] as const).map((before) => alarmState(alarm, reports(), before));

    expect(after).toEqual(AFTER_SILENCE[silence]);
  });
});
