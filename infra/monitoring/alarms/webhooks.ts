import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRule, atLeast, NOTHING_HAPPENED, over, percentage } from '../alarm-rule.ts';
import { counted, ofApi } from '../monitored-parts.ts';

/** What Veriff sends: whether it arrives, is genuine, and is understood. */
export const WEBHOOK_ALARMS = [
  {
    name: 'webhook-errors',
    severity: 'page',
    what: 'In 5 minutes at least 5 webhooks, and 1 % of them, were answered with 5xx',
    why: 'Veriff repeats them only in an hour; until then decisions come by poll',
    watch: ({ webhookApi }) =>
      percentage({
        part: ofApi(webhookApi, '5XXError'),
        all: ofApi(webhookApi, 'Count'),
        enough: 'part >= 5',
      }),
    limit: atLeast(1),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'webhook-bad-signature',
    severity: 'page',
    what: 'A webhook named one of our API keys and was signed with a secret that we do not have',
    why: 'The secret was probably changed in the portal and not here: every webhook is refused',
    watch: (parts) => counted(parts, 'WebhookRejected', { reason: 'wrong-signature-known-client' }),
    limit: over(0),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'webhook-flood',
    severity: 'ticket',
    what: 'More than 50 webhooks a minute were refused, for 5 minutes',
    why: 'Somebody tries the open door. Nothing was written; it costs requests',
    watch: (parts) => counted(parts, 'WebhookRejected'),
    limit: over(250),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'webhook-silence',
    severity: 'page',
    what: 'In an hour no webhook came, while polls found at least 5 decisions',
    why: 'Veriff does not reach us: wrong URL in the portal, door closed, or certificate expired',
    // A session is known as submitted by a webhook alone, so what the polls find is the witness.
    watch: (parts) =>
      new MathExpression({
        expression: 'IF(FILL(received, 0) == 0, polled, 0)',
        usingMetrics: {
          received: counted(parts, 'WebhookReceived'),
          polled: counted(parts, 'DecisionSource', { source: 'poll' }),
        },
        label: 'decisions by poll, without any webhook',
      }),
    limit: atLeast(5),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'status-code-mismatch',
    severity: 'page',
    what: 'A decision of Veriff contradicts itself: its status says one thing, its code another',
    why: 'The session waits in review; Veriff may have changed its codes',
    watch: (parts) => counted(parts, 'StatusCodeMismatch'),
    limit: over(0),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'integration-mismatch',
    severity: 'page',
    what: 'A webhook of one integration was about a session of another',
    why: 'It was not believed. Portals are mixed up, or a test key is used to decide live sessions',
    watch: (parts) => counted(parts, 'IntegrationMismatch'),
    limit: over(0),
    minutes: 5,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'unknown-message',
    severity: 'ticket',
    what: 'In an hour a genuine webhook was of a kind or status that nobody here knows',
    why: 'It changed nothing. Veriff has something new',
    watch: (parts) => counted(parts, 'UnknownMessage'),
    limit: over(0),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
  {
    name: 'unknown-session',
    severity: 'ticket',
    what: 'In an hour at least 3 webhooks, and more than 1 % of them, were about no session of ours',
    why: 'Another system shares the integration, or creates are lost after Veriff made them',
    watch: (parts) =>
      percentage({
        part: counted(parts, 'UnknownSession'),
        all: counted(parts, 'WebhookReceived'),
        enough: 'part >= 3',
      }),
    limit: over(1),
    minutes: 60,
    missing: NOTHING_HAPPENED,
  },
] as const satisfies readonly AlarmRule[];
