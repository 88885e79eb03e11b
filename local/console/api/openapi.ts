/** As much of an OpenAPI 3.1 document as is shown. */
export interface Document {
  readonly info?: { readonly title?: string; readonly version?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components?: unknown;
}

interface RawOperation {
  readonly summary?: string;
  readonly parameters?: readonly RawParameter[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<Record<string, RawResponse>>;
}

interface RawParameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface RawResponse {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema?: unknown; readonly example?: unknown }>>;

/** One call of an API. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly RawParameter[];
  readonly schema: unknown;
  readonly example: unknown;
  readonly answers: readonly { readonly status: string; readonly description: string }[];
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** Every operation of a document, in its order. */
export function operationsOf(document: Document): readonly Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.has(method))
      .map(([method, raw]) => operationOf(document, { path, method, raw })),
  );
}

interface Found {
  readonly path: string;
  readonly method: string;
  readonly raw: RawOperation;
}

function operationOf(document: Document, { path, method, raw }: Found): Operation {
  const { summary = '', parameters = [], responses = {} } = raw;
  const body = Object.values(raw.requestBody?.content ?? {})[0];
  return {
    id: `${method}${path.replaceAll(/[^a-zA-Z0-9]+/g, '-')}`.replace(/-$/, ''),
    method: method.toUpperCase(),
    path,
    summary,
    parameters: parameters.map((each) => resolved(document, each)),
    schema: body?.schema,
    example: body?.example,
    answers: Object.entries(responses).map(([status, given]) => {
      const { description = '' } = resolved(document, given);
      return { status, description };
    }),
  };
}

/** What a `$ref` within the document points to; one that leads nowhere stays as it is. */
function resolved<T extends { readonly $ref?: string }>(document: Document, given: T): T {
  if (given.$ref === undefined) return given;
  const found = given.$ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(name) : undefined,
      document,
    );
  return typeof found === 'object' && found !== null ? { ...given, ...found } : given;
}
