import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stack } from '../../local/stack.ts';
import { running } from './running.ts';

const readme = readFileSync('README.md', 'utf8');

let stack: Stack;
beforeAll(async () => {
  stack = await running();
});
afterAll(async () => stack.close());

/** The walk's shell blocks as one script, against the ports of this run. */
function walk(): string {
  const [, part = ''] = readme.split('<!-- walk');
  const [own = ''] = part.split('\n## ');
  const blocks = [...own.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  return blocks
    .join('\n')
    .replaceAll('http://localhost:4400', stack.consoleUrl)
    .replaceAll('http://localhost:4401', stack.apiUrl)
    .replaceAll('http://localhost:4402', stack.simulatorUrl);
}

/** The script runs in a process of its own; the stack answers from this one, so nothing here may block. */
async function run(script: string): Promise<string> {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script]);
  let output = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    shell.on('error', reject);
    shell.on('exit', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`the walk ended with ${code}: ${output}`));
    });
  });
}

describe('the README', () => {
  it.runIf(spawnSync('bash', ['-c', 'command -v curl']).status === 0)(
    'walks through the lifecycle as printed',
    async () => {
      const output = await run(walk());

      const statuses = [...output.matchAll(/"id":"[^"]+","status":"(\w+)"/g)].map(
        ([, status]) => status,
      );
      expect(statuses.filter((status) => status !== undefined)).toEqual(
        expect.arrayContaining(['created', 'approved', 'submitted', 'declined']),
      );
      expect(output).toContain('"source":"webhook"');
      expect(output).toContain('"source":"poll"');
      expect(output).toContain('"code":"unauthenticated"');
      expect(output).toMatch(/\n?1\n204\n$/);
    },
  );

  it('names only files that exist and scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const files = [...readme.matchAll(/`(test\/[\w./-]+|infra\/)`|\]\(([\w./-]+)\)/g)].map(
      ([, a, b]) => a ?? b ?? '',
    );
    const commands = [...readme.matchAll(/`npm (?:run )?([\w:]+)/g)].map(([, name]) => name ?? '');

    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(commands.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
  });
});
