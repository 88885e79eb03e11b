import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** What tests made of a planted bug. */
export type Seen =
  | { readonly kind: 'caught'; readonly by: string; readonly file: string }
  | { readonly kind: 'missed' }
  /** Red for another reason than a bug in what the sources do: they could not even be loaded. */
  | { readonly kind: 'unfair'; readonly why: string };

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.optional(z.string()),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.optional(z.array(z.string())),
        }),
      ),
    }),
  ),
});

type Report = z.infer<typeof reportSchema>;

/** What only sources that do not load, or name what is not there, throw. */
const UNFAIR = /^(?:SyntaxError|ReferenceError|Error: Transform failed)/;

type FileReport = Report['testResults'][number];

function failedIn({ name, assertionResults }: FileReport, root: string): Seen | undefined {
  const failed = assertionResults.find(({ status }) => status === 'failed');
  if (failed === undefined) return undefined;
  const [message = ''] = failed.failureMessages ?? [];
  if (UNFAIR.test(message)) return { kind: 'unfair', why: message.split('\n')[0] ?? '' };
  return { kind: 'caught', by: failed.fullName, file: name.replace(`${root}/`, '') };
}

/** Reads vitest's JSON report: the first test that failed, if it failed for a fair reason. */
export function seenIn(report: unknown, root: string): Seen {
  const { testResults }: Report = reportSchema.parse(report);
  if (testResults.length === 0) return { kind: 'unfair', why: 'no test was run' };
  const seen = testResults.map((file) => failedIn(file, root)).find((each) => each !== undefined);
  if (seen !== undefined) return seen;
  const broken = testResults.find(({ status }) => status === 'failed');
  return broken === undefined
    ? { kind: 'missed' }
    : { kind: 'unfair', why: `${broken.name} does not load: ${broken.message ?? ''}` };
}

const levelOf = (path: string): string => path.split('/')[1] ?? path;

async function ended(command: readonly string[], cwd: string): Promise<number> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs test files or folders in a copy, up to the first red test. */
export async function seenBy(root: string, paths: readonly string[]): Promise<Seen> {
  const output = join(root, 'report.json');
  rmSync(output, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const levels = [...new Set(paths.map(levelOf))].flatMap((level) => ['--project', level]);
  const flags = ['--bail=1', '--reporter=json', `--outputFile=${output}`, '--maxWorkers=1'];
  await ended([process.execPath, vitest, 'run', ...levels, ...paths, ...flags], root);
  const report: unknown = JSON.parse(readFileSync(output, 'utf8'));
  return seenIn(report, root);
}
