import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../local/console/styles/tokens.css', import.meta.url), 'utf8');

const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
);

/** WCAG 2: relative luminance of a colour `#rrggbb`. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(text: string, ground: string, theme: 'light' | 'dark'): number {
  const [a = 0, b = 0] = [text, ground]
    .map((name) => luminance(colours.get(name)?.[theme] ?? ''))
    .toSorted((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}

const GROUNDS = ['ground', 'surface', 'sunken', 'hover'];
const PAIRS = [
  ...['text', 'soft', 'faint', 'accent', 'good', 'bad', 'warn', 'busy'].flatMap((text) =>
    GROUNDS.map((ground) => [text, ground] as const),
  ),
  ...['good', 'bad', 'warn', 'busy', 'plain'].map((tone) => [tone, `${tone}-soft`] as const),
  ['accent', 'accent-soft'] as const,
  ['text', 'accent-soft'] as const,
  ['faint', 'accent-soft'] as const,
  ['soft', 'plain-soft'] as const,
  ['text', 'warn-soft'] as const,
  ['soft', 'warn-soft'] as const,
  ['accent-text', 'accent'] as const,
  ['foot-text', 'foot'] as const,
  ['foot-faint', 'foot'] as const,
];

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  it.each(PAIRS)('has a contrast of 4.5 of %s on %s', (text, ground) => {
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });
});
