import { ENVIRONMENT } from '../../contract/environment.ts';

/** Variables that a function needs and does not have: a mistake of the deployment, found at its first start. */
class MissingEnvironmentError extends Error {
  override readonly name = 'MissingEnvironmentError';

  constructor(missing: readonly string[]) {
    const names = missing.join(', ');
    super(`Missing environment variables: ${names}. Set them on the function; the stack does so.`);
  }
}

/**
 * The named variables of the contract, by their names there. Throws one error that names all that are
 * missing; an empty one is missing too.
 */
export function readEnvironment<Name extends keyof typeof ENVIRONMENT>(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const missing = names
    .map((name) => ENVIRONMENT[name])
    .filter((variable) => (env[variable] ?? '') === '');
  if (missing.length > 0) throw new MissingEnvironmentError(missing);
  const entries = names.map((name) => [name, env[ENVIRONMENT[name]] ?? ''] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets the names it was given
  return Object.fromEntries(entries) as Record<Name, string>;
}
