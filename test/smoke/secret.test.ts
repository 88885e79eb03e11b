import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError, awsJsonService } from '../../local/aws-json.ts';
import { type Listening, listen } from '../../local/listen.ts';
import { type Borrowing, borrowSecret } from './secret.ts';

/** Secrets Manager, as far as it keeps versions: a label is on one version, and AWSPREVIOUS follows AWSCURRENT. */
class Keeper {
  readonly labels = new Map<string, Set<string>>();
  readonly texts = new Map<string, string>();
  stack = 'dev';

  get current(): string | undefined {
    return this.#labelled('AWSCURRENT');
  }

  put(text: string, labels: readonly string[] = ['AWSCURRENT']): string {
    const id = `version-${this.texts.size + 1}`;
    this.texts.set(id, text);
    this.labels.set(id, new Set());
    for (const label of labels) this.move(label, id);
    return id;
  }

  move(label: string, to: string, from = this.#labelled(label)): void {
    const held = this.#labelled(label);
    if (held !== from) throw new AwsError('InvalidParameterException', 'another version has it');
    for (const [id, labels] of this.labels) {
      if (id === to) labels.add(label);
      else labels.delete(label);
    }
    const isReplaced = label === 'AWSCURRENT' && held !== undefined && held !== to;
    if (isReplaced) this.move('AWSPREVIOUS', held);
  }

  versions(): Record<string, string[]> {
    const kept = [...this.labels].filter(([, labels]) => labels.size > 0);
    return Object.fromEntries(kept.map(([id, labels]) => [id, [...labels]]));
  }

  #labelled(label: string): string | undefined {
    return [...this.labels].find(([, labels]) => labels.has(label))?.[0];
  }
}

let keeper: Keeper;
let service: Listening;
let client: SecretsManagerClient;

beforeEach(async () => {
  keeper = new Keeper();
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const operations = {
    'secretsmanager.DescribeSecret': () => ({
      VersionIdsToStages: keeper.versions(),
      Tags: [{ Key: 'aws:cloudformation:stack-name', Value: keeper.stack }],
    }),
    'secretsmanager.PutSecretValue': ({ SecretString, VersionStages }: object & Put) => ({
      VersionId: keeper.put(String(SecretString), VersionStages),
    }),
    'secretsmanager.UpdateSecretVersionStage': (input: Readonly<Record<string, unknown>>) => {
      const { VersionStage, MoveToVersionId, RemoveFromVersionId } = input;
      keeper.move(String(VersionStage), String(MoveToVersionId), text(RemoveFromVersionId));
      return {};
    },
  };
  service = await listen(awsJsonService(operations, Date.now), 0);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new SecretsManagerClient({ endpoint: service.url, region: 'eu-west-1', credentials });
});
afterEach(async () => {
  client.destroy();
  await service.close();
});

interface Put {
  readonly SecretString?: unknown;
  readonly VersionStages?: readonly string[];
}

const OWN = {
  name: 'smoke-0badcafe',
  apiKey: '74eb17ae-3796-4f3a-87d5-d05c8fd6617e',
  baseUrl: 'https://c.example',
  sharedSecrets: [{ value: '475365ad-495a-4534-82f0-d273f3fe2b16' }],
};

const borrowing = (mayReplace = false): Borrowing => ({
  client,
  secretId: 'secret',
  stack: 'dev',
  document: { integrations: [OWN] },
  mayReplace,
});
const inForce = () => keeper.texts.get(keeper.current ?? '');
const PLACEHOLDER = '{"integrations":[]}';
const FILLED = '{"integrations":[{"name":"live"}]}';
const REFUSED = { seen: 'one that is in use' };

describe('a secret with the placeholder', () => {
  beforeEach(() => {
    keeper.put(PLACEHOLDER);
  });

  it('has the integration of the run while it lasts, and the placeholder again after it', async () => {
    const borrowed = await borrowSecret(borrowing());
    expect(inForce()).toBe(JSON.stringify({ integrations: [OWN] }));

    await borrowed.giveBack();

    expect(inForce()).toBe(PLACEHOLDER);
  });

  it('can be borrowed again and again', async () => {
    for (let run = 0; run < 3; run += 1) await (await borrowSecret(borrowing())).giveBack();

    expect(inForce()).toBe(PLACEHOLDER);
  });

  it('is found again after a run that was killed', async () => {
    await borrowSecret(borrowing());
    const next = await borrowSecret(borrowing());
    expect(keeper.current).toBe('version-3');

    await next.giveBack();

    expect(inForce()).toBe(PLACEHOLDER);
  });

  it('is in use once somebody has filled it, also after runs', async () => {
    await (await borrowSecret(borrowing())).giveBack();
    keeper.put(FILLED);

    await expect(borrowSecret(borrowing())).rejects.toMatchObject(REFUSED);
    expect(inForce()).toBe(FILLED);
  });
});

describe('a secret that is in use', () => {
  it('is left alone unless it may be replaced', async () => {
    keeper.put(PLACEHOLDER);
    keeper.put(FILLED);

    await expect(borrowSecret(borrowing())).rejects.toMatchObject(REFUSED);
    expect(inForce()).toBe(FILLED);
    expect(keeper.texts.size).toBe(2);
  });

  it('is one that the stack did not make, whatever it has in it', async () => {
    keeper.stack = 'another';
    keeper.put(PLACEHOLDER);

    await expect(borrowSecret(borrowing())).rejects.toMatchObject(REFUSED);
  });

  it('comes back as it was where it may be replaced, and is still in use then', async () => {
    keeper.put(PLACEHOLDER);
    keeper.put(FILLED);
    await (await borrowSecret(borrowing(true))).giveBack();

    expect(inForce()).toBe(FILLED);
    await expect(borrowSecret(borrowing())).rejects.toMatchObject(REFUSED);
  });

  it('is not brought back over what somebody has written meanwhile', async () => {
    keeper.put(PLACEHOLDER);
    const borrowed = await borrowSecret(borrowing());
    keeper.put(FILLED);

    await expect(borrowed.giveBack()).rejects.toMatchObject({ name: 'SmokeFailure' });
    expect(inForce()).toBe(FILLED);
  });
});

it('a secret without a current version is told', async () => {
  await expect(borrowSecret(borrowing())).rejects.toMatchObject({
    expected: 'a secret with a current version',
  });
});
