import { virtualNow } from '../live/clock.ts';
import { distance, fullTime, localTime, shortTime } from '../words/time.ts';

interface MomentProps {
  /** ISO 8601; a dash where there is none. */
  readonly at: string | undefined;
  readonly as?: 'distance' | 'time';
}

/** A moment by its distance or in UTC; the whole of it, and the reader's own time, on hover. */
export function Moment({ at, as = 'distance' }: MomentProps) {
  if (at === undefined) return <>–</>;
  const ms = Date.parse(at);
  const now = virtualNow.value;
  return (
    <time dateTime={at} title={`${fullTime(ms)}\n${localTime(ms)} here`}>
      {as === 'distance' ? distance(ms, now) : shortTime(ms, now)}
    </time>
  );
}
