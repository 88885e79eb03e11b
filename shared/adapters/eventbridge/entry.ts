import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { detailType, EVENT_SOURCE } from '../../contract/events.ts';
import type { Decision } from '../../domain/decision.ts';
import type { SessionEvent } from '../../domain/outbox.ts';

/** What consumers see of a decision; attempt and contradiction are our own business. JSON leaves out what is undefined. */
function decisionDetail({ status, code, reason, reasonCode, decidedAt, source }: Decision) {
  return { status, code, reason, reasonCode, decidedAt, source };
}

/** The part of the event that is ours: times as ISO 8601 strings. */
function detailOf(event: SessionEvent) {
  return {
    id: event.id,
    sessionId: event.sessionId,
    tenant: event.tenant,
    vendorData: event.vendorData,
    status: event.status,
    final: event.final,
    nextAction: event.nextAction,
    decision: event.decision && decisionDetail(event.decision),
    at: new Date(event.at).toISOString(),
  };
}

/** The entry of `PutEvents` that stands for an event. */
export function entryOf(event: SessionEvent, busName: string): PutEventsRequestEntry {
  return {
    EventBusName: busName,
    Source: EVENT_SOURCE,
    DetailType: detailType(event.status),
    Time: new Date(event.at),
    Detail: JSON.stringify(detailOf(event)),
  };
}
