import { isList, isRecord } from './json.ts';

/** Tells whether an answer is of the kind that was asked for; another program on the port answers another. */
export type Guard<Body> = (value: unknown) => value is Body;

type FieldType = 'string' | 'number' | 'list' | 'object';

const HOLDS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  list: isList,
  object: isRecord,
};

/** A guard that looks at the fields by which a shape is told from others. */
export function shape<Body>(fields: Readonly<Record<string, FieldType>>): Guard<Body> {
  return (value): value is Body =>
    isRecord(value) && Object.entries(fields).every(([name, type]) => HOLDS[type](value[name]));
}
