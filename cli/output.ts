import { styleText } from 'node:util';
import type { Call } from './call.ts';

/** Shows a result: as one JSON object to programs, as lines to people. */
export function show(call: Call, result: object, lines: readonly string[]): void {
  console.log(call.json ? JSON.stringify(result) : lines.join('\n'));
}

/** Shows a list: one JSON object a line to programs, a table to people. */
export function showList(
  call: Call,
  entries: readonly object[],
  rows: readonly (readonly string[])[],
): void {
  const lines = call.json ? entries.map((each) => JSON.stringify(each)) : table(rows);
  if (lines.length > 0) console.log(lines.join('\n'));
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Progress and warnings, which no program reads. */
export function note(text: string): void {
  console.error(text);
}

/** Coloured where the terminal shows colours and NO_COLOR does not forbid it. */
export function tinted(colour: 'green' | 'red' | 'dim', text: string): string {
  return styleText(colour, text);
}

/** `2026-03-02 10:15:31Z` */
export function shortTime(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')}Z`;
}
