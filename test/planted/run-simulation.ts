import { spawn } from 'node:child_process';

/** What the simulation made of a bug: the seed that shows it, or none of so many. */
export type Simulated =
  | { readonly kind: 'found'; readonly seed: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'broken'; readonly why: string };

/** The line that replays a violation names its seed. */
const SEED = /--seed[ =](\S+)/;

async function output(
  root: string,
  args: readonly string[],
): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd: root });
    let text = '';
    const keep = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('exit', (code) => resolve({ code: code ?? 1, text }));
  });
}

/** Runs the simulation of a copy with that many seeds. */
export async function simulated(root: string, seeds: number): Promise<Simulated> {
  const { code, text } = await output(root, ['test/simulation/main.ts', '--seeds', String(seeds)]);
  if (code === 0) return { kind: 'not-found' };
  const seed = SEED.exec(text)?.[1];
  return seed === undefined
    ? { kind: 'broken', why: text.trim().split('\n').at(-1) ?? '' }
    : { kind: 'found', seed };
}
