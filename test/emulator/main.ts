import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Print, stepRunner } from '../smoke/steps.ts';
import { type Emulator, type Owner, pathWithNode, startMiniStack } from './ministack.ts';
import { workAround } from './workarounds.ts';

// `.ci/emulator`: deploys both stages into an emulator of AWS on this machine, and drives one from end to end.

type Environment = Readonly<Record<string, string>>;

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const CDK = 'node_modules/aws-cdk/bin/cdk';

const print: Print = (line) => {
  process.stdout.write(`${line}\n`);
};

/** Nothing of the caller's own environment, so that no real account can be meant. */
function environment(folder: string, emulator: Emulator, owner: Owner): Environment {
  return {
    PATH: pathWithNode(),
    HOME: folder,
    TMPDIR: folder,
    CDK_HOME: folder,
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_ENDPOINT_URL_S3: emulator.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: owner.accessKeyId,
    AWS_SECRET_ACCESS_KEY: owner.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_EXTRA_CA_CERTS: emulator.certificate,
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
  };
}

/** Runs a program of Node's; what it says is passed on where it is asked for, and told where it fails. */
async function node(args: readonly string[], env: Environment, show?: Print): Promise<void> {
  const child = spawn(process.execPath, args, { env });
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
    if (show !== undefined) show(chunk.toString().trimEnd());
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code === 0) return;
  throw new Error(`${args.join(' ')} ended with ${code}${show === undefined ? `:\n${said}` : ''}`);
}

/** One stage and whoever calls it. */
async function deploy(stage: string, folder: string, env: Environment): Promise<void> {
  const assembly = join(folder, stage);
  const app = ['--app', 'node test/emulator/app.ts'];
  await node([CDK, 'synth', '--quiet', '-c', `stage=${stage}`, ...app, '-o', assembly], env);
  workAround(assembly);
  await node([CDK, 'deploy', '--all', '--app', assembly, '--require-approval', 'never'], env);
}

/** As somebody who may do no more than the smoke test says it needs, found by a profile as people have one. */
async function smoke(stage: string, folder: string, env: Environment): Promise<void> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', ...others } = env;
  const config = join(folder, 'config');
  const lines = [
    '[profile owner]',
    `aws_access_key_id = ${AWS_ACCESS_KEY_ID}`,
    `aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}`,
    '[profile caller]',
    `role_arn = arn:aws:iam::${ACCOUNT}:role/caller-${stage}`,
    'source_profile = owner',
  ];
  writeFileSync(config, lines.join('\n'));
  const caller = { ...others, AWS_CONFIG_FILE: config, AWS_PROFILE: 'caller' };
  await node(['test/smoke/main.ts', '--stack', `veriff-sessions-${stage}`], caller, print);
}

async function run(folder: string): Promise<void> {
  const { step } = stepRunner(print, () => performance.now());
  const owner: Owner = {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  };
  const emulator = await step('MiniStack serves', async () => startMiniStack(folder, owner));
  try {
    const env = environment(folder, emulator, owner);
    await step('cdk bootstrap', async () =>
      node([CDK, 'bootstrap', `aws://${ACCOUNT}/${REGION}`, '--app', ''], env),
    );
    await step('cdk deploy, prod', async () => deploy('prod', folder, env));
    await step('cdk deploy, dev', async () => deploy('dev', folder, env));
    await step('npm run smoke', async () => smoke('dev', folder, env));
    await step('cdk destroy, dev', async () =>
      node([CDK, 'destroy', '--all', '--force', '--app', join(folder, 'dev')], env),
    );
  } catch (error) {
    print(emulator.said().split('\n').slice(-40).join('\n'));
    throw error;
  } finally {
    await emulator.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'veriff-emulator-'));
try {
  await run(folder);
} catch {
  // The step that failed has told.
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
