/** The same fields, those that may be undefined as optional ones. */
type Present<Fields> = {
  readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
};

/** The fields that have a value: what is absent is left out of JSON and of comparisons alike. */
export function present<Fields extends object>(fields: Fields): Present<Fields> {
  const all: readonly (readonly [string, unknown])[] = Object.entries(fields);
  const given: object = Object.fromEntries(all.filter(([, value]) => value !== undefined));
  if (isPresent<Fields>(given)) return given;
  throw new TypeError('what is undefined was left out');
}

function isPresent<Fields extends object>(value: object): value is Present<Fields> {
  return !Object.values(value).includes(undefined);
}
