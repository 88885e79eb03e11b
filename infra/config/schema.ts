import * as z from 'zod/mini';
import { EVENT_SOURCE } from '../../shared/contract/events.ts';
import { MOST_CONCURRENT_BATCHES } from '../../shared/contract/sweep-workflow.ts';

/** Lower case, as a URL's `hostname` is; an address or a port is no host name. */
const HOST =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** Retentions that CloudWatch Logs knows, in days (AWS: PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** A string of a form; both not a string and another form are answered by what is wanted. */
function text(form: RegExp, wanted: string) {
  return z.string({ error: wanted }).check(z.regex(form, { error: wanted }));
}

function list<Item extends z.ZodMiniType>(item: Item, wanted: string) {
  return z.array(item, { error: wanted }).check(z.minLength(1, { error: `${wanted}, or nothing` }));
}

function whole(least: number, most: number) {
  const wanted = `a whole number from ${least} to ${most}`;
  return z
    .int({ error: wanted })
    .check(z.minimum(least, { error: wanted }), z.maximum(most, { error: wanted }));
}

/** An ARN of one kind of thing. */
function arn(service: string, rest: string, example: string) {
  const form = new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:${rest}$`);
  return text(form, `an ARN such as ${example}`);
}

const flag = z.boolean({ error: 'true or false' });
const host = text(HOST, 'a host name in lower case, for example app.example.com');
const account = text(/^\d{12}$/, 'an AWS account of 12 digits, as text');
const object = { error: 'an object' };

const domain = z.strictObject(
  {
    name: host,
    certificateArn: arn(
      'acm',
      'certificate/.+',
      'arn:aws:acm:eu-west-1:111122223333:certificate/…',
    ),
    hostedZone: z.optional(
      z.strictObject(
        { id: text(/^Z[A-Z0-9]+$/, 'the id of a hosted zone, Z…'), name: host },
        object,
      ),
    ),
  },
  object,
);

const throttle = z.strictObject({ rate: whole(1, 10_000), burst: whole(1, 5_000) }, object);

/** `true` for a web ACL of our own, or the ARN of an existing one. */
const webAcl = z.union(
  [
    z.boolean(),
    arn('wafv2', 'regional/webacl/.+', 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/…'),
  ],
  { error: 'true, false, or the ARN of a regional web ACL' },
);

const client = z.strictObject(
  {
    iamAccounts: z.optional(list(account, 'a list of AWS accounts')),
    cognito: z.optional(
      z.strictObject(
        {
          userPoolArn: arn(
            'cognito-idp',
            'userpool/.+',
            'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/…',
          ),
          readScope: text(/^\S+\/\S+$/, 'a scope such as sessions/read'),
          writeScope: text(/^\S+\/\S+$/, 'a scope such as sessions/write'),
        },
        object,
      ),
    ),
    domain: z.optional(domain),
    throttle: z.optional(throttle),
    createThrottle: z.optional(throttle),
    webAcl: z.optional(webAcl),
  },
  object,
);

const webhook = z.strictObject(
  {
    allowedCidrs: z.optional(
      list(z.string({ error: 'an address range' }), 'a list of address ranges'),
    ),
    closed: z.optional(flag),
    domain: z.optional(domain),
    throttle: z.optional(throttle),
    webAcl: z.optional(webAcl),
  },
  object,
);

const topicArn = arn('sns', '[\\w-]+', 'arn:aws:sns:eu-west-1:111122223333:on-call');

const alarms = z.strictObject(
  {
    emails: z.optional(
      list(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'), 'a list of e-mail addresses'),
    ),
    topicArn: z.optional(topicArn),
    ticketTopicArn: z.optional(topicArn),
    runbookUrl: z.optional(text(/^https:\/\/\S+$/, 'an https URL')),
  },
  object,
);

const network = z.strictObject(
  {
    vpcId: text(/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'the id of a VPC, vpc-…'),
    availabilityZones: list(text(/^[a-z0-9-]+$/, 'an Availability Zone'), 'a list of zones'),
    subnetIds: list(
      text(/^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'the id of a subnet, subnet-…'),
      'a list of subnets',
    ),
    securityGroupIds: z.optional(
      list(
        text(/^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'the id of a security group, sg-…'),
        'a list of security groups',
      ),
    ),
  },
  object,
);

const reserved = z.optional(whole(1, 10_000));
const reservedConcurrency = z.strictObject(
  {
    createSession: reserved,
    readSession: reserved,
    listSessions: reserved,
    eraseSession: reserved,
    receiveWebhook: reserved,
    pollDecision: reserved,
  },
  object,
);

const existing = z.strictObject(
  {
    keyArn: z.optional(arn('kms', 'key/.+', 'arn:aws:kms:eu-west-1:111122223333:key/…')),
    secretArn: z.optional(
      arn(
        'secretsmanager',
        'secret:.+-\\w{6}',
        `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${EVENT_SOURCE}-a1b2c3`,
      ),
    ),
    secretKeyArn: z.optional(arn('kms', 'key/.+', 'arn:aws:kms:eu-west-1:111122223333:key/…')),
    eventBusArn: z.optional(
      arn('events', 'event-bus/.+', 'arn:aws:events:eu-west-1:111122223333:event-bus/company'),
    ),
  },
  object,
);

/** What can be set about a stage; README and docs/configuration.md tell what each does. */
export const stageSchema = z.strictObject(
  {
    region: z.optional(text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a Region such as eu-west-1')),
    callbackHosts: z.optional(list(host, 'a list of host names')),
    removal: z.optional(z.enum(['retain', 'destroy'], { error: '"retain" or "destroy"' })),
    logRetentionDays: z.optional(
      z.literal(RETENTION_DAYS, { error: `one of ${RETENTION_DAYS.join(', ')}` }),
    ),
    apiGatewayLogRole: z.optional(flag),
    alarms: z.optional(alarms),
    rollout: z.optional(flag),
    client: z.optional(client),
    webhook: z.optional(webhook),
    network: z.optional(network),
    concurrentBatches: z.optional(whole(1, MOST_CONCURRENT_BATCHES)),
    reservedConcurrency: z.optional(reservedConcurrency),
    existing: z.optional(existing),
    permissionsBoundaryArn: z.optional(
      arn('iam', 'policy/.+', 'arn:aws:iam::111122223333:policy/boundary'),
    ),
  },
  object,
);

const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;

/** The context `veriff`. */
export const veriffSchema = z.strictObject(
  {
    stages: z.record(z.string().check(z.regex(STAGE_NAME)), stageSchema, {
      error: 'an object with a member for each stage',
    }),
  },
  { error: 'an object with "stages"' },
);

/** What a stage says in `cdk.json`. */
export type StageSettings = z.infer<typeof stageSchema>;
/** All stages, by name. */
export type Stages = z.infer<typeof veriffSchema>['stages'];
