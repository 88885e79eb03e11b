/** One message between two parties; ids, never bodies. */
export interface SimulatorLogLine {
  /** Virtual time, ISO 8601. */
  readonly at: string;
  readonly from: 'client' | 'veriff' | 'enduser' | 'control' | 'time';
  readonly to: 'veriff' | 'webhook' | 'session';
  /** `POST /v1/sessions`, `decision approved 9001`, `approve`. */
  readonly what: string;
  /** An HTTP status, `submitted -> approved`, `dropped`, `no answer`. */
  readonly result: string;
  readonly ms?: number;
  readonly sessionId?: string;
  /** The message never arrived. */
  readonly lost?: true;
}

export type Log = (line: SimulatorLogLine) => void;
