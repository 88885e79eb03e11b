/** A line stays below this size, so that no log service cuts it in two. */
const LONGEST_LINE = 4096;

/** How long strings may be: as much as an id or a CloudWatch namespace needs, or less where the line would be too long. */
const STRING_LENGTHS = [255, 32, 8] as const;

/** What JSON leaves as it is and a terminal or log viewer may obey: DEL, C1, line separators, direction marks. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escaped(json: string): string {
  return json.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function cutLine(value: unknown, length: number): string {
  const cut = (_key: string, part: unknown) =>
    typeof part === 'string' ? part.slice(0, length) : part;
  return `${escaped(JSON.stringify(value, cut))}\n`;
}

/** One line of JSON, at most 4 KB with its end: strings are cut, control characters escaped. */
export function jsonLine(value: unknown): string {
  for (const length of STRING_LENGTHS) {
    const line = cutLine(value, length);
    if (Buffer.byteLength(line) <= LONGEST_LINE) return line;
  }
  return '';
}
