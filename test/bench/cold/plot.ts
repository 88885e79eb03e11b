/** One bar, in parts. */
export interface Bar {
  readonly label: string;
  readonly parts: readonly number[];
}

const WIDTH = 720;
const LABEL = 170;
const HEIGHT = 26;
const TOP = 56;
// Told apart on white and on black, and without colour by their order.
const COLOURS = ['#4477aa', '#ee7733', '#228833'];

function barOf({ label, parts }: Bar, at: number, scale: number): string {
  const y = TOP + at * HEIGHT;
  const sum = parts.reduce((total, part) => total + part, 0);
  let x = LABEL;
  const rects = parts.map((part, index) => {
    const width = Math.max(0, part * scale);
    const rect = `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="18" fill="${COLOURS[index]}"/>`;
    x += width;
    return rect;
  });
  return [
    `<text x="${LABEL - 8}" y="${y + 14}" text-anchor="end">${label}</text>`,
    ...rects,
    `<text x="${(x + 6).toFixed(1)}" y="${y + 14}">${sum.toFixed(0)}</text>`,
  ].join('\n');
}

/** Horizontal bars as a picture of its own; `keys` names the parts. */
export function bars(title: string, keys: readonly string[], all: readonly Bar[]): string {
  const longest = Math.max(...all.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0)));
  const scale = (WIDTH - LABEL - 60) / longest;
  const legend = keys.map(
    (key, at) =>
      `<rect x="${LABEL + at * 160}" y="32" width="12" height="12" fill="${COLOURS[at]}"/><text x="${LABEL + 18 + at * 160}" y="42">${key}</text>`,
  );
  const height = TOP + all.length * HEIGHT + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" role="img" aria-label="${title}">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="${LABEL}" y="20" font-weight="bold">${title}</text>
${legend.join('\n')}
${all.map((bar, at) => barOf(bar, at, scale)).join('\n')}
</svg>
`;
}
