import type { StoredRecord } from '../../shared/adapters/memory/session-store.ts';
import type { Claim } from '../../shared/domain/idempotency.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import type { Size } from './sizes.ts';

/** What is stored under a session's id, and whether anything ever was. */
export interface RecordCell {
  readonly held?: StoredRecord;
  readonly was?: true;
}

/** What is stored under the key, and how often it was claimed anew. */
export interface ClaimCell {
  readonly held?: Claim;
  readonly claims: number;
}

/** Veriff's own truth. */
export interface VeriffCell {
  /** Sessions that it has made: `s1` to this number. */
  readonly made: number;
  /** The session that the user opened, and how much of the story has come true there. */
  readonly opened?: SessionId;
  readonly told: number;
  readonly erased: readonly SessionId[];
}

/** The content of every event that was published, by its id. */
export type BusCell = Readonly<Record<string, string>>;

/** What the history has promised and counted. */
export interface LedgerCell {
  /** The session that was answered with 201, and under the how-manieth claim of the key. */
  readonly answered?: SessionId;
  readonly under?: number;
  /** Surplus sessions that were counted. */
  readonly counted: number;
  readonly faults: number;
}

/** A place for one invocation at a time. */
export interface Slot {
  readonly kind: 'create' | 'webhook' | 'sweep' | 'erase';
  readonly label: string;
  readonly cell: number;
  /** What the cell holds when the invocation is over: creates and erasures happen once. */
  readonly after: number;
}

/** Nothing runs in this slot; something may. */
export const IDLE = 0;
/** What ran in this slot is over, and was the last. */
export const OVER = 1;

/** The fixed cells of a state. */
export const CELL = { time: 0, claim: 1, veriff: 2, deliveries: 3, bus: 4, ledger: 5 } as const;
const FIXED = 6;

/** Where a state keeps what. */
export interface Layout {
  readonly width: number;
  readonly ids: readonly SessionId[];
  readonly recordCell: (id: SessionId) => number;
  readonly slots: readonly Slot[];
}

function kinds(size: Size): readonly Slot['kind'][] {
  const several = <Kind extends Slot['kind']>(kind: Kind, count: number) =>
    Array.from({ length: count }, () => kind);
  return [
    ...several('create', size.creates),
    ...several('webhook', size.webhooks),
    ...several('sweep', size.sweeps),
    ...several('erase', size.erases ? 1 : 0),
  ];
}

/** The layout of a model's states: one record a create can make, one slot for each that can run. */
export function layoutOf(size: Size): Layout {
  const ids = Array.from({ length: size.creates }, (_, at) => `s${at + 1}` as SessionId);
  const slots = kinds(size).map((kind, at, all): Slot => {
    const number = all.slice(0, at).filter((each) => each === kind).length + 1;
    const isOnce = kind === 'create' || kind === 'erase';
    return {
      kind,
      label: `${kind} ${number}`,
      cell: FIXED + ids.length + at,
      after: isOnce ? OVER : IDLE,
    };
  });
  return {
    width: FIXED + ids.length + slots.length,
    ids,
    recordCell(id) {
      const at = ids.indexOf(id);
      if (at < 0) throw new RangeError(`the model has no session ${id}`);
      return FIXED + at;
    },
    slots,
  };
}
