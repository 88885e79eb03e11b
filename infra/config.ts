import * as z from 'zod/mini';

/** What one stage is made with. */
export interface StageConfig {
  /** The stage's name, part of the stack's name. */
  readonly stage: string;
  /** Hosts that a `callback` may name; empty allows any https host. */
  readonly callbackHosts: readonly string[];
  /** Whether everything that holds data stays when the stack is deleted, and cannot be deleted by mistake. */
  readonly retained: boolean;
  /** Whether this stack sets the role that API Gateway writes its logs with, one for the account and Region. */
  readonly apiGatewayLogRole: boolean;
}

/** Context that no stack can be made from. The message names every mistake, what was found and what is wanted. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Mistake {
  readonly where: string;
  readonly found: string;
  readonly wanted: string;
}

type ReadContext = (key: string) => unknown;

const DEFAULT_STAGE = 'dev';
/** Only this stage may be deleted with its data unless it says otherwise. */
const DESTROYABLE_STAGE = 'dev';
const PRODUCTION_STAGE = 'prod';

const STAGE_NAME = /^[a-z][a-z0-9-]{0,19}$/;
const STAGE_NAME_WANTED = 'a name of at most 20 of a-z 0-9 -, a letter first';
/** Lower case, as a URL's `hostname` is; an address or a port is no host name. */
const HOST =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

const stageSchema = z.strictObject(
  {
    callbackHosts: z.optional(
      z.array(
        z
          .string({ error: 'a host name' })
          .check(
            z.regex(HOST, { error: 'a host name in lower case, for example app.example.com' }),
          ),
        { error: 'a list of host names' },
      ),
    ),
    removal: z.optional(z.enum(['retain', 'destroy'], { error: '"retain" or "destroy"' })),
    apiGatewayLogRole: z.optional(z.boolean({ error: 'true or false' })),
  },
  { error: 'an object' },
);

const veriffSchema = z.strictObject(
  {
    stages: z.record(z.string().check(z.regex(STAGE_NAME)), stageSchema, {
      error: 'an object with a member for each stage',
    }),
  },
  { error: 'an object with "stages"' },
);

type Settings = z.infer<typeof stageSchema>;
type Stages = z.infer<typeof veriffSchema>['stages'];
type Issue = z.core.$ZodIssue;

const KNOWN_SETTINGS = Object.keys(stageSchema.shape).join(', ');

/** `stages.prod.callbackHosts[1]` */
function placeOf(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return `veriff${parts.join('')}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((held, part) => {
    if (typeof held !== 'object' || held === null) return undefined;
    return new Map<string, unknown>(Object.entries(held)).get(String(part));
  }, value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function mistakesOf(issue: Issue, whole: unknown): readonly Mistake[] {
  const where = placeOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const wanted = issue.path.length === 0 ? 'only stages' : `one of ${KNOWN_SETTINGS}`;
    return issue.keys.map((key) => ({
      where: placeOf([...issue.path, key]),
      found: 'an unknown setting',
      wanted,
    }));
  }
  if (issue.code === 'invalid_key') {
    return [{ where, found: 'an unusable stage name', wanted: STAGE_NAME_WANTED }];
  }
  return [{ where, found: describe(valueAt(whole, issue.path)), wanted: issue.message }];
}

/** What each setting allows alone and the stage's name does not. */
function contradictionsOf(stages: Stages): readonly Mistake[] {
  if (stages[PRODUCTION_STAGE]?.removal !== 'destroy') return [];
  return [
    {
      where: `veriff.stages.${PRODUCTION_STAGE}.removal`,
      found: '"destroy"',
      wanted: `"retain" or nothing; data of ${PRODUCTION_STAGE} is never deleted with the stack`,
    },
  ];
}

function refuse(mistakes: readonly Mistake[]): never {
  const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
  const width = Math.max(...mistakes.map(({ where }) => where.length));
  const lines = mistakes.map(
    ({ where, found, wanted }) => `  ${where.padEnd(width)}  found ${found}; wanted ${wanted}`,
  );
  throw new ConfigError([`cdk.json: context has ${count}`, ...lines].join('\n'));
}

function readStages(found: unknown): Stages {
  const parsed = veriffSchema.safeParse(found);
  if (!parsed.success) refuse(parsed.error.issues.flatMap((issue) => mistakesOf(issue, found)));
  const contradictions = contradictionsOf(parsed.data.stages);
  if (contradictions.length > 0) refuse(contradictions);
  return parsed.data.stages;
}

function stageConfig(stage: string, settings: Settings): StageConfig {
  const removal = settings.removal ?? (stage === DESTROYABLE_STAGE ? 'destroy' : 'retain');
  return {
    stage,
    callbackHosts: settings.callbackHosts ?? [],
    retained: removal === 'retain',
    apiGatewayLogRole: settings.apiGatewayLogRole ?? false,
  };
}

/**
 * Reads the context `veriff` (all stages are checked) and `stage`, the one to make, `dev` by default:
 * `npx cdk deploy -c stage=prod`. Throws one `ConfigError` for everything that is wrong.
 */
export function readConfig(read: ReadContext): StageConfig {
  const stages = readStages(read('veriff'));
  const stage = read('stage') ?? DEFAULT_STAGE;
  const known = new Map(Object.entries(stages));
  const settings = typeof stage === 'string' ? known.get(stage) : undefined;
  if (typeof stage === 'string' && settings !== undefined) return stageConfig(stage, settings);
  const names = [...known.keys()].join(', ') || 'none yet';
  return refuse([
    { where: 'stage', found: describe(stage), wanted: `one of veriff.stages: ${names}` },
  ]);
}
