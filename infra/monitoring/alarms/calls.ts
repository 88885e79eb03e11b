import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRule, NOTHING_HAPPENED, over, percentage } from '../alarm-rule.ts';
import { counted, type MonitoredParts, ofApi, ofFunction } from '../monitored-parts.ts';

function create(parts: MonitoredParts, outcome: 'unavailable' | 'outcome-unknown' | 'throttled') {
  return counted(parts, 'VeriffCall', { operation: 'create', outcome });
}

/** Calls to Veriff, and calls of mobile backends to us. */
export const CALL_ALARMS = [
  {
    name: 'veriff-errors',
    severity: 'page',
    what: 'In 10 minutes more than 5 % of at least 10 calls to Veriff got a 5xx or no answer',
    why: 'Veriff or the way to it is down: creates are answered 503, decisions come late',
    watch: (parts) =>
      new MathExpression({
        expression: 'IF(calls >= 10, 100 * (creates + unclear + decisions) / calls, 0)',
        usingMetrics: {
          calls: counted(parts, 'VeriffCall'),
          creates: create(parts, 'unavailable'),
          unclear: create(parts, 'outcome-unknown'),
          decisions: counted(parts, 'VeriffCall', {
            operation: 'decision',
            outcome: 'unavailable',
          }),
        },
        label: 'percent',
      }),
    limit: over(5),
    minutes: 10,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'veriff-throttled',
    severity: 'ticket',
    what: 'For 15 minutes Veriff answered 429 again and again',
    why: 'We are over its limit: creates are answered 503, polls are put off',
    watch: (parts) => counted(parts, 'VeriffThrottled'),
    limit: over(0),
    minutes: 5,
    points: { beyond: 3, of: 3 },
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'outcome-unknown',
    severity: 'ticket',
    what: 'In an hour more than 3 creates ended without our knowing what Veriff did',
    why: 'Each may be a session at Veriff that nobody here knows',
    watch: (parts) => counted(parts, 'OutcomeUnknown'),
    limit: over(3),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'create-errors',
    severity: 'page',
    what: 'In 5 minutes at least 5 requests of the client API, and 1 % of them, got a 5xx not of Veriff',
    why: 'Mobile backends cannot create or read sessions, and the fault is ours',
    // Each failed try at Veriff is taken off, so that an outage of Veriff is told by veriff-errors alone.
    watch: (parts) =>
      new MathExpression({
        expression: 'IF(ours >= 5, 100 * ours / requests, 0)',
        usingMetrics: {
          ours: new MathExpression({
            expression: 'errors - down - unclear - throttled',
            usingMetrics: {
              errors: ofApi(parts.clientApi, '5XXError'),
              down: create(parts, 'unavailable'),
              unclear: create(parts, 'outcome-unknown'),
              throttled: create(parts, 'throttled'),
            },
          }),
          requests: ofApi(parts.clientApi, 'Count'),
        },
        label: 'percent',
      }),
    limit: over(1),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'create-slow',
    severity: 'ticket',
    what: 'For 10 minutes the slowest 1 % of creates took more than 3 seconds',
    why: 'Users wait for their link',
    watch: ({ functions }) =>
      ofFunction(functions['create-session'], 'Duration').with({
        statistic: Stats.percentile(99),
      }),
    limit: over(3000),
    minutes: 5,
    points: { beyond: 2, of: 2 },
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'client-4xx',
    severity: 'ticket',
    what: 'In 15 minutes more than 20 % of at least 50 requests of the client API got a 4xx',
    why: 'A caller does something wrong, or may no longer do what it did',
    watch: ({ clientApi }) =>
      percentage({
        part: ofApi(clientApi, '4XXError'),
        all: ofApi(clientApi, 'Count'),
        enough: 'all >= 50',
      }),
    limit: over(20),
    minutes: 15,
    missing: NOTHING_HAPPENED,
  },
] as const satisfies readonly AlarmRule[];
