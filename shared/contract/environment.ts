/** The environment variables of the functions: set by the template and the local run, read in `index.ts`. */
export const ENVIRONMENT = {
  /** Name of the table. */
  table: 'TABLE_NAME',
  /** Name or ARN of the secret, see `secret.ts`. */
  secret: 'SECRET_ID',
  /** Name of the event bus that changes are published on. */
  bus: 'EVENT_BUS_NAME',
  /** The CloudWatch namespace of what is counted: one for each deployment, so that two in one account stay apart. */
  metricNamespace: 'METRIC_NAMESPACE',
  /** Optional: hosts that a `callback` may name, separated by commas; any https host without. */
  callbackHosts: 'CALLBACK_HOSTS',
} as const;
