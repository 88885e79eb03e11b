/** A JSON text, read together with where everything stands in it. */
export interface LocatedJson {
  readonly value: unknown;
  /** The line (from 1) of the part that a pointer leads to, or of the nearest part around it. */
  lineOf(pointer: string): number;
  /** Pointers of members that stand there twice: JSON keeps the last and says nothing. */
  readonly duplicates: readonly string[];
}

/** The text is no JSON; the line is where it stops being some. */
export class JsonMistake extends Error {
  override readonly name = 'JsonMistake';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

interface Reader {
  readonly text: string;
  /** How far it has been read. */
  at: number;
  readonly lines: Map<string, number>;
  readonly duplicates: string[];
}

const TOKEN = /\s*([{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+|$)/y;

/** Reads a whole text; throws a `JsonMistake` where it is none. */
export function readJson(text: string): LocatedJson {
  const reader: Reader = { text, at: 0, lines: new Map(), duplicates: [] };
  const value = readValue(reader, '');
  if (peek(reader) !== '') throw unexpected(reader, 'the end');
  return {
    value,
    lineOf: (pointer) => nearestLine(reader.lines, pointer),
    duplicates: reader.duplicates,
  };
}

function readValue(reader: Reader, pointer: string): unknown {
  const token = peek(reader);
  if (!reader.lines.has(pointer)) reader.lines.set(pointer, lineHere(reader));
  if (token === '{')
    return Object.fromEntries(readAll(reader, '}', () => readMember(reader, pointer)));
  if (token === '[') {
    let index = 0;
    return readAll(reader, ']', () => readValue(reader, `${pointer}/${index++}`));
  }
  const value = literal(token);
  if (value === undefined) throw unexpected(reader, 'a value');
  take(reader);
  return value;
}

/** What stands between brackets, with commas between. */
function readAll<Part>(reader: Reader, end: string, readOne: () => Part): Part[] {
  take(reader);
  const parts: Part[] = [];
  if (peek(reader) === end) {
    take(reader);
    return parts;
  }
  for (;;) {
    parts.push(readOne());
    const token = peek(reader);
    if (token !== ',' && token !== end) throw unexpected(reader, `, or ${end}`);
    take(reader);
    if (token === end) return parts;
  }
}

function readMember(reader: Reader, pointer: string): readonly [string, unknown] {
  const name = literal(peek(reader));
  if (typeof name !== 'string') throw unexpected(reader, 'a name in quotes');
  const place = `${pointer}/${escaped(name)}`;
  if (reader.lines.has(place)) reader.duplicates.push(place);
  reader.lines.set(place, lineHere(reader));
  take(reader);
  if (peek(reader) !== ':') throw unexpected(reader, ':');
  take(reader);
  return [name, readValue(reader, place)];
}

/** A text, number, true, false or null; undefined for whatever else a token may be. */
function literal(token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}

function match({ text, at }: Reader): RegExpExecArray | null {
  TOKEN.lastIndex = at;
  return TOKEN.exec(text);
}

/** The next token; empty at the end and where nothing fits, as with a quote that is never closed. */
function peek(reader: Reader): string {
  return match(reader)?.[1] ?? '';
}

function take(reader: Reader): void {
  reader.at += match(reader)?.[0].length ?? 0;
}

function lineHere(reader: Reader): number {
  const blank = /\s*/y;
  blank.lastIndex = reader.at;
  const before = reader.at + (blank.exec(reader.text)?.[0].length ?? 0);
  return reader.text.slice(0, before).split('\n').length;
}

function unexpected(reader: Reader, wanted: string): JsonMistake {
  const found = peek(reader) || (match(reader) === null ? 'a quote that is not closed' : 'the end');
  return new JsonMistake(lineHere(reader), `is no JSON: ${found} in place of ${wanted}`);
}

function nearestLine(lines: ReadonlyMap<string, number>, pointer: string): number {
  const line = lines.get(pointer);
  if (line !== undefined || pointer === '') return line ?? 1;
  return nearestLine(lines, pointer.slice(0, pointer.lastIndexOf('/')));
}

/** A member's name as a part of a pointer (RFC 6901). */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
