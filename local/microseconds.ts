/** A clock that never jumps and is the same in every thread; its zero means nothing. */
export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
