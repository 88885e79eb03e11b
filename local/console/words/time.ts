const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `10:15:04` of a moment in ms; UTC, as everywhere in the console. */
export function clockTime(at: number): string {
  return isoOf(at).slice(11, 19);
}

/** `2026-03-02 10:15:04Z`. */
export function fullTime(at: number): string {
  return `${isoOf(at).slice(0, 19).replace('T', ' ')}Z`;
}

/** `10:15:04` on the day of `now`, `2 Mar 10:15` otherwise, with the year once it is another one. */
export function shortTime(at: number, now: number): string {
  const iso = isoOf(at);
  if (iso.slice(0, 10) === isoOf(now).slice(0, 10)) return iso.slice(11, 19);
  const day = `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''}`;
  return iso.slice(0, 4) === isoOf(now).slice(0, 4)
    ? `${day} ${iso.slice(11, 16)}`
    : `${day} ${iso.slice(0, 4)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The same moment in the reader's own zone, for the tooltip. */
export function localTime(at: number): string {
  return Number.isNaN(at) ? '' : new Date(at).toLocaleString(undefined, { timeZoneName: 'short' });
}

const UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
] as const;

/** A length in ms in its two largest units: `840 ms`, `9 s`, `1 min 41 s`, `2 d 4 h`. */
export function duration(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  if (whole < SECOND) return `${whole} ms`;
  const first = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, size] = UNITS[first] ?? ['s', SECOND];
  const head = `${Math.floor(whole / size)} ${unit}`;
  const [smaller, smallerSize] = UNITS[first + 1] ?? ['s', whole + 1];
  const rest = Math.floor((whole % size) / smallerSize);
  return rest === 0 ? head : `${head} ${rest} ${smaller}`;
}

/** `9 s ago`, `in 1 min 41 s`, `now`. */
export function distance(at: number, now: number): string {
  if (Math.abs(at - now) < SECOND) return 'now';
  return at > now ? `in ${duration(at - now)}` : `${duration(now - at)} ago`;
}

/** Minutes and seconds on the way to a moment, `1:41`; hours and days in words. */
export function countdown(ms: number): string {
  const left = Math.max(0, Math.round(ms / SECOND));
  if (left >= 3600) return duration(left * SECOND);
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

function isoOf(at: number): string {
  return Number.isNaN(at) || Math.abs(at) > 8.64e15
    ? '0000-00-00T--:--:--.000Z'
    : new Date(at).toISOString();
}
