const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** `90s`, `3m`, `2h`, `1d` in seconds; undefined for anything else. */
export function secondsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,8})([smhd])$/.exec(text) ?? [];
  const seconds = UNITS.get(unit);
  return count === undefined || seconds === undefined ? undefined : Number(count) * seconds;
}

/** `3 d 4 h`, `2 min`, `40 s`: the two largest units. */
export function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let rest = Math.round(seconds);
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return parts.slice(0, 2).join(' ') || '0 s';
}
