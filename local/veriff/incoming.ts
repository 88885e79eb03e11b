import type { HttpBindings } from '@hono/node-server';

/** The bindings of a request that came over a socket. */
export type Env = { readonly Bindings: HttpBindings };

/** What the routes need of a request. Hono's own context type has an `any` in it. */
export interface Incoming {
  readonly env: HttpBindings;
  readonly req: {
    readonly method: string;
    readonly path: string;
    readonly raw: Request;
    header(name: string): string | undefined;
    param(name: string): string | undefined;
    query(): Record<string, string>;
    arrayBuffer(): Promise<ArrayBuffer>;
  };
}
