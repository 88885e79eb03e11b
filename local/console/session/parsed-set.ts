/** Edits, one a line: `/person/firstName=ANNA`; a value that reads as JSON is JSON, anything else a text. */
export function parsedSet(
  text: string,
): { readonly set: Readonly<Record<string, unknown>> } | { readonly mistake: string } {
  const lines = text.split('\n').map((line) => line.trim());
  const set: Record<string, unknown> = {};
  for (const line of lines.filter((each) => each !== '')) {
    const found = /^(\/[^=]*)=(.*)$/.exec(line);
    if (found === null) return { mistake: `“${line}” is no edit; write /person/firstName=ANNA` };
    const [, pointer = '', value = ''] = found;
    set[pointer.trim()] = valueOf(value.trim());
  }
  return { set };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
