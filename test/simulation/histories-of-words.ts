import { deliver, forge, snoop, sweep } from './acts.ts';
import { finish } from './history.ts';
import {
  act,
  begin,
  DAY,
  HOUR,
  hear,
  MINUTE,
  overtake,
  pause,
  SECOND,
  type Stage,
  unsent,
  until,
  untilDue,
  word,
} from './stage.ts';
import {
  APPROVE,
  count,
  DECLINE,
  type History,
  RESUBMIT,
  START,
  SUBMIT,
  submitted,
} from './story.ts';
import type { AtVeriff } from './veriff-model.ts';

function repeated(times: number): History {
  return {
    name: `every word ${times} times`,
    ends: 'approved',
    play: async (stage) => {
      const known = await begin(stage);
      for (const command of [START, SUBMIT, APPROVE]) {
        act(stage, known, command);
        await hear(stage, known, times);
      }
    },
  };
}

function inOrder(name: string, tell: (stage: Stage, known: AtVeriff) => Promise<void>): History {
  return {
    name,
    ends: 'approved',
    play: async (stage) => {
      const known = await submitted(stage);
      act(stage, known, APPROVE);
      await tell(stage, known);
      await hear(stage, known);
    },
  };
}

const ORDERS: readonly History[] = [
  inOrder('the last word first', async ({ world }, known) => {
    for (const message of unsent(known).toReversed()) {
      deliver(world, message);
      await finish(world);
    }
  }),
  inOrder('the last word first, and each twice', async ({ world }, known) => {
    for (const message of [...unsent(known), ...unsent(known)].toReversed()) {
      deliver(world, message);
      await finish(world);
    }
  }),
  inOrder('all words at once', async (stage, known) => {
    for (const message of unsent(known)) deliver(stage.world, message);
    untilDue(stage, known);
    if (stage.way !== 'webhooks') sweep(stage.world);
    await finish(stage.world);
  }),
  inOrder('forgeries and strangers between the words', async ({ world }, known) => {
    const [first] = known.messages;
    if (first !== undefined) forge(world, first);
    snoop(world, known.session.id);
    for (const message of unsent(known)) deliver(world, message);
    await finish(world);
  }),
];

/** Two words about the same: the second comes between the reading and the writing of the first. */
function between(first: 'webhook' | 'poll', second: 'webhook' | 'poll'): History {
  return {
    name: `a ${second} between the reading and the writing of a ${first}`,
    ends: 'approved',
    play: async (stage) => {
      const known = await submitted(stage);
      untilDue(stage, known);
      act(stage, known, APPROVE);
      word(stage, known, first);
      const isPoll = stage.way === 'polls' || (stage.way === 'both' && first === 'poll');
      const held = await until(stage, isPoll ? 'poll.update' : 'webhook.update');
      await overtake(stage, held, () => word(stage, known, second));
    },
  };
}

/** Veriff takes no tenth attempt: it declines. */
function rounds(most: number): History {
  return {
    name: `${most} resubmissions, then approved if Veriff takes so many`,
    ends: most < 9 ? 'approved' : 'declined',
    play: async (stage) => {
      const known = await begin(stage);
      for (const last of [...Array<false>(most).fill(false), true]) {
        act(stage, known, START, SUBMIT);
        pause(stage, 6 * MINUTE);
        act(stage, known, last ? APPROVE : RESUBMIT);
        await hear(stage, known);
        pause(stage, 6 * MINUTE);
      }
    },
  };
}

/** How a history of second thoughts ends. */
type Ends = Pick<History, 'ends' | 'endsByPolls'>;

/** Second thoughts of Veriff's. */
function revised(
  name: string,
  ends: Ends,
  change: (stage: Stage, known: AtVeriff) => Promise<void>,
): History {
  return {
    name,
    ...ends,
    play: async (stage) => {
      const known = await submitted(stage);
      await change(stage, known);
      await hear(stage, known);
    },
  };
}

const timeOf = ({ truths }: AtVeriff): unknown => truths.at(-1)?.decisionTime;

const REVISIONS: readonly History[] = [
  revised(
    'approved, then declined',
    { ends: 'declined', endsByPolls: 'approved' },
    async (stage, known) => {
      act(stage, known, APPROVE);
      await hear(stage, known);
      pause(stage, MINUTE);
      act(stage, known, { ...DECLINE, again: true });
    },
  ),
  revised(
    'declined, then approved',
    { ends: 'approved', endsByPolls: 'declined' },
    async (stage, known) => {
      act(stage, known, DECLINE);
      await hear(stage, known);
      pause(stage, MINUTE);
      act(stage, known, { ...APPROVE, again: true });
    },
  ),
  revised('two decisions in one millisecond', { ends: 'declined' }, async (stage, known) => {
    act(stage, known, APPROVE, { ...DECLINE, again: true });
  }),
  revised(
    'two attempts decided at the same instant',
    { ends: 'approved' },
    async (stage, known) => {
      act(stage, known, RESUBMIT);
      const set = { '/decisionTime': timeOf(known) };
      act(stage, known, START, SUBMIT, { ...APPROVE, set });
    },
  ),
  revised('a decision without a time', { ends: 'approved' }, async (stage, known) => {
    act(stage, known, { ...APPROVE, set: { '/decisionTime': null } });
  }),
  revised(
    'a decision without a time, then one that has it',
    { ends: 'declined', endsByPolls: 'approved' },
    async (stage, known) => {
      act(stage, known, { ...APPROVE, set: { '/decisionTime': null } });
      await hear(stage, known);
      pause(stage, MINUTE);
      act(stage, known, { ...DECLINE, again: true });
    },
  ),
];

function late(name: string, by: number, ends: string): History {
  return {
    name: `a decision that is late by ${name}`,
    ends,
    play: async (stage) => {
      const known = await submitted(stage);
      await hear(stage, known);
      act(stage, known, APPROVE);
      pause(stage, by);
      await hear(stage, known);
    },
  };
}

const AFTER_OUR_END: History = {
  name: 'an approval after we had closed the session ourselves',
  ends: 'approved',
  endsByPolls: 'expired',
  play: async (stage) => {
    const known = await submitted(stage);
    for (const days of [3, 4]) {
      pause(stage, days * DAY + 20 * MINUTE);
      sweep(stage.world);
      await finish(stage.world);
    }
    act(stage, known, APPROVE);
    await hear(stage, known);
  },
};

/** Histories about what Veriff says, and in which order it comes. */
export const OF_WORDS: readonly History[] = [
  ...count(2, 10).map(repeated),
  ...ORDERS,
  between('webhook', 'poll'),
  between('poll', 'webhook'),
  ...count(1, 9).map(rounds),
  ...REVISIONS,
  late('a second', SECOND, 'approved'),
  late('an hour', HOUR, 'approved'),
  late('eight days', 8 * DAY, 'gone'),
  AFTER_OUR_END,
];
