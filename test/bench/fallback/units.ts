import type { Item } from '../../../shared/adapters/dynamodb/attributes.ts';
import { recordItem } from '../../../shared/adapters/dynamodb/session-item.ts';
import { TABLE } from '../../../shared/contract/table.ts';
import { claimPoll } from '../../../shared/domain/due.ts';
import type { Observation } from '../../../shared/domain/observation.ts';
import { markPublished } from '../../../shared/domain/outbox.ts';
import { isOpen, type Session } from '../../../shared/domain/session.ts';
import { writeUnits } from '../../cost/capacity.ts';
import {
  created,
  decided,
  FIRST,
  MINUTE,
  observe,
  started,
  submitted,
} from '../../support/given.ts';

/** The events of a session's life that make us write. */
export type Moment = 'create' | 'started' | 'submitted' | 'decided' | 'poll' | 'found';

/** What one write costs, in write request units, by what it is for. */
export interface Units {
  /** That the record exists and says what it says. */
  readonly record: number;
  /** That the sweep finds it: places in the index `due`, and the claim of a poll. */
  readonly timer: number;
  /** That its event is published at least once: the mark, and what it moves in the index. */
  readonly outbox: number;
}

const OBSERVED: Readonly<Record<Exclude<Moment, 'create' | 'poll'>, Observation>> = {
  started: started(FIRST),
  submitted: submitted(FIRST),
  decided: decided('approved', '10:20:00'),
  found: decided('approved', '10:20:00', { source: 'poll' }),
};

const allVersions = ({ outbox }: Session): ReadonlySet<number> =>
  new Set(outbox.map(({ version }) => version));

const published = (session: Session): Session => markPublished(session, allVersions(session));

/** As it was written so many minutes after the creation: each write renews the life of the record. */
function itemOf(session: Session | undefined, minutes: number): Item | undefined {
  return session && recordItem(session, session.createdAt + minutes * MINUTE);
}

function withoutPlace(item: Item | undefined): Item | undefined {
  if (item === undefined) return undefined;
  const { [TABLE.due.bucket]: _, [TABLE.due.at]: __, ...rest } = item;
  return rest;
}

function split(before: Session | undefined, after: Session): Units {
  const told = published(after);
  const from = before && itemOf(published(before), 0);
  const [owing, paid] = [itemOf(after, 1), itemOf(told, 1)];
  // As if there were no events to publish, and as if there were no sweep either.
  const silent = writeUnits(from, paid);
  const bare = writeUnits(withoutPlace(from), withoutPlace(paid));
  const actual = writeUnits(from, owing) + writeUnits(owing, paid);
  return { record: bare, timer: silent - bare, outbox: actual - silent };
}

function claimed(session: Session): Units {
  if (!isOpen(session)) throw new Error('only an open session is polled');
  const next = claimPoll(session, session.state.poll.dueAt);
  return { record: 0, timer: writeUnits(itemOf(session, 0), itemOf(next, 1)), outbox: 0 };
}

const plus = (a: Units, b: Units): Units => ({
  record: a.record + b.record,
  timer: a.timer + b.timer,
  outbox: a.outbox + b.outbox,
});

/** What each moment of a session's life costs, by the real records and the rules of AWS for them. */
export function unitsOfMoments(): Readonly<Record<Moment, Units>> {
  const seen = (session: Session, moment: keyof typeof OBSERVED): Session =>
    observe(session, OBSERVED[moment]).session;
  const first = published(created());
  const begun = published(seen(first, 'started'));
  const sent = published(seen(begun, 'submitted'));
  const poll = claimed(sent);
  return {
    create: split(undefined, created()),
    started: split(first, seen(first, 'started')),
    submitted: split(begun, seen(begun, 'submitted')),
    decided: split(sent, seen(sent, 'decided')),
    poll,
    // The poll is claimed before Veriff is asked.
    found: plus(poll, split(sent, seen(sent, 'found'))),
  };
}
