import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Stack, startStack } from '../../local/stack.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const dataDir = mkdtempSync(join(tmpdir(), 'runbook-'));
const log = join(dataDir, 'logs', 'functions.log');

let stack: Stack;
beforeAll(async () => {
  stack = await startStack(
    { consolePort: 0, apiPort: 0, simulatorPort: 0, dataDir, quiet: false, json: false },
    { onMessage: () => {}, onFailure: () => {} },
  );
});
afterAll(async () => {
  await stack.close();
  rmSync(dataDir, { recursive: true });
});

/** The first block after a text, with the addresses and the log of this run. */
function blockAfter(text: string): string | undefined {
  const [, block] = /```sh\n([\s\S]*?)```/.exec(text) ?? [];
  return block
    ?.replaceAll('http://localhost:4401', stack.apiUrl)
    .replaceAll('http://localhost:4402', stack.simulatorUrl)
    .replaceAll('.local/logs/functions.log', log);
}

/** The block that an operator pastes first. */
function prelude(): string {
  return blockAfter(runbook.split('<!-- tries')[1] ?? '') ?? '';
}

/** Sections whose fault the local run can show. */
const TRIES = runbook
  .split('\n### ')
  .map((section) => [section.split('\n')[0] ?? '', section.split('**Try it here.**')[1]] as const)
  .flatMap(([name, tryIt]) => (tryIt?.includes('```sh') === true ? [[name, tryIt] as const] : []));

/** A process of its own; the stack answers from this one, so nothing here may block. */
async function run(script: string): Promise<string> {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script]);
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((resolve, reject) => {
    shell.on('error', reject);
    shell.on('exit', (code) => {
      if (code === 0) resolve(output.trim());
      else reject(new Error(`ended with ${code}: ${output}`));
    });
  });
}

describe.runIf(spawnSync('bash', ['-c', 'command -v curl']).status === 0)('the runbook', () => {
  it('has something to try for more than a third of its sections', () => {
    expect(TRIES.length).toBeGreaterThan(12);
  });

  it.each(TRIES)('%s: the fault shows what CloudWatch would count', async (_, tryIt) => {
    const block = blockAfter(tryIt) ?? '';
    const at = block.lastIndexOf('seen ');
    const [fault, seen] = [block.slice(0, at), block.slice(at)];
    writeFileSync(log, '');

    // A 429 of the section before is remembered for its `Retry-After`.
    await run(`${prelude()}\nfaults '{}'; ahead 60\n${fault}`);

    // The log is written when the disk has time for it.
    const count = await vi.waitFor(async () => run(`${prelude()}\n${seen}`));
    expect(Number(count)).toBeGreaterThan(0);
  });
});
