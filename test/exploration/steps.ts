import { isExpired } from '../../shared/adapters/dynamodb/expiry.ts';
import { dueAt } from '../../shared/domain/due.ts';
import type { SessionId } from '../../shared/domain/ids.ts';
import { type Call, type Fault, faultsOf } from './calls.ts';
import { CELL, IDLE, type LedgerCell, OVER, type Slot } from './cells.ts';
import type { Ending, Program } from './invocations.ts';
import { endingHolds, type Verdict } from './monitors.ts';
import type { Universe } from './universe.ts';

/** Takes a way on from a state: the state that it leads to, in words how, and what is wrong with it. */
export type Emit = (next: Int32Array, label: string, verdict: Verdict) => void;

/** A state and what its ways on are told to. */
interface From {
  readonly row: Int32Array;
  readonly emit: Emit;
}

const cellAt = (row: Int32Array, cell: number): number => row[cell] ?? 0;

function changed(row: Int32Array, ...changes: readonly (readonly [number, number])[]): Int32Array {
  const next = row.slice();
  for (const [cell, value] of changes) next[cell] = value;
  return next;
}

const shown = ({ to, name }: Call): string => `${to}.${name}`;

/** All the ways on from a state: the steps, faults and crashes of what runs, and all that may begin or happen. */
export function stepsOf(universe: Universe): (row: Int32Array, emit: Emit) => Promise<void> {
  const { size, layout, records, claims, veriffs, ledgers, locals } = universe;
  const ledgerOf = (row: Int32Array): LedgerCell => ledgers.valueOf(cellAt(row, CELL.ledger));

  function counted(row: Int32Array, surplus: number, faults: number): void {
    if (surplus + faults === 0) return;
    const ledger = ledgerOf(row);
    const next = { ...ledger, counted: ledger.counted + surplus, faults: ledger.faults + faults };
    row[CELL.ledger] = ledgers.idOf(next);
  }

  function recordOf(row: Int32Array, ending: Ending) {
    return 'id' in ending ? records.valueOf(cellAt(row, layout.recordCell(ending.id))) : {};
  }

  function end(row: Int32Array, slot: Slot, ending: Ending): Verdict {
    const around = {
      claim: claims.valueOf(cellAt(row, CELL.claim)),
      ledger: ledgerOf(row),
      now: universe.timeOf(row),
    };
    const verdict = endingHolds(ending, recordOf(row, ending), around);
    if (ending.kind === 'created') {
      const { claims: under } = around.claim;
      row[CELL.ledger] = ledgers.idOf({ ...around.ledger, answered: ending.id, under });
    }
    row[slot.cell] = slot.after;
    return verdict;
  }

  /** Puts a slot where its invocation has come to; at its end what it promised is checked. */
  function settle(row: Int32Array, slot: Slot, number: number): Verdict {
    const { surplus, ending } = locals.at(number);
    counted(row, surplus, 0);
    if (ending !== undefined) return end(row, slot, ending);
    row[slot.cell] = number;
    return undefined;
  }

  async function fault({ row, emit }: From, slot: Slot, { label, tookEffect, answer }: Fault) {
    const local = locals.at(cellAt(row, slot.cell));
    if (local.call === undefined) return;
    const done = await universe.perform(row, local.call);
    const next = tookEffect ? changed(row, [done.cell, done.becomes]) : row.slice();
    counted(next, 0, 1);
    const answered = universe.answers.idOf(answer);
    const resumed = await locals.resume(cellAt(row, slot.cell), answered, universe.timeOf(row));
    const verdict = settle(next, slot, resumed);
    emit(next, `${slot.label}: ${shown(local.call.call)} (${label})`, done.verdict ?? verdict);
  }

  async function running(from: From, slot: Slot): Promise<void> {
    const { row, emit } = from;
    const number = cellAt(row, slot.cell);
    const { call } = locals.at(number);
    if (call === undefined) return;
    const name = `${slot.label}: ${shown(call.call)}`;
    const done = await universe.perform(row, call);
    const next = changed(row, [done.cell, done.becomes]);
    const resumed = await locals.resume(number, done.answer, universe.timeOf(row));
    const verdict = settle(next, slot, resumed);
    emit(next, name, done.verdict ?? verdict);
    emit(
      changed(row, [slot.cell, slot.after]),
      `${slot.label} crashes before ${shown(call.call)}`,
      undefined,
    );
    const crashed = changed(row, [done.cell, done.becomes], [slot.cell, slot.after]);
    emit(crashed, `${name}, and it crashes before it knows`, done.verdict);
    if (ledgerOf(row).faults >= size.faults) return;
    for (const each of faultsOf(call.call)) await fault(from, slot, each);
  }

  async function begin({ row, emit }: From, slot: Slot, program: Program, label: string) {
    const next = row.slice();
    const verdict = settle(next, slot, await locals.start(program, universe.timeOf(row)));
    emit(next, `${slot.label} begins${label}`, verdict);
    return next;
  }

  async function webhooks(from: From, slot: Slot): Promise<void> {
    const { row, emit } = from;
    const { opened, told } = veriffs.valueOf(cellAt(row, CELL.veriff));
    if (opened === undefined) return;
    const base = size.deliveries + 1;
    for (const [at, observation] of size.story.slice(0, told).entries()) {
      const delivered = Math.floor(cellAt(row, CELL.deliveries) / base ** at) % base;
      if (delivered === size.deliveries) continue;
      const taken = changed(row, [CELL.deliveries, cellAt(row, CELL.deliveries) + base ** at]);
      const program: Program = { kind: 'webhook', id: opened, observation };
      await begin({ row: taken, emit }, slot, program, ` with message ${at + 1}`);
    }
  }

  function isDue(row: Int32Array, id: SessionId): boolean {
    const { held } = records.valueOf(cellAt(row, layout.recordCell(id)));
    const now = universe.timeOf(row);
    return (
      held !== undefined &&
      !isExpired(held.expiresAt, now) &&
      (dueAt(held.record) ?? Infinity) <= now
    );
  }

  async function idle(from: From, slot: Slot, at: number): Promise<void> {
    const { row } = from;
    switch (slot.kind) {
      case 'create':
        return void (await begin(from, slot, { kind: 'create', owner: `o${at}-` }, ''));
      case 'webhook':
        return webhooks(from, slot);
      case 'sweep':
        for (const id of layout.ids.filter((each) => isDue(row, each))) {
          await begin(from, slot, { kind: 'sweep', id }, ` with ${id}`);
        }
        return undefined;
      case 'erase':
        for (const id of layout.ids) {
          const { was } = records.valueOf(cellAt(row, layout.recordCell(id)));
          if (was === true) await begin(from, slot, { kind: 'erase', id }, ` with ${id}`);
        }
        return undefined;
    }
  }

  /** Slots of one kind are alike, so only the first that is free is used: what differs by names alone is one state. */
  function isFirstFree(row: Int32Array, at: number): boolean {
    const slot = layout.slots[at];
    return !layout.slots.some(
      (other, before) =>
        before < at && other.kind === slot?.kind && cellAt(row, other.cell) === IDLE,
    );
  }

  function user({ row, emit }: From): void {
    const veriff = veriffs.valueOf(cellAt(row, CELL.veriff));
    if (veriff.opened === undefined) {
      for (const id of layout.ids) {
        const { was } = records.valueOf(cellAt(row, layout.recordCell(id)));
        const next = veriffs.idOf({ ...veriff, opened: id });
        if (was === true)
          emit(changed(row, [CELL.veriff, next]), `the user opens ${id}`, undefined);
      }
      return;
    }
    if (veriff.told === size.story.length || veriff.erased.includes(veriff.opened)) return;
    const told = veriff.told + 1;
    const next = changed(row, [CELL.veriff, veriffs.idOf({ ...veriff, told })]);
    emit(next, `message ${told} comes true at Veriff`, undefined);
  }

  function deletion({ row, emit }: From): void {
    const now = universe.timeOf(row);
    for (const id of layout.ids) {
      const cell = layout.recordCell(id);
      const { held } = records.valueOf(cellAt(row, cell));
      if (held === undefined || !isExpired(held.expiresAt, now)) continue;
      emit(changed(row, [cell, records.idOf({ was: true })]), `TTL deletes ${id}`, undefined);
    }
    const claim = claims.valueOf(cellAt(row, CELL.claim));
    if (claim.held === undefined || !isExpired(claim.held.expiresAt / 1000, now)) return;
    const next = claims.idOf({ claims: claim.claims });
    emit(changed(row, [CELL.claim, next]), 'TTL deletes the claim', undefined);
  }

  function time({ row, emit }: From): void {
    const at = cellAt(row, CELL.time) + 1;
    const instant = size.instants[at];
    if (instant === undefined) return;
    const isQuiet = layout.slots.every((slot) => cellAt(row, slot.cell) <= OVER);
    if (!isQuiet && instant.slow !== true) return;
    emit(changed(row, [CELL.time, at]), `time passes: ${instant.label}`, undefined);
  }

  return async (row, emit) => {
    const from = { row, emit };
    const underWay = layout.slots.filter((slot) => cellAt(row, slot.cell) > OVER).length;
    for (const [at, slot] of layout.slots.entries()) {
      const value = cellAt(row, slot.cell);
      if (value > OVER) await running(from, slot);
      else if (value === IDLE && underWay < size.atOnce && isFirstFree(row, at)) {
        await idle(from, slot, at);
      }
    }
    user(from);
    deletion(from);
    time(from);
  };
}
