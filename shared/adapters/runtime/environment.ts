import { ENVIRONMENT } from '../../contract/environment.ts';

/** Variables that a function needs and does not have: a mistake of the deployment, found at its first start. */
class MissingEnvironmentError extends Error {
  override readonly name = 'MissingEnvironmentError';

  constructor(missing: readonly string[]) {
    const names = missing.join(', ');
    super(`Missing environment variables: ${names}. Set them on the function; the stack does so.`);
  }
}

function hasAll<Name extends string>(
  values: Readonly<Record<string, string>>,
  names: readonly Name[],
): values is Readonly<Record<Name, string>> {
  return names.every((name) => (values[name] ?? '') !== '');
}

/**
 * The named variables of the contract, by their names there. Throws one error that names all that are
 * missing; an empty one is missing too.
 */
export function readEnvironment<Name extends keyof typeof ENVIRONMENT>(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const found = names.map((name) => [name, env[ENVIRONMENT[name]] ?? ''] as const);
  const values = Object.fromEntries(found);
  if (hasAll(values, names)) return values;
  const missing = found.filter(([, value]) => value === '');
  throw new MissingEnvironmentError(missing.map(([name]) => ENVIRONMENT[name]));
}
