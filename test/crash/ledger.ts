import type { SessionBody } from '../../shared/contract/http/session.ts';
import type { Story } from './story.ts';

/** What GET answered about a session; undefined for 404. */
export interface View {
  /** Of the `ETag`. */
  readonly version: number;
  readonly body: SessionBody;
}

/** A webhook that was answered with 200. */
export interface Acknowledged {
  readonly action: string;
  readonly attemptId: string;
}

/** Everything that was promised about one session. */
export interface Entry {
  readonly number: number;
  readonly story: Story;
  /** Creates without an answer that says what became of them. */
  unknownCreates: number;
  id?: string;
  /** The body of the 201. */
  created?: string;
  seen?: View;
  readonly acknowledged: Map<string, Acknowledged>;
  /** An erasure was answered with 204. */
  erased: boolean;
  /** An erasure was asked for and nobody knows what became of it. */
  maybeErased: boolean;
  /** Its story is told and was checked since. */
  settled: boolean;
}

const BEFORE_DECISION: ReadonlySet<string> = new Set(['created', 'started', 'submitted']);

/**
 * Whether a session shows what a webhook said that was answered with 200, or something later: after a decision for
 * good an event changes nothing, and behind an attempt that is over there may be another one.
 */
function shows({ body }: View, action: string): boolean {
  const { status, attempts, final } = body;
  switch (action) {
    case 'started':
      return status !== 'created';
    case 'submitted':
      return status !== 'created' && (status !== 'started' || attempts > 1);
    case 'resubmission_requested':
      return final || !BEFORE_DECISION.has(status) || attempts > 1;
    default:
      return status === action;
  }
}

/** Remembers every change that was accepted, and says which of them is gone. */
export class Ledger {
  readonly entries: Entry[] = [];
  readonly violations: string[] = [];
  accepted = 0;
  /** Told of each change that is accepted. */
  onAccepted = (): void => {};

  open(story: Story): Entry {
    const entry: Entry = {
      number: this.entries.length + 1,
      story,
      unknownCreates: 0,
      acknowledged: new Map(),
      erased: false,
      maybeErased: false,
      settled: false,
    };
    this.entries.push(entry);
    return entry;
  }

  /** 201: one key has one session and one answer. */
  created(entry: Entry, id: string, body: string): void {
    if (entry.id === undefined) this.#accept();
    else if (entry.id !== id || entry.created !== body) {
      this.#violated(entry, `its key answered ${entry.id} and then ${id}, or another body`);
    }
    entry.id = id;
    entry.created = body;
  }

  /** 200 to a webhook, by the delivery's id. */
  acknowledge(entry: Entry, delivery: string, said: Acknowledged): void {
    if (entry.acknowledged.has(delivery)) return;
    entry.acknowledged.set(delivery, said);
    this.#accept();
  }

  /** 204 to an erasure. */
  erased(entry: Entry): void {
    if (!entry.erased) this.#accept();
    entry.erased = true;
  }

  /** Compares what a session shows with all that was promised about it. */
  saw(entry: Entry, view: View | undefined): void {
    if (view === undefined) this.#sawNothing(entry);
    else this.#sawSession(entry, view);
  }

  #accept(): void {
    this.accepted += 1;
    this.onAccepted();
  }

  #sawNothing(entry: Entry): void {
    if (entry.erased) return;
    if (entry.maybeErased) this.erased(entry);
    else this.#violated(entry, 'was accepted and is gone');
  }

  #sawSession(entry: Entry, view: View): void {
    if (entry.erased) this.#violated(entry, 'was erased and is back');
    const before = entry.seen;
    if (before !== undefined) this.#compare(entry, before, view);
    this.#expectAcknowledged(entry, view);
    if (view.version > (before?.version ?? 1)) this.#accept();
    entry.seen = view;
  }

  #expectAcknowledged(entry: Entry, view: View): void {
    const { status, attempts, final } = view.body;
    const all = [...entry.acknowledged];
    for (const [delivery, { action }] of all.filter(([, said]) => !shows(view, said.action))) {
      this.#violated(entry, `is ${status}, but ${delivery} (${action}) was answered 200`);
    }
    const told = new Set(all.map(([, { attemptId }]) => attemptId)).size;
    if (!final && attempts < told) {
      this.#violated(entry, `knows ${attempts} attempts, but was told of ${told}`);
    }
  }

  #compare(entry: Entry, before: View, view: View): void {
    if (view.version < before.version) {
      this.#violated(entry, `went back from version ${before.version} to ${view.version}`);
    }
    const isSame = JSON.stringify(view.body) === JSON.stringify(before.body);
    if (view.version === before.version && !isSame) {
      this.#violated(entry, `shows something else under the same version ${view.version}`);
    }
    if (before.body.final && view.body.status !== before.body.status) {
      this.#violated(entry, `was ${before.body.status} for good and is ${view.body.status}`);
    }
  }

  #violated({ number, id, story }: Entry, what: string): void {
    this.violations.push(`session ${number} (${id ?? 'no id'}, ${story.name}) ${what}`);
  }

  /** For what is no single session's. */
  violated(what: string): void {
    this.violations.push(what);
  }
}
