import { parseJson } from '../local/veriff/json.ts';
import { usageError } from './errors.ts';

/** `/person/firstName=ANNA`, `/code=9102`, `/reason=null`: a pointer and a value, JSON where it is some, else a text. */
export function editsOf(words: readonly string[], typed: string): Record<string, unknown> {
  return Object.fromEntries(words.map((word) => editOf(word, typed)));
}

function editOf(word: string, typed: string): readonly [pointer: string, value: unknown] {
  const [, pointer, text = ''] = /^(\/[^=]*)=(.*)$/s.exec(word) ?? [];
  if (pointer === undefined) {
    throw usageError(`"${word}" is no pointer=value`, `${typed} --set /person/firstName=ANNA`, [
      'A pointer begins with /, the value stands after the first =.',
    ]);
  }
  return [pointer, valueOf(text)];
}

/** Numbers, true, false, null, lists and objects as JSON reads them; everything else is a text. */
export function valueOf(text: string): unknown {
  const value = parseJson(text);
  return value === undefined ? text : value;
}
