import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../local/veriff/json.ts';
import { unknownName } from '../../local/veriff/suggest.ts';
import { CliError, EXIT, usageError } from '../errors.ts';
import { JsonMistake, type LocatedJson, readJson } from './located-json.ts';
import { type Mistake, mistakesOf } from './mistakes.ts';
import { unknownNames } from './names.ts';
import { ofOtherTarget } from './other-target.ts';
import { type Outline, outlineSchema, STEPS, type Step, type Verb } from './schema.ts';

/** One story, read from a file and checked. */
export interface Scenario extends Outline {
  readonly file: string;
  readonly steps: readonly Step[];
  /** The line of a pointer into the file. */
  lineOf(pointer: string): number;
}

const SCHEMA_FILE = 'scenario.schema.json';
const TRY = 'correct it; with "$schema": "./scenario.schema.json" an editor completes and checks';

/** Reads files, and all `*.json` of folders; every mistake of every file is told at once. */
export async function readScenarios(paths: readonly string[]): Promise<readonly Scenario[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  if (files.length === 0) {
    throw usageError(
      `no scenario in ${paths.join(', ')}`,
      'npx veriff-ops scenario list scenarios/',
    );
  }
  const read = await Promise.all(files.map(readOne));
  const wrong = read.flatMap((each) => ('mistakes' in each ? each.mistakes : []));
  if (wrong.length > 0) throw refused(wrong);
  return read.flatMap((each) => ('scenario' in each ? [each.scenario] : []));
}

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw usageError(`there is no ${path}`, 'npx veriff-ops scenario list scenarios/');
  }
  if (!found.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  const stories = names.filter((name) => name.endsWith('.json') && !name.endsWith(SCHEMA_FILE));
  return stories.toSorted().map((name) => join(path, name));
}

type Read = { readonly scenario: Scenario } | { readonly mistakes: readonly string[] };

async function readOne(file: string): Promise<Read> {
  const json = located(await readFile(file, 'utf8'));
  if (json instanceof JsonMistake) return { mistakes: [`${file}:${json.line}  ${json.message}`] };
  const doubled = json.duplicates.map((pointer) => ({ pointer, detail: 'stands there twice' }));
  const checked = check(json.value);
  const mistakes = [...doubled, ...('mistakes' in checked ? checked.mistakes : [])];
  if ('mistakes' in checked || mistakes.length > 0) {
    return { mistakes: mistakes.map((mistake) => placed(file, json, mistake)) };
  }
  return { scenario: { ...checked, file, lineOf: (pointer) => json.lineOf(pointer) } };
}

function located(text: string): LocatedJson | JsonMistake {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonMistake) return error;
    throw error;
  }
}

type Checked =
  | (Outline & { readonly steps: readonly Step[] })
  | { readonly mistakes: readonly Mistake[] };

function check(value: unknown): Checked {
  const outline = outlineSchema.safeParse(value, { reportInput: true });
  if (!outline.success) return { mistakes: mistakesOf(outline.error.issues) };
  const checked = outline.data.steps.map((step, index) => checkStep(step, `/steps/${index}`));
  const steps = checked.flatMap((each) => ('step' in each ? [each.step] : []));
  const mistakes = checked.flatMap((each) => ('mistakes' in each ? each.mistakes : []));
  if (mistakes.length > 0) return { mistakes };
  const inVain = [...unknownNames(steps), ...ofOtherTarget(steps, outline.data.target)];
  return inVain.length > 0 ? { mistakes: inVain } : { ...outline.data, steps };
}

const VERBS = Object.keys(STEPS);

function isVerb(name: string): name is Verb {
  return VERBS.includes(name);
}

function checkStep(
  step: unknown,
  at: string,
): { readonly step: Step } | { readonly mistakes: readonly Mistake[] } {
  const names = isRecord(step) ? Object.keys(step) : [];
  const verb = names.find(isVerb);
  if (verb === undefined) return { mistakes: [unknownStep(names, at)] };
  const parsed = STEPS[verb].safeParse(step, { reportInput: true });
  return parsed.success ? { step: parsed.data } : { mistakes: mistakesOf(parsed.error.issues, at) };
}

function unknownStep(names: readonly string[], at: string): Mistake {
  const [name] = names;
  return name === undefined
    ? { pointer: at, detail: `must be an object with one of ${VERBS.join(', ')}` }
    : { pointer: `${at}/${name}`, detail: unknownName(`step "${name}"`, name, VERBS) };
}

/** `scenarios/x.json:7  /steps/2/advance  must be "90s", …` */
export function placed(
  file: string,
  places: Pick<LocatedJson, 'lineOf'>,
  mistake: Mistake,
): string {
  const { pointer, detail } = mistake;
  return `${file}:${places.lineOf(pointer)}  ${pointer || '/'}  ${detail}`;
}

/** Files that cannot be played; every mistake with its file, line and field. */
export class FileMistakes extends CliError {}

/** The error for mistakes that have been placed. */
export function refused(mistakes: readonly string[]): FileMistakes {
  const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
  const message = `${count} in scenario files`;
  return new FileMistakes(message, { exit: EXIT.usage, tryThis: TRY, details: mistakes });
}
