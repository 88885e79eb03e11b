import { Stack } from 'aws-cdk-lib';
import type { StageConfig } from './config/read.ts';
import type { Monitoring } from './monitoring/monitoring.ts';
import type { VeriffSessions } from './veriff-sessions.ts';

interface Output {
  readonly value: string;
  readonly description: string;
}

/** Outputs are read by people and by tools: names stay, another version says so. */
const OUTPUTS_VERSION = '1';

/** The fields of Veriff's portal (Customer Portal: Settings, Integrations); which of them there are depends on the plan. */
const PORTAL_STEPS = [
  'In Veriff\'s portal, for each integration: paste WebhookUrl into "Webhook decisions URL" and "Webhook events URL"',
  '(Essential plan: "Webhook Full Auto URL"; if used also "PEP & Sanctions", session statuses, proof of address).',
  "Copy its API key, shared secret and base URL into the secret SecretName. Callback URLs are your app's, never WebhookUrl.",
].join(' ');

/** What operators, the smoke test and the portal need to know of a deployed stage. */
export function outputsOf(
  sessions: VeriffSessions,
  { stage }: StageConfig,
): Readonly<Record<string, Output>> {
  const { clientApi, webhookApi, secret, table, eventBus, sweep, functions, monitoring } = sessions;
  const { stackName } = Stack.of(sessions);
  return {
    ClientUrl: { value: clientApi.url, description: 'Base URL of the client API' },
    WebhookUrl: {
      value: webhookApi.url,
      description: "For every webhook field of Veriff's portal",
    },
    SecretName: {
      value: secret.secret.secretName,
      description:
        'Takes API keys and shared secrets; until it is filled, every webhook is refused',
    },
    PortalSteps: { value: PORTAL_STEPS, description: 'What goes where' },
    NextCommand: {
      value: `npm run smoke -- --stack ${stackName}`,
      description: `Shows that ${stage} works, as long as the secret is not filled: README, "Deploy"`,
    },
    TableName: { value: table.table.tableName, description: 'Session records' },
    EventBusName: { value: eventBus.bus.eventBusName, description: 'Every change of a session' },
    SweepArn: { value: sweep.stateMachine.stateMachineArn, description: 'Pays what is owed' },
    PollFunctionName: {
      value: functions.named('poll-decision').alias.functionArn,
      description: 'Pays the debts of given sessions at once',
    },
    ...(monitoring && {
      DashboardUrl: { value: dashboardUrl(sessions, monitoring), description: 'The dashboard' },
    }),
    ...dnsOutputs(sessions),
    Version: { value: OUTPUTS_VERSION, description: 'Of these outputs' },
  };
}

function dashboardUrl(sessions: VeriffSessions, { dashboard }: Monitoring): string {
  const { region } = Stack.of(sessions);
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
}

/** Records that somebody has to make by hand, because no zone was given. */
function dnsOutputs({ clientApi, webhookApi }: VeriffSessions): Readonly<Record<string, Output>> {
  const records = Object.entries({ ClientDns: clientApi, WebhookDns: webhookApi }).flatMap(
    ([name, { rest }]) => {
      const { domain } = rest;
      if (domain?.dnsTarget === undefined) return [];
      const value = `CNAME ${domain.name} ${domain.dnsTarget}`;
      return [[name, { value, description: 'Record to make in your own zone' }] as const];
    },
  );
  return Object.fromEntries(records);
}
