/** The `source` of every event that is published. */
export const EVENT_SOURCE = 'veriff-sessions';

/** The `detail-type` of an event: `Session Approved`, `Session Resubmission Requested` … */
export function detailType(status: string): string {
  const words = status.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Session ${words.join(' ')}`;
}

/** Every status that a session can have, and so every event that there is. */
export const PUBLISHED_STATUSES = [
  'created',
  'started',
  'submitted',
  'approved',
  'declined',
  'resubmission_requested',
  'review',
  'expired',
  'abandoned',
] as const;
