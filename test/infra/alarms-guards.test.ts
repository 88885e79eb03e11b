import { describe, expect, it } from 'vitest';
import type { AlarmName } from '../../infra/monitoring/alarm-table.ts';
import { FUNCTION_TIMEOUT_SECONDS, FUNCTIONS } from '../../shared/contract/routes.ts';
import { type AlarmState, alarmState, Reports } from '../support/alarm-state.ts';
import { api, lambda, MonitoredStack, own, sweep, table } from './monitored.ts';

const { alarms } = new MonitoredStack();
const reports = () => new Reports();

function state(name: AlarmName, given: Reports, before: AlarmState = 'OK'): AlarmState {
  const alarm = alarms.get(name);
  if (alarm === undefined) throw new Error(`no alarm ${name}`);
  return alarmState(alarm, given, before);
}

describe('a share', () => {
  it.each([
    ['webhook-errors', api('webhook', '5XXError'), api('webhook', 'Count'), 500],
    ['unknown-session', own('UnknownSession'), own('WebhookReceived'), 499],
    ['fallback-share', own('DecisionSource', { source: 'poll' }), own('DecisionSource'), 99],
    ['fallback-share-high', own('DecisionSource', { source: 'poll' }), own('DecisionSource'), 16],
  ] as const)('of much traffic decides by its percentage: %s', (name, part, all, traffic) => {
    const given = (times: number) => reports().add(part, 1, { times: 5 }).add(all, 1, { times });

    expect([state(name, given(traffic)), state(name, given(traffic + 1))]).toEqual(['ALARM', 'OK']);
  });

  it('is 0 where there was traffic and nothing went wrong, so that the alarm ends', () => {
    const quiet = reports().add(own('WebhookReceived'), 1, { times: 500 });
    const answered = reports().add(api('client', 'Count'), 1, { times: 500 });

    expect(state('unknown-session', quiet, 'ALARM')).toBe('OK');
    expect(state('client-4xx', answered, 'ALARM')).toBe('OK');
  });

  it('of few decisions means nothing: four by poll wake nobody', () => {
    const given = reports()
      .add(own('DecisionSource', { source: 'poll' }), 1, { times: 4 })
      .add(own('DecisionSource'), 1, { times: 4 });

    expect([state('fallback-share', given), state('fallback-share-high', given)]).toEqual([
      'OK',
      'OK',
    ]);
  });
});

describe('webhook-silence', () => {
  const polled = own('DecisionSource', { source: 'poll' });

  it('is not raised by a quiet hour', () => {
    expect(state('webhook-silence', reports().add(polled, 1, { times: 4 }))).toBe('OK');
  });

  it('is not put off by webhooks that are older than an hour', () => {
    const given = reports()
      .add(own('WebhookReceived'), 1, { from: -90, to: -61 })
      .add(polled, 1, { times: 5 });

    expect(state('webhook-silence', given)).toBe('ALARM');
  });

  it('is not put off by forgeries, which are counted elsewhere', () => {
    const given = reports()
      .add(own('WebhookRejected'), 1, { from: -60, times: 90 })
      .add(polled, 1, { times: 5 });

    expect(state('webhook-silence', given)).toBe('ALARM');
  });
});

describe('decision-delay', () => {
  it('means nothing with less than a hundred decisions', () => {
    expect(state('decision-delay', reports().add(own('DecisionDelay'), 9000, { times: 99 }))).toBe(
      'OK',
    );
  });
});

describe('sweep-missing', () => {
  it('is raised by runs that all fail, too', () => {
    const given = reports().add(sweep('ExecutionsFailed'), 1, { from: -30 });

    expect(state('sweep-missing', given)).toBe('ALARM');
  });

  it('does not rest on FILL alone: should CloudWatch have nothing to fill, that raises it too', () => {
    expect(alarms.get('sweep-missing')?.TreatMissingData).toBe('breaching');
  });

  it('ends with the first run that succeeds', () => {
    const given = reports().add(sweep('ExecutionsSucceeded'), 1);

    expect(state('sweep-missing', given, 'ALARM')).toBe('OK');
  });
});

describe('sweep-failed', () => {
  it('is raised by timeouts alone', () => {
    const given = reports().add(sweep('ExecutionsTimedOut'), 1, { from: -3 });

    expect(state('sweep-failed', given)).toBe('ALARM');
  });
});

describe('create-errors', () => {
  it('is raised by faults of ours though nothing was asked of Veriff', () => {
    const given = reports()
      .add(api('client', '5XXError'), 1, { times: 5 })
      .add(api('client', 'Count'), 1, { times: 100 });

    expect(state('create-errors', given)).toBe('ALARM');
  });

  it.each(['unavailable', 'outcome-unknown', 'throttled'])(
    'leaves creates that Veriff answered with %s to the alarms about Veriff',
    (outcome) => {
      const given = reports()
        .add(api('client', '5XXError'), 1, { times: 50 })
        .add(own('VeriffCall', { operation: 'create', outcome }), 1, { times: 50 })
        .add(api('client', 'Count'), 1, { times: 100 });

      expect(state('create-errors', given)).toBe('OK');
    },
  );
});

describe('secret-age', () => {
  const aged = (age: number, uses: number) =>
    reports().add(own('SecretAgeDays'), age).add(own('PreviousSecretUsed'), 1, { times: uses });

  it.each([
    ['a previous secret that is used a week after the change', 8, 1, 'ALARM'],
    ['a previous secret that is used during the week of the change', 7, 99, 'OK'],
    ['a week that passed without the previous secret', 8, 0, 'OK'],
  ] as const)('knows %s', (_, age, uses, wanted) => {
    expect(state('secret-age', aged(age, uses))).toBe(wanted);
  });
});

describe('table-throttled', () => {
  it.each([
    ['ReadThrottleEvents', undefined],
    ['WriteThrottleEvents', undefined],
    ['ReadThrottleEvents', 'due'],
    ['WriteThrottleEvents', 'due'],
    ['ReadThrottleEvents', 'byVendorData'],
    ['WriteThrottleEvents', 'byVendorData'],
  ])('is raised by %s of the table or an index (%s) alone', (metric, index) => {
    expect(state('table-throttled', reports().add(table(metric, index), 1, { from: -3 }))).toBe(
      'ALARM',
    );
  });
});

describe.each(FUNCTIONS)('%s', (fn) => {
  const [errors, saturated] = [`lambda-errors-${fn}`, `lambda-saturated-${fn}`] as const;
  const limitMs = FUNCTION_TIMEOUT_SECONDS[fn] * 800;
  const slow = (ms: number) =>
    reports().add(lambda(fn, 'Duration'), ms, { from: -3 }).add(lambda(fn, 'Throttles'), 0);

  it('has an alarm for each crash and timeout, of its alias', () => {
    const other = FUNCTIONS.find((name) => name !== fn) ?? fn;

    expect(state(errors, reports().add(lambda(fn, 'Errors'), 1))).toBe('ALARM');
    expect(state(errors, reports().add(lambda(other, 'Errors'), 1))).toBe('OK');
    expect(state(errors, reports().add(lambda(fn, 'Errors'), 0), 'ALARM')).toBe('OK');
    expect(state(errors, reports(), 'ALARM')).toBe('OK');
  });

  it('has an alarm for throttling that lasts', () => {
    const throttled = (from: number) => reports().add(lambda(fn, 'Throttles'), 1, { from });

    expect([state(saturated, throttled(-3)), state(saturated, throttled(-2))]).toEqual([
      'ALARM',
      'OK',
    ]);
    expect(state(saturated, reports(), 'ALARM')).toBe('OK');
  });

  it('has an alarm for coming close to its timeout', () => {
    expect([state(saturated, slow(limitMs + 1)), state(saturated, slow(limitMs))]).toEqual([
      'ALARM',
      'OK',
    ]);
  });
});
