const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [720, 260, 60, 40, 30];

const COLORS = ['#4477aa', '#aa7744'] as const;

/** One or two curves over whole steps, as a picture of its own; the axis begins at zero. */
export function curve(title: string, ...curves: readonly (readonly number[])[]): string {
  const steps = curves[0]?.length ?? 0;
  const highest = Math.max(1, ...curves.flat());
  const x = (at: number) => LEFT + (at * (WIDTH - LEFT - 20)) / Math.max(1, steps - 1);
  const y = (value: number) => HEIGHT - BOTTOM - (value * (HEIGHT - TOP - BOTTOM)) / highest;
  const lines = curves.map((values, which) => {
    const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${COLORS[which]}" stroke-width="1.5"/>`;
  });
  const levels = [0, highest / 2, highest].map(
    (level) =>
      `<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(level)}" y2="${y(level)}" stroke="#dddddd"/><text x="${LEFT - 8}" y="${y(level) + 4}" text-anchor="end">${level.toFixed(0)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" role="img" aria-label="${title}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
<text x="${LEFT}" y="22" font-weight="bold">${title}</text>
${levels.join('\n')}
${lines.join('\n')}
<text x="${LEFT}" y="${HEIGHT - 10}">0</text><text x="${WIDTH - 20}" y="${HEIGHT - 10}" text-anchor="end">${steps}</text>
</svg>
`;
}
