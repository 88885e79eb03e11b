import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretDocument } from '../../shared/contract/secret.ts';
import { SmokeFailure, wordsOf } from './failure.ts';

// Nobody but the functions may read the secret, so a run does not: it writes a version of its own, makes it the
// current one, and at the end makes the other one current again.

/** Staging labels of ours; Secrets Manager keeps each on one version. */
const LABEL = { run: 'smoke', placeholder: 'placeholder' } as const;

type Labels = readonly string[];

/** What the secret's versions and tags tell without their values. */
interface SecretSeen {
  readonly versions: Readonly<Record<string, Labels>>;
  /** Whether the stack itself made the secret. */
  readonly isOfStack: boolean;
}

/** What a run has to go by. */
interface Holding {
  readonly current: string;
  /** The version that is to be current after the run. */
  readonly held: string;
  readonly inUse: boolean;
}

/**
 * Which version a run has to bring back, and whether it is in use. The first version of a stack's own secret is
 * the template's placeholder; runs mark it, so that it is known later on. A killed run has left its own version
 * as the current one.
 */
function holdingOf({ versions, isOfStack }: SecretSeen): Holding | undefined {
  const ids = Object.keys(versions);
  const labelled = (label: string) => ids.find((id) => versions[id]?.includes(label) === true);
  const current = labelled('AWSCURRENT');
  if (current === undefined) return undefined;
  const isLeftOver = versions[current]?.includes(LABEL.run) === true;
  const held = isLeftOver ? labelled('AWSPREVIOUS') : current;
  if (held === undefined) return undefined;
  const isFirst = ids.length === 1 && isOfStack;
  return { current, held, inUse: !isFirst && held !== labelled(LABEL.placeholder) };
}

/** The stack's secret while a run lasts. */
export interface BorrowedSecret {
  /** Brings back what was there; fails where somebody else has written the secret meanwhile. */
  giveBack(): Promise<void>;
}

/** Which secret, for what, and how far a run may go. */
export interface Borrowing {
  readonly client: SecretsManagerClient;
  readonly secretId: string;
  /** Name of the stack that the run is about. */
  readonly stack: string;
  readonly document: SecretDocument;
  /** Whether a secret that is in use may be replaced. */
  readonly mayReplace: boolean;
}

async function guarded<T>(what: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new SmokeFailure({
      expected: `to ${what}`,
      seen: wordsOf(error),
      lookAt: 'your permissions on the secret and on its KMS key, and who else writes the secret',
    });
  });
}

async function look({ client, secretId, stack }: Borrowing): Promise<Holding> {
  const described = client.send(new DescribeSecretCommand({ SecretId: secretId }));
  const { VersionIdsToStages: versions = {}, Tags = [] } = await guarded(
    'describe the secret',
    described,
  );
  const isOfStack = Tags.some(
    ({ Key, Value }) => Key === 'aws:cloudformation:stack-name' && Value === stack,
  );
  const holding = holdingOf({ versions, isOfStack });
  if (holding !== undefined) return holding;
  throw new SmokeFailure({
    expected: 'a secret with a current version',
    seen: JSON.stringify(versions),
    lookAt: 'the versions of the secret in Secrets Manager',
  });
}

/** Fills the secret for a run. Refuses one that is in use unless it was told otherwise. */
export async function borrowSecret(borrowing: Borrowing): Promise<BorrowedSecret> {
  const { client, secretId: SecretId, document, mayReplace } = borrowing;
  const move = async (VersionStage: string, to: string, from?: string) => {
    const RemoveFromVersionId = from === undefined ? {} : { RemoveFromVersionId: from };
    const where = { SecretId, VersionStage, MoveToVersionId: to, ...RemoveFromVersionId };
    const moving = client.send(new UpdateSecretVersionStageCommand(where));
    await guarded(`move ${VersionStage} to version ${to}`, moving);
  };

  const { current, held, inUse } = await look(borrowing);
  if (inUse && !mayReplace) {
    throw new SmokeFailure({
      expected: 'a secret that nobody has filled',
      seen: 'one that is in use',
      lookAt:
        '--replace-secret: during the run the integrations in it are refused, afterwards they are back',
    });
  }
  if (!inUse) await move(LABEL.placeholder, held);
  const SecretString = JSON.stringify(document);
  const putting = client.send(
    new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [LABEL.run] }),
  );
  const { VersionId: own = '' } = await guarded('write the secret', putting);
  await move('AWSCURRENT', own, current);
  return { giveBack: async () => move('AWSCURRENT', held, own) };
}
