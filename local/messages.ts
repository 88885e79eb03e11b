/** One message between two parties of the local run, as its line shows it; ids, never bodies. */
export interface Message {
  /** Virtual time, ms since 1970. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** `POST /v1/sessions`, `event submitted 7002`. */
  readonly what: string;
  /** An HTTP status, `dropped`, `2 settled` … */
  readonly result: string;
  readonly milliseconds?: number;
  readonly session?: string;
  /** What it changed: `submitted -> approved`. */
  readonly change?: string;
  /** It never arrived. */
  readonly lost?: boolean;
}

/** Takes messages as they happen. */
export type OnMessage = (message: Message) => void;

/** The line of a message: fixed columns, so that a page of them reads as a table. */
export function messageLine(message: Message): string {
  const { from, to, what, result, session, change } = message;
  const time = new Date(message.at).toISOString().slice(11, 19);
  const arrow = message.lost === true ? 'x' : '>';
  const took = message.milliseconds === undefined ? '' : `${Math.round(message.milliseconds)} ms`;
  const line = [
    time,
    ` ${from.padEnd(7)} ${arrow} ${to.padEnd(8)}`,
    what.padEnd(32),
    result.padStart(9),
    took.padStart(7),
    ` ${(session ?? '').slice(0, 8).padEnd(8)}`,
    change === undefined ? '' : ` ${change}`,
  ];
  return line.join(' ').trimEnd();
}

/** The same as one JSON object, for programs; the id in full. */
export function messageJson(message: Message): string {
  return JSON.stringify({ ...message, at: new Date(message.at).toISOString() });
}
