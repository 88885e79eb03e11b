/** A value to look for, by the name that is told of it: what leaks must not leak again by the report. */
export interface Sought {
  readonly name: string;
  readonly value: string;
}

/** Below this length base64 or hex would be found by chance, and the value itself only as a whole word. */
const SHORTEST_TO_DECODE = 6;
const PREFIX = 4;

/** What base64 makes of a value inside a longer text: three ways, without the characters that its neighbours share. */
function base64Forms(value: string, alphabet: 'base64' | 'base64url'): readonly string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString(alphabet);
    const whole = Math.floor(((offset + bytes.length) * 4) / 3);
    return text.slice(Math.ceil((offset * 4) / 3), whole);
  });
}

function binaryForms(value: string): readonly string[] {
  if (value.length < SHORTEST_TO_DECODE) return [];
  const cases = [...new Set([value, value.toLowerCase(), value.toUpperCase()])];
  return cases.flatMap((each) => [
    ...base64Forms(each, 'base64'),
    ...base64Forms(each, 'base64url'),
    Buffer.from(each).toString('hex'),
  ]);
}

/** Every way to write a value that is looked for; the case does not matter. */
function formsOf(value: string): readonly string[] {
  const written = [
    value,
    value.normalize('NFD'),
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
    encodeURIComponent(value),
    ...binaryForms(value),
  ];
  return [...new Set(written.map((each) => each.toLowerCase()))].filter(
    (each) => each.length >= PREFIX,
  );
}

interface Needle {
  readonly name: string;
  readonly form: string;
  /** It has to stand by itself. */
  readonly isWord: boolean;
}

const LETTER = /[\p{L}\p{N}]/u;

function isAt(text: string, at: number, { form, isWord }: Needle): boolean {
  if (!text.startsWith(form, at)) return false;
  return !isWord || !LETTER.test(`${text[at - 1] ?? ''}${text[at + form.length] ?? ''}`);
}

/** Looks for values in all their encodings. */
export type Search = (text: string) => readonly string[];

/** One pass over a text, whatever the number of values: their first letters tell where it is worth a look. */
export function searchFor(sought: readonly Sought[]): Search {
  const byPrefix = new Map<string, Needle[]>();
  for (const { name, value } of sought) {
    for (const form of formsOf(value)) {
      const prefix = form.slice(0, PREFIX);
      const needle = { name, form, isWord: form.length < SHORTEST_TO_DECODE };
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), needle]);
    }
  }
  return (text) => {
    const lower = text.toLowerCase();
    const found = new Set<string>();
    for (let at = 0; at <= lower.length - PREFIX; at += 1) {
      for (const needle of byPrefix.get(lower.slice(at, at + PREFIX)) ?? []) {
        if (isAt(lower, at, needle)) found.add(needle.name);
      }
    }
    return [...found];
  };
}
