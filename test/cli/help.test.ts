import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../cli/program.ts';
import { veriffOps } from './program.ts';

/** Prints every file that the program loads to stderr, as it is loaded. */
const TELLS_WHAT_IS_LOADED = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { console.error(url); return next(url, context); } });
`)}`;

function verbsOf(command: Command, path: readonly string[] = []): readonly string[] {
  if (command.commands.length === 0) return [path.join(' ')];
  return command.commands.flatMap((each) => verbsOf(each, [...path, each.name()]));
}

describe('--help', () => {
  it('loads the command line and nothing that a verb needs', async () => {
    const { code, stdout, stderr } = await veriffOps(['--help'], {
      node: ['--import', TELLS_WHAT_IS_LOADED],
    });

    const root = new URL('../..', import.meta.url).href;
    const own = stderr.split('\n').filter((url) => url.startsWith(root));
    const files = own
      .map((url) => url.slice(root.length))
      .filter((file) => !/node_modules/.test(file));
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: veriff-ops')]);
    expect(files).toEqual([
      'cli/veriff-ops.js',
      'require-node.cjs',
      'cli/start.ts',
      'cli/main.ts',
      'cli/errors.ts',
      'cli/program.ts',
      'package.json',
      'cli/call.ts',
    ]);
  });

  it.each(verbsOf(program()).map((verb) => [verb]))('%s says what it does', (verb) => {
    const command = verb
      .split(' ')
      .reduce<Command | undefined>(
        (group, word) => group?.commands.find((each) => each.name() === word),
        program(),
      );

    expect(command?.description()).toMatch(/\w{3}/);
    expect(command?.helpInformation()).toContain(`Usage: veriff-ops ${verb}`);
  });

  it('of one verb is shown by the program', async () => {
    const { code, stdout } = await veriffOps(['sim', 'act', '--help']);

    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('Usage: veriff-ops sim act [options] <id> <action>'),
    ]);
  });

  it('tells the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

    expect((await veriffOps(['--version'])).stdout).toBe(`${version}\n`);
  });
});

describe('docs/cli.md', () => {
  it('names every verb that there is, and no other', () => {
    const page = readFileSync('docs/cli.md', 'utf8');
    const [, table = ''] = /\| verb \|[^\n]*\n([\s\S]*?)\n\n/.exec(page) ?? [];
    const named = [...table.matchAll(/^\| `([a-z]+(?: [a-z]+)*)/gm)].map(([, verb = '']) => verb);

    expect(new Set(named)).toEqual(new Set(verbsOf(program())));
    expect(named).toHaveLength(verbsOf(program()).length);
  });
});
