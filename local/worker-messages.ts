/** One event on its way to a worker. Texts cross threads faster than objects, and as on AWS all is JSON. */
export interface WorkerRequest {
  readonly event: string;
  readonly requestId: string;
  /** When the function is stopped, ms of real time since 1970. */
  readonly deadline: number;
}

/** What a worker is sent: first of all the clock's offset, then one event after the other. */
export type WorkerMessage = { readonly offsetCell: SharedArrayBuffer } | WorkerRequest;

/** How a failed function shows itself, in Lambda's words. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What came of it. `spent`: the worker must not be used again. */
export type WorkerAnswer = WorkerOutcome & {
  /** Absent where no function was started. */
  readonly ran?: Ran;
};

type WorkerOutcome =
  | { readonly payload: string }
  | { readonly error: FunctionError; readonly spent?: true };

/** One run of a function, as it is seen from outside. */
export interface Ran {
  /** The request id that the function was given. */
  readonly invocation: string;
  /** What it printed meanwhile. */
  readonly log: string;
}

/** What a worker sends: what the code printed, always before the answer of the event, then the answer. */
export type WorkerNews = { readonly printed: string } | WorkerAnswer;

/** How an error that was thrown is reported; anything can be thrown. */
export function functionError(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return {
    errorType: thrown.name,
    errorMessage: thrown.message,
    trace: (thrown.stack ?? '').split('\n'),
  };
}

/** Lambda's own failures have types that no code throws. */
export function runtimeError(errorType: string, errorMessage: string): FunctionError {
  return { errorType, errorMessage, trace: [] };
}

/** How Lambda tells that a function was stopped for its time. */
export function timeoutError(seconds: number): FunctionError {
  const text = `Task timed out after ${seconds.toFixed(2)} seconds`;
  return runtimeError('Sandbox.Timedout', text);
}
