/** One of our metrics. */
interface Metric {
  /** What it is told apart by: closed sets, never an id. */
  readonly dimensions: readonly string[];
  /** As CloudWatch names it. It knows neither hours nor days: they are `None`. What is a `Count` is counted one by one. */
  readonly unit: 'Count' | 'Seconds' | 'Milliseconds' | 'None';
}

/**
 * Everything that is counted or measured. Code tells by these names, alarms and dashboard read by them: with all
 * dimensions or, since an alarm cannot add up, with none, which is the total.
 */
export const METRICS = {
  SessionCreated: { dimensions: [], unit: 'Count' },
  IdempotentReplay: { dimensions: [], unit: 'Count' },
  IdempotencyConflict: { dimensions: [], unit: 'Count' },
  OutcomeUnknown: { dimensions: [], unit: 'Count' },
  OrphanSession: { dimensions: [], unit: 'Count' },
  WebhookReceived: { dimensions: ['kind'], unit: 'Count' },
  WebhookRejected: { dimensions: ['reason'], unit: 'Count' },
  WebhookUnchanged: { dimensions: ['reason'], unit: 'Count' },
  UnknownSession: { dimensions: [], unit: 'Count' },
  UnknownMessage: { dimensions: [], unit: 'Count' },
  IntegrationMismatch: { dimensions: [], unit: 'Count' },
  StatusCodeMismatch: { dimensions: [], unit: 'Count' },
  Transition: { dimensions: ['from', 'to'], unit: 'Count' },
  DecisionSource: { dimensions: ['source'], unit: 'Count' },
  /** From Veriff's decision to the moment it was taken here. */
  DecisionDelay: { dimensions: ['source'], unit: 'Seconds' },
  PollOutcome: { dimensions: ['outcome'], unit: 'Count' },
  /** For how long the oldest record of a batch had been due when the sweep took it up. */
  OldestDueSeconds: { dimensions: [], unit: 'Seconds' },
  VeriffCall: { dimensions: ['operation', 'outcome'], unit: 'Count' },
  /** One exchange with Veriff, whatever came of it. */
  VeriffLatency: { dimensions: ['operation'], unit: 'Milliseconds' },
  VeriffThrottled: { dimensions: [], unit: 'Count' },
  VeriffMalformed: { dimensions: [], unit: 'Count' },
  PublishFailed: { dimensions: [], unit: 'Count' },
  /** How old the oldest change was that the sweep published, or could not. */
  OutboxOldestSeconds: { dimensions: [], unit: 'Seconds' },
  DebtAbandoned: { dimensions: [], unit: 'Count' },
  ErasureRefused: { dimensions: [], unit: 'Count' },
  ConditionLost: { dimensions: [], unit: 'Count' },
  /** For how long an item had been expired that was still in the table. */
  OldestExpiredItemHours: { dimensions: [], unit: 'None' },
  SecretRefresh: { dimensions: [], unit: 'Count' },
  SecretUnusable: { dimensions: [], unit: 'Count' },
  /** Since the secret was last changed. */
  SecretAgeDays: { dimensions: [], unit: 'None' },
  /** A webhook was signed with another shared secret than the first one in force. */
  PreviousSecretUsed: { dimensions: [], unit: 'Count' },
  /** A cold start found a code cache that its V8 does not take: built for another version. */
  CodeCacheRefused: { dimensions: [], unit: 'Count' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

/** What is counted one by one. */
export type CountName = {
  [Name in MetricName]: (typeof METRICS)[Name]['unit'] extends 'Count' ? Name : never;
}[MetricName];

/** What has a value of its own. */
export type MeasureName = Exclude<MetricName, CountName>;

/**
 * Why a webhook was refused. `wrong-signature-known-client`: it came with one of our own API keys, so it is more
 * likely Veriff with a secret that we do not have than a stranger.
 */
export type WebhookRejection =
  | 'no-signature'
  | 'several-values'
  | 'malformed-signature'
  | 'wrong-signature'
  | 'wrong-signature-known-client'
  | 'wrong-api-key';

/** The dimensions that a metric takes, all of them. */
export type MetricDimensions<Name extends MetricName> = Readonly<
  Record<
    (typeof METRICS)[Name]['dimensions'][number],
    Name extends 'WebhookRejected' ? WebhookRejection : string
  >
>;

/** What every CloudWatch namespace of ours begins with; after a slash follows the deployment. */
export const METRIC_NAMESPACE = 'VeriffSessions';
