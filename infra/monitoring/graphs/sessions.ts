import type { Graph } from '../graphs.ts';
import { byDimension, transitionsTo, typicalAndSlow } from '../graphs.ts';
import { counted, type MonitoredParts, ofApi } from '../monitored-parts.ts';

/** What becomes of sessions, and what Veriff tells about them. */
export function sessionGraphs(parts: MonitoredParts): readonly Graph[] {
  const { webhookApi } = parts;
  return [
    {
      title: 'Sessions: created, started, submitted, decided',
      unit: 'sessions',
      left: [
        counted(parts, 'SessionCreated').with({ label: 'created' }),
        transitionsTo(parts, 'started'),
        transitionsTo(parts, 'submitted'),
        counted(parts, 'DecisionSource').with({ label: 'decided' }),
      ],
    },
    {
      title: 'Webhooks by kind',
      unit: 'webhooks',
      left: [byDimension(parts, 'WebhookReceived')],
      stacked: true,
    },
    {
      title: 'Webhook API',
      unit: 'requests',
      left: [
        ofApi(webhookApi, 'Count').with({ label: 'requests' }),
        ofApi(webhookApi, '4XXError').with({ label: '4xx' }),
        ofApi(webhookApi, '5XXError').with({ label: '5xx' }),
      ],
      right: typicalAndSlow(ofApi(webhookApi, 'Latency'), 'latency'),
      rightUnit: 'ms',
    },
    {
      title: 'Webhooks refused, or that changed nothing',
      unit: 'refused',
      left: [byDimension(parts, 'WebhookRejected')],
      right: [byDimension(parts, 'WebhookUnchanged')],
      rightUnit: 'changed nothing',
    },
    {
      title: 'Odd messages',
      unit: 'messages',
      left: [
        counted(parts, 'StatusCodeMismatch'),
        counted(parts, 'IntegrationMismatch'),
        counted(parts, 'UnknownMessage'),
        counted(parts, 'UnknownSession'),
      ],
    },
  ];
}
