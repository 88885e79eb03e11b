import type { LocalEvent } from '../../console-api/wire.ts';

/** An event as a rule's pattern sees it. */
export type Envelope = Readonly<Record<string, unknown>>;

/** The fields that EventBridge puts around what was published; account and Region only exist in the cloud. */
export function envelopeOf({ source, detailType, detail, publishedAt }: LocalEvent): Envelope {
  return {
    version: '0',
    source,
    'detail-type': detailType,
    time: publishedAt,
    resources: [],
    detail,
  };
}
