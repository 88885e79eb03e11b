import type { Item } from '../../shared/adapters/dynamodb/attributes.ts';
import { unless, type Verdict } from './monitors-order.ts';

// The invariants of creating a session, and of what callers are told.

/** A claim's owner changes only when its lease is over and Veriff's answer is not recorded. */
export function claimKeepsOwner(before: Item, after: Item, sentAt: number): Verdict {
  if (before['owner']?.S === after['owner']?.S) return undefined;
  const isOver = Number(before['leaseUntil']?.N) <= sentAt;
  return unless(
    isOver && before['progress']?.S === 'claimed',
    'a claim was taken from an owner that lives, or after its answer',
  );
}

const textIn = (item: Item, name: string): string => item[name]?.S ?? '';

/** Veriff's answer is recorded by the owner of the claim alone, and stays. */
export function answerIsOwners(before: Item, after: Item, mine: readonly string[]): Verdict {
  const isAnswered = textIn(after, 'progress') !== 'claimed';
  if (textIn(before, 'progress') === 'claimed') {
    const isMine = mine.includes(textIn(before, 'owner'));
    return unless(!isAnswered || isMine, 'a stranger recorded an answer');
  }
  const isSame = textIn(before, 'sessionId') === textIn(after, 'sessionId');
  return unless(isSame && isAnswered, 'a recorded answer was taken back or changed');
}

/** A claim's life is fixed when it is made. */
export function claimLifeIsFixed(before: Item, after: Item): Verdict {
  return unless(before['expiresAt']?.N === after['expiresAt']?.N, 'the life of a claim changed');
}

/** A claim that is done holds no link. */
export function doneClaimIsBare(after: Item): Verdict {
  const isDone = after['progress']?.S === 'completed';
  return unless(!isDone || after['answer'] === undefined, 'a claim that is done keeps its link');
}

/** What a create was told before under the same key, and now. */
export interface Told {
  readonly body: string;
  readonly sessionId: string;
  /** Which request body asked. */
  readonly variant: number;
}

/** One key, one body, one session, one answer. */
export function sameAnswer(before: Told | undefined, now: Told): Verdict {
  if (before === undefined) return undefined;
  if (before.variant !== now.variant) return 'one key answered 201 to two different bodies';
  if (before.sessionId !== now.sessionId) return 'one key answered two sessions';
  return unless(before.body === now.body, 'one key answered two bodies');
}

/** Sessions at Veriff beyond one for each time that a key was claimed are counted. */
export function surplusIsCounted(made: number, claims: number, counted: number): Verdict {
  const surplus = made - claims;
  return unless(surplus <= counted, `${surplus} surplus sessions at Veriff, ${counted} counted`);
}

/** What one invocation did, without the repetitions of the SDK. */
export interface CallsMade {
  readonly reads: number;
  readonly updates: number;
  readonly publications: number;
  readonly marks: number;
  /** Conditional writes that another writer won. */
  readonly lost: number;
}

/** A webhook costs one read, one write, one publication and one mark; each lost race one read and one write more. */
export function webhookIsCheap({ reads, updates, publications, marks, lost }: CallsMade): Verdict {
  const isCheap =
    reads <= 1 + lost && updates + marks <= 2 + lost && publications <= 1 && marks <= 1 + lost;
  return unless(
    isCheap,
    `a webhook took ${reads} reads, ${updates} writes, ${publications} publications, ${marks} marks`,
  );
}

/** A request that is not authentic touches nothing. */
export function refusalTouchesNothing(status: number, calls: CallsMade): Verdict {
  if (status !== 401) return undefined;
  const { reads, updates, publications, marks } = calls;
  const touched = reads + updates + publications + marks;
  return unless(touched === 0, `a refused webhook made ${touched} calls`);
}

/** The statuses that a function documents for what a simulated caller sends. */
export function statusIsKnown(status: number, known: readonly number[]): Verdict {
  return unless(known.includes(status), `an answer ${status} that is not foreseen`);
}
