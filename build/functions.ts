import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type OutputFile } from 'esbuild';
import { FUNCTIONS, type FunctionName } from '../shared/contract/routes.ts';
import { BUDGETS } from './budgets.ts';
import { makeCodeCache } from './code-cache.ts';
import { removeOthers, replaceFile } from './files.ts';
import { BuildGateError } from './gate-error.ts';
import { passGates } from './gates.ts';
import { ALL, bundleName, cacheName, type Levers, loaderText, WRAPPER } from './loader.ts';
import { stubs } from './stubs.ts';

/** Where a build reads and writes; the folders of this project unless a test says otherwise. */
interface BuildFolders {
  readonly functions: string;
  readonly out: string;
}

const PROJECT: BuildFolders = { functions: 'functions', out: 'dist/functions' };

const OPTIONS = {
  bundle: true,
  minify: true,
  sourcemap: 'external',
  legalComments: 'none',
  charset: 'ascii',
  platform: 'node',
  target: 'node24',
  // An ES module that imports node:http loads undici with it, 22 to 50 ms; and only a script takes a code cache.
  format: 'cjs',
  // An import() in a script has nobody to resolve it.
  supported: { 'dynamic-import': false },
  // The ESM builds of the AWS SDK are a third smaller.
  mainFields: ['module', 'main'],
  banner: { js: WRAPPER.banner },
  footer: { js: WRAPPER.footer },
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

/** Bundles every Lambda into dist/functions/<name>/: what is deployed, run locally and measured. */
export async function buildAll(
  folders: BuildFolders = PROJECT,
  levers: Levers = ALL,
): Promise<void> {
  const names = await functionNames(folders.functions);
  const hashes = await Promise.all(
    names.map(async (name) => [name, await buildFunction(name, folders, levers)] as const),
  );
  // A rehearsal needs the bundle that makes sessions, so it comes when all are there.
  await Promise.all(
    hashes.map(async ([name, hash]) => {
      if (levers.codeCache && isFunction(name)) await makeCodeCache(join(folders.out, name), hash);
    }),
  );
  await removeOthers(folders.out, names);
}

async function functionNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== 'http').map((e) => e.name);
}

function isFunction(name: string): name is FunctionName {
  return FUNCTIONS.some((each) => each === name);
}

/** Answers the hash that the bundle is called by. */
async function buildFunction(
  name: string,
  { functions, out }: BuildFolders,
  levers: Levers,
): Promise<string> {
  const folder = join(out, name);
  const built = await build({
    ...OPTIONS,
    entryPoints: { index: join(functions, name, 'index.ts') },
    outdir: folder,
    plugins: levers.stubs ? [stubs(async (path) => readFile(path, 'utf8'))] : [],
  });
  if (levers.stubs) passGates(name, built.metafile);
  const { contents } = fileOf(built.outputFiles, '.js');
  if (levers.stubs) weigh(name, contents);
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  const bundle = bundleName(hash);
  await replaceFile(join(folder, bundle), contents);
  await replaceFile(join(folder, `${bundle}.map`), fileOf(built.outputFiles, '.map').contents);
  // Last, so that what it names is there.
  await replaceFile(join(folder, 'index.mjs'), Buffer.from(loaderText(hash, levers)));
  await removeOthers(folder, ['index.mjs', bundle, `${bundle}.map`, cacheName(hash)]);
  return hash;
}

function fileOf(files: readonly OutputFile[], ending: string): OutputFile {
  const file = files.find(
    ({ path }) => basename(path) === `index${ending === '.map' ? '.js' : ''}${ending}`,
  );
  if (file === undefined) throw new Error(`esbuild wrote no ${ending}`);
  return file;
}

function weigh(name: string, { length }: Uint8Array): void {
  if (!isFunction(name) || length <= BUDGETS[name].bundle) return;
  throw new BuildGateError(
    `bundle ${name}: ${length} bytes, ${BUDGETS[name].bundle} are allowed by build/budgets.ts`,
  );
}
