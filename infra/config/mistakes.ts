import * as z from 'zod/mini';
import { veriffSchema } from './schema.ts';

/** Context that no stack can be made from. The message names every mistake, what was found and what is wanted. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    const width = Math.max(...mistakes.map(({ where }) => where.length));
    const lines = mistakes.map(
      ({ where, found, wanted }) => `  ${where.padEnd(width)}  found ${found}; wanted ${wanted}`,
    );
    super([`cdk.json: context has ${count}`, ...lines].join('\n'));
  }
}

/** One thing to change. */
export interface Mistake {
  /** `veriff.stages.prod.callbackHosts[1]` */
  readonly where: string;
  readonly found: string;
  readonly wanted: string;
}

const STAGE_NAME_WANTED = 'a name of at most 20 of a-z 0-9 -, a letter first';

/** `veriff.stages.prod.callbackHosts[1]` */
export function placeOf(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return `veriff${parts.join('')}`;
}

/** A value as somebody wrote it, cut where it is long. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((held, part) => {
    if (typeof held !== 'object' || held === null) return undefined;
    return new Map<string, unknown>(Object.entries(held)).get(String(part));
  }, value);
}

/** The schema of a member, whatever it is wrapped in. */
function memberOf(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodMiniOptional) return memberOf(schema.def.innerType, part);
  if (schema instanceof z.ZodMiniRecord) return schema.def.valueType;
  return schema instanceof z.ZodMiniObject ? schema.shape[String(part)] : undefined;
}

/** The settings that there are at a place. */
function knownAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: z.core.$ZodType | undefined = veriffSchema;
  for (const part of path) schema &&= memberOf(schema, part);
  if (schema instanceof z.ZodMiniOptional) schema = schema.def.innerType;
  return schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
}

/** How many letters one of two words has between what both begin with and what both end with. */
function difference(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return Math.max(one.length, other.length) - start - end;
}

function unknownSetting(path: readonly PropertyKey[], key: string): Mistake {
  const known = knownAt(path);
  const near = known.filter((each) => difference(key.toLowerCase(), each.toLowerCase()) <= 2);
  const wanted = near.length > 0 ? `${near.join(' or ')}?` : `one of ${known.join(', ')}`;
  return { where: placeOf([...path, key]), found: 'an unknown setting', wanted };
}

/** What to tell of something that the schema refused. */
export function mistakesOf(issue: z.core.$ZodIssue, whole: unknown): readonly Mistake[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownSetting(issue.path, key));
  }
  const where = placeOf(issue.path);
  if (issue.code === 'invalid_key') {
    return [{ where, found: 'an unusable stage name', wanted: STAGE_NAME_WANTED }];
  }
  return [{ where, found: describe(valueAt(whole, issue.path)), wanted: issue.message }];
}
