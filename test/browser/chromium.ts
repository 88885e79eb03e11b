import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LaunchOptions } from 'playwright-core';

const DEBIAN = '/usr/bin/chromium';
/** Inside of the package: npm takes it away together with the version that it came from. */
const UNPACKED = fileURLToPath(new URL('../unpacked', import.meta.resolve('@sparticuz/chromium')));

/** The package's own looks for fonts in /tmp and in a Lambda; without any font the browser dies of the first text field. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(UNPACKED, 'fonts')}</dir>
  <cachedir>${join(UNPACKED, 'fonts-cache')}</cachedir>
</fontconfig>
`;

/** Which browser to start: CHROME_PATH, else Debian's, else the one from npm (Linux) or Google Chrome. */
export async function chromium(): Promise<LaunchOptions> {
  const chosen = process.env['CHROME_PATH'] ?? '';
  if (chosen !== '') return { executablePath: chosen };
  if (process.platform !== 'linux') return { channel: 'chrome' };
  if (existsSync(DEBIAN)) return { executablePath: DEBIAN };
  if (process.arch !== 'x64') {
    throw new Error('npm has no Chromium for this machine: install one and set CHROME_PATH');
  }
  return fromNpm();
}

/** The Chromium of `@sparticuz/chromium`, unpacked once, with the libraries that a bare Linux lacks. */
async function fromNpm(): Promise<LaunchOptions> {
  if (!existsSync(UNPACKED)) await unpack();
  const libraries = [join(UNPACKED, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''];
  return {
    executablePath: join(UNPACKED, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries.filter((each) => each !== '').join(':'),
      FONTCONFIG_PATH: join(UNPACKED, 'fonts'),
    },
  };
}

/** In a process of its own, since the package reads the environment while it loads; whole or not at all. */
async function unpack(): Promise<void> {
  const staging = await mkdtemp(`${UNPACKED}-`);
  const program = "await (await import('@sparticuz/chromium')).default.executablePath()";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    // The package takes its own libraries along only where it believes to be in a Lambda.
    env: { ...process.env, TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
  await writeFile(join(staging, 'fonts', 'fonts.conf'), FONTS);
  await rename(staging, UNPACKED).catch(async (error: unknown) => {
    // Another worker was faster.
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(UNPACKED)) throw error;
  });
}
