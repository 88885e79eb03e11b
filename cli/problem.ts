import { isList, isRecord } from '../local/veriff/json.ts';
import type { Guard } from '../local/veriff/shape.ts';
import { CliError, EXIT, type ExitCode } from './errors.ts';
import type { Replied, Send, Sent } from './http.ts';

const EXITS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  404: EXIT.notFound,
  422: EXIT.usage,
};

/** One mistake that an answer names, with its place. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** Makes a call and answers its body; anything but a success of the expected kind is a `CliError`. */
export async function ask<Body>(
  send: Send,
  sent: Sent,
  { is, tryThis }: { readonly is: Guard<Body>; readonly tryThis?: string },
): Promise<Body> {
  const replied = await send(sent);
  if (is(replied.body) && replied.status < 400) return replied.body;
  const type = replied.headers.get('content-type') ?? 'no type';
  if (type.startsWith('application/problem+json')) throw refusal(replied, tryThis);
  const { origin, pathname } = new URL(sent.url);
  throw new CliError(`${origin} answers ${pathname} with something else than a local run does`, {
    exit: EXIT.noAnswer,
    details: [`status ${replied.status}, ${type}`],
    tryThis: 'npx veriff-ops doctor',
  });
}

/** A problem (RFC 9457) as an error of the program; its exit code follows from the status. */
export function refusal(replied: Replied, tryThis = 'npx veriff-ops doctor'): CliError {
  const problem = isRecord(replied.body) ? replied.body : {};
  const errors = fieldErrors(problem);
  const { title, detail } = problem;
  const lines = errors.map(({ pointer, detail: text }) => `${pointer || 'body'}: ${text}`);
  const said = typeof detail === 'string' && lines.length === 0 ? detail : title;
  return new CliError(typeof said === 'string' ? said : `it was answered ${replied.status}`, {
    exit: EXITS[replied.status] ?? EXIT.noAnswer,
    details: lines,
    tryThis,
  });
}

/** The mistakes that a problem names. */
export function fieldErrors(problem: unknown): readonly FieldError[] {
  const errors = isRecord(problem) ? problem['errors'] : undefined;
  return isList(errors) ? errors.filter(isFieldError) : [];
}

function isFieldError(value: unknown): value is FieldError {
  return (
    isRecord(value) && typeof value['pointer'] === 'string' && typeof value['detail'] === 'string'
  );
}
