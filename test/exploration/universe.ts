import type { EpochMs } from '../../shared/domain/ids.ts';
import { T0 } from '../support/given.ts';
import type { Answer, Call } from './calls.ts';
import {
  type BusCell,
  CELL,
  type ClaimCell,
  type Layout,
  type LedgerCell,
  layoutOf,
  type RecordCell,
  type VeriffCell,
} from './cells.ts';
import { type Effect, onBus, onClaim, onRecord, onVeriff, type Rules } from './effects.ts';
import { type Interner, interner } from './interner.ts';
import { type Locals, localsOf } from './locals.ts';
import type { Verdict } from './monitors.ts';
import type { Size } from './sizes.ts';

/** A call that took effect: which cell became what, and the number of the answer. */
export interface Done {
  readonly cell: number;
  readonly becomes: number;
  readonly answer: number;
  readonly verdict: Verdict;
}

/** Everything that states have in common: the values behind their numbers, and what calls do to them. */
export interface Universe {
  readonly size: Size;
  readonly layout: Layout;
  readonly records: Interner<RecordCell>;
  readonly claims: Interner<ClaimCell>;
  readonly veriffs: Interner<VeriffCell>;
  readonly buses: Interner<BusCell>;
  readonly ledgers: Interner<LedgerCell>;
  readonly answers: Interner<Answer>;
  readonly locals: Locals;
  readonly timeOf: (row: Int32Array) => EpochMs;
  /** What a call does in a state. */
  readonly perform: (
    row: Int32Array,
    call: { readonly number: number; readonly call: Call },
  ) => Promise<Done>;
}

const NO_CALL = undefined;

/** The cell that a call is about. */
function cellOf(call: Call, layout: Layout): number {
  switch (call.to) {
    case 'sessions':
      return layout.recordCell(call.id);
    case 'claims':
      return CELL.claim;
    case 'veriff':
      return CELL.veriff;
    case 'bus':
      return CELL.bus;
  }
}

/** The universe of a model under these rules of the table. */
export function universeOf(size: Size, rules: Rules): Universe {
  const layout = layoutOf(size);
  const records = interner<RecordCell>({});
  const claims = interner<ClaimCell>({ claims: 0 });
  const veriffs = interner<VeriffCell>({ made: 0, told: 0, erased: [] });
  const buses = interner<BusCell>({});
  const ledgers = interner<LedgerCell>({ counted: 0, faults: 0 });
  const answers = interner<Answer>({});
  const calls = interner<Call | undefined>(NO_CALL);
  const done = new Map<string, Done>();
  const times = size.instants.map(({ after }) => T0 + after);
  const timeOf = (row: Int32Array): EpochMs => times[row[CELL.time] ?? 0] ?? T0;

  function kept<Cell>(cells: Interner<Cell>, cell: number, effect: Effect<Cell>): Done {
    const { becomes, answer, verdict } = effect;
    return { cell, becomes: cells.idOf(becomes), answer: answers.idOf(answer), verdict };
  }

  async function perform(call: Call, value: number, now: EpochMs): Promise<Done> {
    const cell = cellOf(call, layout);
    switch (call.to) {
      case 'sessions':
        return kept(
          records,
          cell,
          await onRecord(rules, call, { cell: records.valueOf(value), now }),
        );
      case 'claims':
        return kept(claims, cell, await onClaim(rules, call, { cell: claims.valueOf(value), now }));
      case 'veriff':
        return kept(veriffs, cell, onVeriff(size.story, call, veriffs.valueOf(value)));
      case 'bus':
        return kept(buses, cell, onBus(call, buses.valueOf(value)));
    }
  }

  return {
    size,
    layout,
    records,
    claims,
    veriffs,
    buses,
    ledgers,
    answers,
    locals: localsOf(calls, answers),
    timeOf,
    async perform(row, { number, call }) {
      const value = row[cellOf(call, layout)] ?? 0;
      const key = `${number} ${value} ${row[CELL.time]}`;
      const known = done.get(key);
      if (known !== undefined) return known;
      const performed = await perform(call, value, timeOf(row));
      done.set(key, performed);
      return performed;
    },
  };
}
