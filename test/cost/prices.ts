/** Where a price was read: on a page of AWS's, on pages of others that name AWS's as their source, or nowhere yet. */
type Source = 'aws' | 'others' | 'nowhere';

/** A list price in us-east-1, without any free tier. */
interface Price {
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  readonly page: string;
  readonly source: Source;
}

const AWS = 'https://aws.amazon.com';
const MILLION = 1_000_000;

const price = (usd: number, per: number, unit: string): Omit<Price, 'page' | 'source'> => ({
  usd,
  per,
  unit,
});

/** The day on which stored copies of these pages were read. */
export const PRICES_READ = '2026-11-22';

/** AWS changes prices; whoever checks one anew writes it here, with the day above. */
export const PRICES = {
  restCall: {
    ...price(3.5, MILLION, 'REST API calls'),
    page: `${AWS}/api-gateway/pricing/`,
    source: 'aws',
  },
  lambdaRequest: {
    ...price(0.2, MILLION, 'Lambda requests'),
    page: `${AWS}/lambda/pricing/`,
    source: 'aws',
  },
  lambdaDuration: {
    ...price(0.0000133334, 1, 'GB-seconds of Lambda on arm64'),
    page: `${AWS}/lambda/pricing/`,
    source: 'others',
  },
  writeUnit: {
    ...price(0.625, MILLION, 'DynamoDB write request units'),
    page: `${AWS}/dynamodb/pricing/on-demand/`,
    source: 'others',
  },
  readUnit: {
    ...price(0.125, MILLION, 'DynamoDB read request units'),
    page: `${AWS}/dynamodb/pricing/on-demand/`,
    source: 'others',
  },
  tableStorage: {
    ...price(0.45, 1, 'GB-months of DynamoDB with point-in-time recovery'),
    page: `${AWS}/dynamodb/pricing/on-demand/`,
    source: 'nowhere',
  },
  workflowRun: {
    ...price(1, MILLION, 'Express workflow requests'),
    page: `${AWS}/step-functions/pricing/`,
    source: 'aws',
  },
  workflowDuration: {
    ...price(0.00001667, 1, 'GB-seconds of Express workflow'),
    page: `${AWS}/step-functions/pricing/`,
    source: 'nowhere',
  },
  workflowTransition: {
    ...price(25, MILLION, 'state transitions of Standard workflows'),
    page: `${AWS}/step-functions/pricing/`,
    source: 'others',
  },
  queueRequest: {
    ...price(0.4, MILLION, 'requests to a queue'),
    page: `${AWS}/sqs/pricing/`,
    source: 'others',
  },
  scheduled: {
    ...price(1, MILLION, 'Scheduler invocations'),
    page: `${AWS}/eventbridge/pricing/`,
    source: 'others',
  },
  event: {
    ...price(1, MILLION, 'custom events'),
    page: `${AWS}/eventbridge/pricing/`,
    source: 'others',
  },
  key: { ...price(1, 1, 'KMS keys'), page: `${AWS}/kms/pricing/`, source: 'aws' },
  keyRequest: {
    ...price(0.03, 10_000, 'KMS requests'),
    page: `${AWS}/kms/pricing/`,
    source: 'others',
  },
  secret: {
    ...price(0.4, 1, 'secrets'),
    page: `${AWS}/secrets-manager/pricing/`,
    source: 'others',
  },
  secretRead: {
    ...price(0.05, 10_000, 'reads of a secret'),
    page: `${AWS}/secrets-manager/pricing/`,
    source: 'others',
  },
  logIngestion: {
    ...price(0.5, 1, 'GB of logs taken in'),
    page: `${AWS}/cloudwatch/pricing/`,
    source: 'others',
  },
  alarmMetric: {
    ...price(0.1, 1, 'metrics of standard alarms'),
    page: `${AWS}/cloudwatch/pricing/`,
    source: 'others',
  },
  metric: {
    ...price(0.3, 1, 'custom metrics'),
    page: `${AWS}/cloudwatch/pricing/`,
    source: 'others',
  },
  dashboard: { ...price(3, 1, 'dashboards'), page: `${AWS}/cloudwatch/pricing/`, source: 'others' },
  trace: { ...price(5, MILLION, 'traces recorded'), page: `${AWS}/xray/pricing/`, source: 'aws' },
  webAcl: { ...price(5, 1, 'web ACLs'), page: `${AWS}/waf/pricing/`, source: 'others' },
  webAclRule: {
    ...price(1, 1, 'rules of web ACLs'),
    page: `${AWS}/waf/pricing/`,
    source: 'others',
  },
  webAclRequest: {
    ...price(0.6, MILLION, 'requests inspected by web ACLs'),
    page: `${AWS}/waf/pricing/`,
    source: 'others',
  },
} as const satisfies Readonly<Record<string, Price>>;

/** The name of a price. */
export type PriceName = keyof typeof PRICES;

/**
 * How an amount is known: it is in the template, it was counted by running the real code, or it is an estimate,
 * which the report has to give reasons for.
 */
export type Basis = 'template' | 'counted' | 'estimate';

/** An amount of something that has a price. */
export interface Line {
  readonly price: PriceName;
  readonly amount: number;
  readonly basis: Basis;
  /** How the amount comes about. */
  readonly how: string;
}

/** What a line costs, in US dollars. */
export function costOf({ price: name, amount }: Line): number {
  const { usd, per } = PRICES[name];
  return (amount / per) * usd;
}

/** What lines cost together, in US dollars. */
export function sumOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + costOf(line), 0);
}
