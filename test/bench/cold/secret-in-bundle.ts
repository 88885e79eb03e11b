import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from '../../../build/functions.ts';

/** Copies a source: what it imports stays where it was, except for what is replaced. */
function moved(source: string, to: string, replaced: Readonly<Record<string, string>> = {}): void {
  const place = (name: string) => {
    if (isBuiltin(name)) return name;
    const isFile = name.startsWith('.');
    return isFile ? resolve(dirname(source), name) : fileURLToPath(import.meta.resolve(name));
  };
  const text = readFileSync(source, 'utf8');
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(
    to,
    text.replaceAll(/(?<= from ')[^']+(?=')/g, (name) => replaced[name] ?? place(name)),
  );
}

/**
 * Our webhook with its secret in the bundle, from its own entry by the real build; answers the bundle's folder. The build takes
 * nothing in from test/, and wants the function that makes sessions as well, so all of it is copied to a folder elsewhere.
 */
export async function oursOfEnvironment(sources: string, out: string): Promise<string> {
  const functions = join(out, 'functions');
  const [text, secrets] = [join(out, 'text.ts'), join(out, 'secrets.ts')];
  moved(join(sources, 'environment-secret.ts'), text);
  moved(join(sources, 'webhook-env-ours.ts'), secrets, { './environment-secret.ts': text });
  const entry = (name: string) => join(functions, name, 'index.ts');
  moved('functions/create-session/index.ts', entry('create-session'));
  moved('functions/receive-webhook/index.ts', entry('receive-webhook'), {
    '../../shared/adapters/runtime/secrets-manager.ts': secrets,
  });
  await buildAll({ functions, out: join(out, 'built') });
  return join(out, 'built', 'receive-webhook');
}
