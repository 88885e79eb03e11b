import { isList, isRecord } from '../../local/veriff/json.ts';
import { unknownName } from '../../local/veriff/suggest.ts';
import { escaped } from './located-json.ts';
import type { Mistake } from './mistakes.ts';
import type { Step } from './schema.ts';

/** Addresses that a placeholder may name beside sessions. */
const ADDRESSES = ['api', 'simulator', 'console'] as const;

const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** Replaces every `${name}` in the texts of a value; a name that is not known stays. */
export function filled(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return filledText(value, names);
  if (isList(value)) return value.map((each) => filled(each, names));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([key, each]) => [key, filled(each, names)]);
  return Object.fromEntries(members);
}

/** Replaces every `${name}` in a text. */
export function filledText(text: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) => names.get(name) ?? whole);
}

/** Sessions and placeholders that no earlier step has named. */
export function unknownNames(steps: readonly Step[]): readonly Mistake[] {
  const known = new Set<string>();
  return steps.flatMap((step, index) => {
    const at = `/steps/${index}`;
    const mistakes = [...unknownSessions(step, known, at), ...unknownPlaceholders(step, known, at)];
    const named = namedBy(step);
    if (named !== undefined) known.add(named);
    return mistakes;
  });
}

function namedBy(step: Step): string | undefined {
  if ('create' in step) return step.create.as;
  return 'request' in step ? step.request.as : undefined;
}

function unknownSessions(step: Step, known: ReadonlySet<string>, at: string): readonly Mistake[] {
  const [session, place] = sessionOf(step);
  if (session === undefined || known.has(session)) return [];
  return [unknown(session, known, `${at}${place}`)];
}

function sessionOf(step: Step): readonly [name: string | undefined, place: string] {
  if ('do' in step) return [step.session, '/session'];
  if ('expect' in step) return [step.expect.session, '/expect/session'];
  return 'resend' in step ? [step.resend.session, '/resend/session'] : [undefined, ''];
}

function unknownPlaceholders(
  value: unknown,
  known: ReadonlySet<string>,
  at: string,
): readonly Mistake[] {
  if (typeof value === 'string') {
    const names = [...value.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
    const wrong = names.filter((name) => !known.has(name) && !isAddress(name));
    return wrong.map((name) => unknown(name, new Set([...known, ...ADDRESSES]), at));
  }
  if (!isRecord(value) && !isList(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    unknownPlaceholders(each, known, `${at}/${escaped(key)}`),
  );
}

function isAddress(name: string): boolean {
  return ADDRESSES.some((each) => each === name);
}

function unknown(name: string, known: ReadonlySet<string>, pointer: string): Mistake {
  const detail =
    known.size === 0
      ? `no session is named "${name}" yet; create it in an earlier step`
      : unknownName(`name "${name}"`, name, [...known]);
  return { pointer, detail };
}
