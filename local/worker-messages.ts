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
export type WorkerAnswer =
  | { readonly payload: string }
  | { readonly error: FunctionError; readonly spent?: true };

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
