import type { SessionId } from '../../shared/domain/ids.ts';
import { CELL } from './cells.ts';
import { convergence } from './convergence.ts';
import { decisionsOf } from './effects.ts';
import {
  claimPoints,
  recordIsTrue,
  recordStands,
  surplusIsCounted,
  type Verdict,
} from './monitors.ts';
import type { Universe } from './universe.ts';

type Check = (row: Int32Array) => Verdict;

/** A check that follows from a few cells is made once for each of their combinations. */
function once(cells: readonly number[], check: Check): Check {
  const known = new Map<string, Verdict>();
  return (row) => {
    let key = '';
    for (const cell of cells) key += `${row[cell]} `;
    if (!known.has(key)) known.set(key, check(row));
    return known.get(key);
  };
}

/** What must hold of one record. */
function recordChecks(universe: Universe, id: SessionId): readonly Check[] {
  const { layout, records, claims, veriffs, buses, size, timeOf } = universe;
  const cell = layout.recordCell(id);
  const recordOf = (row: Int32Array) => records.valueOf(row[cell] ?? 0);
  return [
    once([cell, CELL.bus], (row) => recordStands(recordOf(row), buses.valueOf(row[CELL.bus] ?? 0))),
    once([cell, CELL.veriff], (row) => {
      const { opened, told } = veriffs.valueOf(row[CELL.veriff] ?? 0);
      const made = opened === id ? decisionsOf(size.story, told) : [];
      return recordIsTrue(
        recordOf(row),
        made.map(({ decision }) => decision),
      );
    }),
    once([cell, CELL.claim, CELL.time], (row) =>
      claimPoints(claims.valueOf(row[CELL.claim] ?? 0), id, recordOf(row), timeOf(row)),
    ),
  ];
}

/** All that must hold of a state by itself. */
export function stateChecks(universe: Universe): Check {
  const { layout, claims, veriffs, ledgers } = universe;
  const surplus = once([CELL.veriff, CELL.claim, CELL.ledger], (row) =>
    surplusIsCounted(
      veriffs.valueOf(row[CELL.veriff] ?? 0),
      claims.valueOf(row[CELL.claim] ?? 0),
      ledgers.valueOf(row[CELL.ledger] ?? 0),
    ),
  );
  const all = [surplus, ...layout.ids.flatMap((id) => recordChecks(universe, id))];
  return (row) => {
    for (const check of all) {
      const verdict = check(row);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  };
}

/** What must come of each record of a state where nothing fails any more; worked out once for each that there is. */
export function convergenceChecks(universe: Universe): (row: Int32Array) => Promise<Verdict> {
  const { layout, records, veriffs, size, timeOf } = universe;
  const known = new Map<string, Verdict>();
  return async (row) => {
    for (const cell of layout.ids.map(layout.recordCell)) {
      const key = `${row[cell]} ${row[CELL.veriff]} ${row[CELL.time]}`;
      if (!known.has(key)) {
        const record = records.valueOf(row[cell] ?? 0);
        const veriff = veriffs.valueOf(row[CELL.veriff] ?? 0);
        known.set(key, await convergence(size.story, { record, veriff, now: timeOf(row) }));
      }
      const verdict = known.get(key);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  };
}
