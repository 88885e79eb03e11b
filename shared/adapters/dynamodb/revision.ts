import type { SessionRecord } from '../../domain/session.ts';

/** A record that replaces another without a later revision would let two writers win: a bug, found at once. */
export function mustBeLater(next: SessionRecord, read: SessionRecord): void {
  if (next.revision > read.revision) return;
  throw new RangeError(`revision ${next.revision} of ${next.id} does not follow ${read.revision}`);
}
