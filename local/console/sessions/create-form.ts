import { isObject } from '../words/json.ts';

/** A request body that is worth starting from. */
interface Preset {
  readonly word: string;
  readonly body: unknown;
}

/** The first names decide by themselves at the simulator, after the session was submitted. */
export const PRESETS: readonly [Preset, ...Preset[]] = [
  { word: 'Plain', body: { verification: { vendorData: 'cust-0001' } } },
  { word: 'Approves itself', body: decidesItself('Approve') },
  { word: 'Declines itself', body: decidesItself('Decline') },
  { word: 'Asks to resubmit', body: decidesItself('Resubmit') },
  {
    word: 'Every field',
    body: {
      verification: {
        callback: 'https://app.example.com/verified',
        person: { firstName: 'Mari', lastName: 'Tamm', dateOfBirth: '1990-04-12' },
        document: { number: 'AB1234567', type: 'PASSPORT', country: 'EE' },
        vendorData: 'cust-0001',
        endUserId: '0f0f5b1e-6f0c-4f6e-9c3a-0a5d6f1b2c3d',
      },
    },
  },
  {
    word: 'With mistakes',
    body: { verification: { callback: 'http://example.com', document: { country: 'EST' } } },
  },
];

function decidesItself(firstName: string): unknown {
  return { verification: { person: { firstName, lastName: 'Example' }, vendorData: 'cust-0001' } };
}

interface FormField {
  readonly pointer: string;
  readonly label: string;
  readonly hint?: string;
}

/** The fields of the form, by their place in the body. */
export const FORM_FIELDS: readonly FormField[] = [
  { pointer: '/verification/vendorData', label: 'vendorData', hint: 'Your own id of the customer' },
  { pointer: '/verification/endUserId', label: 'endUserId', hint: 'A UUID' },
  { pointer: '/verification/callback', label: 'callback', hint: 'https; where the end user lands' },
  { pointer: '/verification/person/firstName', label: 'First name' },
  { pointer: '/verification/person/lastName', label: 'Last name' },
  { pointer: '/verification/person/dateOfBirth', label: 'Date of birth', hint: 'YYYY-MM-DD' },
  { pointer: '/verification/person/idNumber', label: 'Id number' },
  { pointer: '/verification/document/type', label: 'Document type', hint: 'PASSPORT, ID_CARD …' },
  { pointer: '/verification/document/country', label: 'Document country', hint: 'EE' },
  { pointer: '/verification/document/number', label: 'Document number' },
  { pointer: '/integration', label: 'Integration', hint: 'Leave empty for the first one' },
];

/** The values of the fields, and the body that they came from: what has no field stays in it. */
export interface Form {
  readonly values: Readonly<Record<string, string>>;
  readonly rest: unknown;
}

type Draft = Record<string, unknown>;

export function formOf(body: unknown): Form {
  const values = Object.fromEntries(
    FORM_FIELDS.map(({ pointer }) => {
      const value = valueAt(body, pointer);
      return [pointer, typeof value === 'string' ? value : ''];
    }),
  );
  return { values, rest: body };
}

/** The body with the form's values in it; an empty field is left out, and so is an object that held nothing else. */
export function bodyOf({ values, rest }: Form): unknown {
  const body: Draft = isObject(rest) ? { ...rest } : {};
  body['verification'] ??= {};
  for (const [pointer, value] of Object.entries(values))
    put(body, pointer.slice(1).split('/'), value);
  return body;
}

function put(object: Draft, [name = '', ...inner]: readonly string[], value: string): void {
  if (inner.length === 0) {
    if (value !== '') object[name] = value;
    else if (typeof object[name] === 'string') delete object[name];
    return;
  }
  const held = object[name];
  const child: Draft = isObject(held) ? { ...held } : {};
  put(child, inner, value);
  if (Object.keys(child).length > 0 || name === 'verification') object[name] = child;
  else delete object[name];
}

function valueAt(body: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), body);
}

/** A body as it is edited. */
export function textOf(body: unknown): string {
  return JSON.stringify(body, null, 2);
}

/** The body that a text holds, or in words why it holds none. */
export function parsedBody(
  text: string,
): { readonly body: unknown } | { readonly mistake: string } {
  try {
    return { body: JSON.parse(text) };
  } catch (error) {
    return { mistake: `This is no JSON: ${error instanceof Error ? error.message : ''}` };
  }
}
