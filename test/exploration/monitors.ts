import { isExpired } from '../../shared/adapters/dynamodb/expiry.ts';
import { decide } from '../../shared/domain/decide.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import { dueAt } from '../../shared/domain/due.ts';
import type { Claim } from '../../shared/domain/idempotency.ts';
import type { EpochMs } from '../../shared/domain/ids.ts';
import { compareDecisions } from '../../shared/domain/precedence.ts';
import {
  heldDecision,
  isFinal,
  isOpen,
  type Session,
  type SessionRecord,
} from '../../shared/domain/session.ts';
import type { Call } from './calls.ts';
import type { BusCell, ClaimCell, LedgerCell, RecordCell, VeriffCell } from './cells.ts';
import { canonical } from './interner.ts';
import type { Ending } from './invocations.ts';

/** What is wrong, in a sentence; nothing where all is well. */
export type Verdict = string | undefined;

/** Tries one check after the other; the first that is violated speaks. */
function first(...checks: readonly (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const verdict = check();
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

const unless = (holds: boolean, sentence: string): Verdict => (holds ? undefined : sentence);

function fixedParts({ id, tenant, integration, claim }: SessionRecord): string {
  return canonical([id, tenant, integration, claim]);
}

function fixedOfSession({ vendorData, endUserId, createdAt, validUntil }: Session): string {
  return canonical([vendorData, endUserId, createdAt, validUntil]);
}

function orderKept(before: Session, after: Session): Verdict {
  const [old, held] = [heldDecision(before), heldDecision(after)];
  if (old === undefined) return undefined;
  const isKept = held !== undefined && compareDecisions(held, old) >= 0;
  return unless(isKept, 'a newer decision was replaced by an older one, or by none');
}

function sessionReplaced(before: Session, after: SessionRecord): Verdict {
  if (after.kind === 'tombstone') return undefined;
  const [old, held] = [heldDecision(before), heldDecision(after)];
  const reopened = isFinal(before) && isOpen(after);
  return first(
    () => orderKept(before, after),
    () =>
      unless(
        fixedOfSession(before) === fixedOfSession(after),
        'a field that is fixed at creation was changed',
      ),
    () =>
      unless(
        !reopened || (held !== undefined && (old === undefined || compareDecisions(held, old) > 0)),
        'something else than a newer decision opened a decided session again',
      ),
  );
}

/** A write of a record that took effect: what was there, and what is there now. */
export function recordWritten(before: RecordCell, after: RecordCell, now: EpochMs): Verdict {
  const [old, held] = [before.held, after.held];
  if (held === undefined) return unless(old === undefined, 'a write deleted the record');
  if (old === undefined) {
    return unless(before.was !== true, 'a session came back under an id that had lost it');
  }
  if (canonical(old) === canonical(held)) return undefined;
  return first(
    () => unless(!isExpired(old.expiresAt, now), 'a write succeeded on an expired record'),
    () =>
      unless(held.record.revision > old.record.revision, 'a write did not advance the revision'),
    () =>
      unless(fixedParts(old.record) === fixedParts(held.record), 'the owner of a record changed'),
    () =>
      old.record.kind === 'tombstone'
        ? unless(held.record.kind === 'tombstone', 'an erased session came back')
        : sessionReplaced(old.record, held.record),
  );
}

function ownerKept(old: Claim, held: Claim, now: EpochMs): Verdict {
  if (old.owner === held.owner) return undefined;
  const mayChange = old.progress.kind === 'claimed' && old.leaseUntil <= now;
  return unless(mayChange, 'a claim was taken from an owner that lives, or after its answer');
}

const STAGE = { claimed: 0, answered: 1, completed: 2 } as const;

function progressKept(old: Claim, held: Claim, call: Call): Verdict {
  const isAnswer = old.progress.kind === 'claimed' && held.progress.kind !== 'claimed';
  const by = 'owner' in call ? call.owner : undefined;
  return first(
    () => unless(STAGE[held.progress.kind] >= STAGE[old.progress.kind], 'a claim went back'),
    () =>
      unless(!isAnswer || by === old.owner, 'an answer was recorded by a stranger to the claim'),
    () => unless(held.expiresAt === old.expiresAt, 'the life of a claim was changed'),
  );
}

/** A write of a claim that took effect, and the call that made it. */
export function claimWritten(
  before: ClaimCell,
  after: ClaimCell,
  call: Call,
  now: EpochMs,
): Verdict {
  const [old, held] = [before.held, after.held];
  if (after.claims !== before.claims || old === undefined || held === undefined) return undefined;
  return first(
    () => ownerKept(old, held, now),
    () => progressKept(old, held, call),
  );
}

/** A publication: one content an id. */
export function published(before: BusCell, after: BusCell): Verdict {
  const changed = Object.keys(before).find((id) => before[id] !== after[id]);
  return changed === undefined ? undefined : `event ${changed} was published with two contents`;
}

const TOMBSTONE_KEYS: ReadonlySet<string> = new Set([
  'kind',
  'id',
  'tenant',
  'integration',
  'claim',
  'revision',
  'version',
  'erasedAt',
  'erasureDueAt',
]);

function sessionStands(session: Session, bus: BusCell): Verdict {
  const owed = new Set(session.outbox.map(({ version }) => version));
  const versions = Array.from({ length: session.version }, (_, at) => at + 1);
  const lost = versions.find((v) => !owed.has(v) && !Object.hasOwn(bus, `${session.id}:${v}`));
  return first(
    () => (lost === undefined ? undefined : `change ${lost} is neither owed nor published`),
    () => unless(!('link' in session.state) || isOpen(session), 'a decided session keeps its link'),
    () =>
      unless(
        (dueAt(session) !== undefined) === (isOpen(session) || owed.size > 0),
        'the record owes something and is not due, or the other way round',
      ),
    () => unless(!isOpen(session) || session.state.poll.count <= 25, 'more than 25 polls'),
  );
}

/** A record as it stands beside what was published. */
export function recordStands({ held }: RecordCell, bus: BusCell): Verdict {
  if (held === undefined) return undefined;
  const { record } = held;
  if (record.kind === 'session') return sessionStands(record, bus);
  const extra = Object.keys(record).find((key) => !TOMBSTONE_KEYS.has(key));
  return extra === undefined ? undefined : `a tombstone holds ${extra}`;
}

/** A record beside Veriff's truth: no decision that Veriff never made. */
export function recordIsTrue({ held }: RecordCell, made: readonly Decision[]): Verdict {
  if (held?.record.kind !== 'session') return undefined;
  const decision = heldDecision(held.record);
  if (decision === undefined || decision.source === 'own') return undefined;
  const isMade = made.some((each) => compareDecisions(each, decision) === 0);
  return unless(isMade, 'the record holds a decision that Veriff never made');
}

function sessionOf({ progress }: Claim): string | undefined {
  if (progress.kind === 'answered') return progress.session.id;
  return progress.kind === 'completed' ? progress.sessionId : undefined;
}

/** A claim beside the record that it points at: it never outlives it. */
export function claimPoints(
  { held }: ClaimCell,
  id: string,
  record: RecordCell,
  now: EpochMs,
): Verdict {
  if (held === undefined || isExpired(held.expiresAt / 1000, now)) return undefined;
  if (sessionOf(held) !== id || record.was !== true) return undefined;
  const outlives = record.held === undefined || held.expiresAt / 1000 > record.held.expiresAt;
  return unless(!outlives, 'the idempotency item outlives its session');
}

/** Veriff sessions of the key: one for each time that it was claimed anew, and every surplus one is counted. */
export function surplusIsCounted(
  { made }: VeriffCell,
  claim: ClaimCell,
  ledger: LedgerCell,
): Verdict {
  const surplus = made - claim.claims;
  return unless(
    surplus <= ledger.counted,
    `${surplus} surplus sessions at Veriff, ${ledger.counted} counted`,
  );
}

function createdHolds(
  ending: Extract<Ending, { kind: 'created' }>,
  record: RecordCell,
  { claim, ledger }: { readonly claim: ClaimCell; readonly ledger: LedgerCell },
): Verdict {
  const isSecond = ledger.answered !== undefined && ledger.under === claim.claims;
  return first(
    () => unless(record.was === true, '201 was answered before the record was durable'),
    () => unless(!isSecond || ledger.answered === ending.id, 'one key was answered two sessions'),
  );
}

function recordedHolds(
  { observation }: Extract<Ending, { kind: 'recorded' }>,
  { held }: RecordCell,
  now: EpochMs,
): Verdict {
  if (held?.record.kind !== 'session' || isExpired(held.expiresAt, now)) return undefined;
  const again = decide(held.record, observation, now);
  return unless(again.kind !== 'changed', '200 was answered to a webhook that left no trace');
}

function erasedHolds({ held }: RecordCell, now: EpochMs): Verdict {
  const isGone = held?.record.kind !== 'session' || isExpired(held.expiresAt, now);
  return unless(isGone, 'an erased session is still there');
}

/** What an invocation's end promises, against what is there. */
export function endingHolds(
  ending: Ending,
  record: RecordCell,
  around: { readonly claim: ClaimCell; readonly ledger: LedgerCell; readonly now: EpochMs },
): Verdict {
  switch (ending.kind) {
    case 'created':
      return createdHolds(ending, record, around);
    case 'recorded':
      return recordedHolds(ending, record, around.now);
    case 'erased':
      return erasedHolds(record, around.now);
    case 'broken':
      return `an unforeseen error: ${ending.how}`;
    case 'ended':
    case 'refused':
      return undefined;
  }
}
