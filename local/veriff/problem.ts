import type { SimAction, SimProblem } from './control.ts';

export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

const TITLES = {
  'invalid-request': [400, 'The request cannot be understood'],
  'invalid-cursor': [400, 'The cursor is not one of ours'],
  forbidden: [403, 'Only pages and programs of this machine may do that'],
  'not-found': [404, 'Not here'],
  'method-not-allowed': [405, 'That method is not offered here'],
  'illegal-action': [409, 'The session is in no state for that'],
  'not-possible': [409, 'That cannot be done now'],
  'too-large': [413, 'The body is larger than 1 MB'],
  'unknown-path': [422, 'The body has no such place'],
  internal: [500, 'The simulator failed'],
} as const;

export type ProblemCode = keyof typeof TITLES;

/** A refusal of the control API, RFC 9457. */
export class ControlError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  readonly allowed: readonly SimAction[] | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: {
      readonly errors?: readonly FieldError[];
      readonly allowed?: readonly SimAction[];
    } = {},
  ) {
    super(detail);
    this.name = 'ControlError';
    this.code = code;
    this.errors = more.errors ?? [];
    this.allowed = more.allowed;
  }
}

/** One mistake in a body: the pointer says where, the text what to do. */
export function badField(pointer: string, detail: string): ControlError {
  return new ControlError('invalid-request', `${pointer || 'body'}: ${detail}`, {
    errors: [{ pointer, detail }],
  });
}

export function problem(error: ControlError): SimProblem {
  const [status, title] = TITLES[error.code];
  return {
    type: `urn:veriff-simulator:problem:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...(error.allowed === undefined ? {} : { allowed: error.allowed }),
  };
}
