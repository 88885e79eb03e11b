import { contradictionsOf, gapsOf } from './contradictions.ts';
import { ConfigError, describe, mistakesOf } from './mistakes.ts';
import { type StageSettings, type Stages, veriffSchema } from './schema.ts';

/** What one stage is made with: its settings, and what follows from its name where they are silent. */
export interface StageConfig {
  /** The stage's name, part of the stack's name. */
  readonly stage: string;
  /** Whether everything that holds data stays when the stack is deleted, and cannot be deleted by mistake. */
  readonly retained: boolean;
  /** Whether new versions of the functions take over bit by bit. */
  readonly rollout: boolean;
  /** Whether an API whose settings are silent gets a web ACL of its own. */
  readonly webAcl: boolean;
  /** As written in `cdk.json`. */
  readonly settings: StageSettings;
}

type ReadContext = (key: string) => unknown;

const DEFAULT_STAGE = 'dev';
/** Only this stage may be deleted with its data unless it says otherwise. */
const DESTROYABLE_STAGE = 'dev';

function readStages(found: unknown): Stages {
  const parsed = veriffSchema.safeParse(found);
  const mistakes = parsed.success
    ? contradictionsOf(parsed.data.stages)
    : parsed.error.issues.flatMap((issue) => mistakesOf(issue, found));
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes);
  return parsed.data.stages;
}

function stageConfig(stage: string, settings: StageSettings): StageConfig {
  const gaps = gapsOf(stage, settings);
  if (gaps.length > 0) throw new ConfigError(gaps);
  const isDestroyable = stage === DESTROYABLE_STAGE;
  return {
    stage,
    retained: (settings.removal ?? (isDestroyable ? 'destroy' : 'retain')) === 'retain',
    rollout: settings.rollout ?? settings.alarms !== undefined,
    webAcl: !isDestroyable,
    settings,
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
  const wanted = `one of veriff.stages: ${names}`;
  throw new ConfigError([{ where: 'stage', found: describe(stage), wanted }]);
}
