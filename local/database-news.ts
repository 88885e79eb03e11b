import type { MessagePort } from 'node:worker_threads';
import type { AskedCall, Verdict } from './database-front.ts';

/** What the database's thread tells. What its front has seen goes by a port of its own. */
export type DatabaseNews =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'damaged'; readonly detail: string }
  | { readonly kind: 'error'; readonly detail: string }
  | { readonly kind: 'asked'; readonly id: number; readonly call: AskedCall }
  | { readonly kind: 'done'; readonly call: AskedCall }
  | { readonly kind: 'closed' };

/** What it is told. */
export type DatabaseOrder =
  | { readonly kind: 'start'; readonly start: DatabaseStart }
  | { readonly kind: 'judged'; readonly id: number; readonly verdict: Verdict }
  | { readonly kind: 'stop' };

/** What it starts with. */
export interface DatabaseStart {
  readonly folder: string | undefined;
  /** Absent where nobody watches. */
  readonly watch?: {
    readonly offsetCell: SharedArrayBuffer;
    /** One Int32: while it is not 0, every call is asked about. Seen by the very next call, unlike a message. */
    readonly armedCell: SharedArrayBuffer;
    readonly seen: MessagePort;
  };
}
