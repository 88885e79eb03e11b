import { join } from 'node:path';
import { build } from 'esbuild';
import { replaceFile } from './files.ts';
import { BuildGateError } from './gate-error.ts';

/** The page weighs no more than this, uncompressed and with everything it loads. */
const LARGEST_CONSOLE = 150_000;

/** Bundles the console's page into dist/console: what `npm start` serves. */
export async function buildConsole(source = 'local/console', out = 'dist/console'): Promise<void> {
  const built = await build({
    entryPoints: [
      { in: join(source, 'main.tsx'), out: 'console' },
      { in: join(source, 'styles/console.css'), out: 'console' },
      { in: join(source, 'index.html'), out: 'index' },
      { in: join(source, 'icon.svg'), out: 'icon' },
    ],
    outdir: out,
    bundle: true,
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    format: 'esm',
    target: 'es2024',
    jsx: 'transform',
    jsxFactory: 'h',
    jsxFragment: 'Fragment',
    // Whose setting for the type checker would win over the three above.
    tsconfigRaw: {},
    inject: [join(source, 'jsx.ts')],
    loader: { '.html': 'copy', '.svg': 'copy' },
    write: false,
  });
  const bytes = built.outputFiles.reduce((sum, file) => sum + file.contents.length, 0);
  if (bytes > LARGEST_CONSOLE) {
    throw new BuildGateError(`console: ${bytes} bytes, ${LARGEST_CONSOLE} are allowed`);
  }
  await Promise.all(built.outputFiles.map(async (file) => replaceFile(file.path, file.contents)));
}
