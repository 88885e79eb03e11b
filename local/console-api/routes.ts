import type { IncomingMessage } from 'node:http';
import { suggest } from '../veriff/suggest.ts';
import { type Query, readQuery } from './query.ts';
import { Refusal } from './refusal.ts';

/** A call that a route is to answer. */
export interface RouteCall<Name extends string = string> {
  readonly request: IncomingMessage;
  readonly query: Query<Name>;
  /** The part of the path that `{id}` stands for. */
  readonly id: string;
}

/** One route: its answer is JSON. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With `{id}` for one part. */
  readonly path: string;
  readonly parameters: readonly string[];
  readonly answer: (call: RouteCall) => Promise<object> | object;
}

/** A route with its parameters checked against what it reads. */
export function route<Name extends string>(
  method: Route['method'],
  path: string,
  options: {
    readonly parameters?: readonly Name[];
    readonly answer: (call: RouteCall<Name>) => Promise<object> | object;
  },
): Route {
  const { parameters = [], answer } = options;
  return {
    method,
    path,
    parameters,
    answer: ({ request, id }) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
      return answer({ request, id, query: readQuery(searchParams, parameters) });
    },
  };
}

/** The route of a call and what its path holds; whatever there is not is refused with what there is. */
export function matched(
  routes: readonly Route[],
  method: string,
  pathname: string,
): { readonly route: Route; readonly id: string } {
  const found = routes.flatMap((each) => {
    const parts = expressionOf(each.path).exec(pathname);
    return parts === null ? [] : [{ route: each, id: decoded(parts[1] ?? '') }];
  });
  const match = found.find((each) => each.route.method === method);
  if (match !== undefined) return match;
  if (found.length > 0) {
    const methods = found.map((each) => each.route.method).join(', ');
    throw new Refusal('not-found', `${pathname} takes ${methods}, not ${method}.`);
  }
  const meant = suggest(pathname, [...new Set(routes.map(({ path }) => path))]);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new Refusal('not-found', `There is no ${pathname}.${hint}`);
}

function expressionOf(path: string): RegExp {
  return new RegExp(`^${path.replace('{id}', '([^/]+)')}$`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
