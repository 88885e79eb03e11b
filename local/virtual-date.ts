/**
 * Makes `Date` of this thread show virtual time: real time plus the offset in the cell, read anew each time.
 * Must run before the code that is to see it; nothing in that code knows.
 */
export function installVirtualDate(offsetCell: SharedArrayBuffer): void {
  const offset = new Float64Array(offsetCell);
  const RealDate = Date;
  const realNow = Date.now;
  const now = (): number => Math.floor(realNow() + (offset[0] ?? 0));
  const virtual = new Proxy(RealDate, {
    construct: (target, given: unknown[], newTarget): Date =>
      // oxlint-disable-next-line no-unsafe-type-assertion -- whatever `new Date` was given goes through; a Date comes back
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: (): string => new RealDate(now()).toString(),
  });
  RealDate.now = now;
  RealDate.prototype.constructor = virtual;
  globalThis.Date = virtual;
}
