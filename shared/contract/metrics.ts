/**
 * The names of everything that is counted, with the dimensions that each may carry. Code counts by
 * them, alarms and dashboard read by them. Dimensions come from closed sets, never an id.
 */
export const METRICS = {
  SessionCreated: [],
  IdempotentReplay: [],
  IdempotencyConflict: [],
  OutcomeUnknown: [],
  OrphanSession: [],
  WebhookReceived: ['kind'],
  WebhookRejected: ['reason'],
  WebhookUnchanged: ['reason'],
  UnknownSession: [],
  UnknownMessage: [],
  IntegrationMismatch: [],
  StatusCodeMismatch: [],
  Transition: ['from', 'to'],
  DecisionSource: ['source'],
  PollOutcome: ['outcome'],
  VeriffCall: ['operation', 'outcome'],
  VeriffThrottled: [],
  VeriffMalformed: [],
  PublishFailed: [],
  DebtAbandoned: [],
  ErasureRefused: [],
  ConditionLost: [],
  SecretRefresh: [],
  SecretUnusable: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type MetricName = keyof typeof METRICS;

/** The dimensions that a metric takes, all of them. */
export type MetricDimensions<Name extends MetricName> = Readonly<
  Record<(typeof METRICS)[Name][number], string>
>;

/** The CloudWatch namespace of all metrics. */
export const METRIC_NAMESPACE = 'VeriffSessions';
