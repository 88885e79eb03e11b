import { microseconds } from '../microseconds.ts';
import type { News } from '../news.ts';
import { headOf } from './detail.ts';
import type { Seen, Untold } from './seen.ts';
import type { TraceLog } from './trace-log.ts';

/** Takes down what happens, message by message. */
export interface Trace {
  /** Tells a message. Those that waited for its run of a function belong to the same session. */
  tell(message: Untold): void;
  /** Keeps a message back until it is known whose session it is about: another one of its run says so, or its end. */
  hold(message: Untold & { readonly invocation: string }): void;
  /**
   * Tells a webhook whose bytes do not say which session it is about, once `claim` says it; without it after a moment,
   * since nobody may know.
   */
  tellUnnamed(message: Untold): void;
  /** The sender of a webhook tells its session, and how it was answered. */
  claim(session: string, result: string): void;
  /** The end of a run of a function: what is still held back is told, with the session if there is one. */
  release(invocation: string, session: string | undefined): void;
}

/** What the trace works with. */
export interface TraceParts {
  readonly log: TraceLog;
  readonly news: News;
  /** Whether nothing personal may be kept of a session. */
  readonly isErased: (session: string) => boolean;
}

/** The sender hears of the answer right after it was given. */
const UNNAMED_MS = 100;

/** Opens the trace; its order goes on where the log ends, whatever clock the machine has had since. */
export async function openTrace({ log, news, isErased }: TraceParts): Promise<Trace> {
  const last = await log.one(log.last);
  const shift = Math.max(Date.now() * 1000, (last?.order ?? 0) + 1) - microseconds();
  const held = new Map<string, Untold[]>();
  const write = (message: Untold): void => {
    const { session, order, seen } = message;
    const isForbidden = session !== undefined && seen.type !== 'none' && isErased(session);
    const kept: Seen = isForbidden ? { type: 'erased' } : seen;
    const data = headOf(log.append({ ...message, order: order + shift, seen: kept }));
    news.tell({ name: 'trace', data });
  };
  const release = (invocation: string, session: string | undefined): void => {
    const waiting = held.get(invocation) ?? [];
    held.delete(invocation);
    for (const each of waiting) write({ ...each, ...(session !== undefined && { session }) });
  };
  return {
    ...unnamed(write),
    tell: (message) => {
      const { invocation, session } = message;
      if (invocation !== undefined && session !== undefined) release(invocation, session);
      write(message);
    },
    hold: (message) => {
      held.set(message.invocation, [...(held.get(message.invocation) ?? []), message]);
    },
    release,
  };
}

/** Webhooks that wait for their session. */
function unnamed(write: (message: Untold) => void): Pick<Trace, 'tellUnnamed' | 'claim'> {
  const waiting: Untold[] = [];
  const name = (message: Untold, session?: string): void => {
    const at = waiting.indexOf(message);
    if (at < 0) return;
    waiting.splice(at, 1);
    write({ ...message, ...(session !== undefined && { session }) });
  };
  return {
    tellUnnamed: (message) => {
      waiting.push(message);
      setTimeout(() => name(message), UNNAMED_MS);
    },
    claim: (session, result) => {
      const message = waiting.find((each) => each.result === result);
      if (message !== undefined) name(message, session);
    },
  };
}
