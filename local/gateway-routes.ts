import { ROUTES, type Route } from '../shared/contract/routes.ts';

/** A request's route and what its path holds. */
export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

interface Pattern {
  readonly route: Route;
  readonly expression: RegExp;
}

const PATTERNS: readonly Pattern[] = ROUTES.map((route) => ({
  route,
  expression: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`),
}));

/** Finds the route of a method and a path; a final slash does not matter, as in API Gateway. */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
  for (const { route, expression } of PATTERNS) {
    const found = route.method === method ? expression.exec(path) : null;
    if (found !== null) return { route, pathParameters: decodeAll(found.groups) };
  }
  return undefined;
}

function decodeAll(
  groups: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | null {
  if (groups === undefined) return null;
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decode(text)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
