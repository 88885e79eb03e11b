import { create, deliver, erase, read, sweep } from './acts.ts';
import { finish, slackOf } from './history.ts';
import type { Strike } from './machine.ts';
import { expiryOf } from './monitors-life.ts';
import {
  act,
  begin,
  DAY,
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
import type { Fault, Step } from './steps.ts';
import { APPROVE, count, type History, START, SUBMIT, submitted } from './story.ts';
import type { AtVeriff } from './veriff-model.ts';

async function erased({ world }: Stage, { session }: AtVeriff): Promise<void> {
  erase(world, session.id);
  await finish(world);
}

/** Erased after so many moments of a session's life; what Veriff says afterwards changes nothing. */
function erasedAfter(moments: number): History {
  const names = [
    'its creation',
    'its start',
    'hearing of its start',
    'its submission',
    'its decision',
  ];
  return {
    name: `erased right after ${names[moments] ?? 'hearing of its decision'}`,
    ends: 'erased',
    play: async (stage) => {
      const known = await begin(stage);
      const life = [
        async () => act(stage, known, START),
        async () => hear(stage, known),
        async () => act(stage, known, SUBMIT),
        async () => act(stage, known, APPROVE),
        async () => hear(stage, known),
      ];
      for (const [at, moment] of life.entries()) {
        if (at === moments) await erased(stage, known);
        await moment();
      }
      if (moments >= life.length) await erased(stage, known);
    },
  };
}

/** Erased while somebody is about to do a step with it. */
function erasedBefore(webhook: Step, poll: Step): History {
  return {
    name: `erased before ${webhook}, or ${poll}`,
    ends: 'erased',
    play: async (stage) => {
      const known = await submitted(stage);
      untilDue(stage, known);
      act(stage, known, APPROVE);
      word(stage, known, 'webhook');
      const held = await until(stage, stage.way === 'polls' ? poll : webhook);
      await overtake(stage, held, () => erase(stage.world, known.session.id));
    },
  };
}

function unclear(fault: Fault): History {
  return {
    name: `a create that Veriff answers with: ${fault}`,
    ends: 'approved',
    play: async (stage) => {
      const strikes: Strike[] = [{ fault, heals: false }];
      const known = await begin(stage, (step) =>
        step === 'create.veriff' ? strikes.shift() : undefined,
      );
      act(stage, known, START, SUBMIT, APPROVE);
      await hear(stage, known);
    },
  };
}

function withClocks(name: string, skews: readonly number[], then = skews): History {
  return {
    name: `clocks: ${name}`,
    ends: 'approved',
    play: async (stage) => {
      const { world } = stage;
      world.skews = skews;
      world.ledger.slackSeconds = slackOf([0, ...skews, ...then]);
      const known = await submitted(stage);
      await hear(stage, known);
      for (const { container } of world.warm) container.skewMs = then[0] ?? 0;
      act(stage, known, APPROVE);
      await hear(stage, known);
    },
  };
}

/** Everybody comes so many milliseconds from the end of the record. */
function atTheEdge(name: string, from: number): History {
  return {
    name: `everybody comes ${name} the end of the record`,
    ends: 'gone',
    play: async (stage) => {
      const known = await submitted(stage);
      const { world } = stage;
      const end = 1000 * expiryOf(world.table.item(known.session.id) ?? {});
      pause(stage, end + from - world.machine.now);
      for (const message of unsent(known)) deliver(world, message);
      read(world, known.session.id);
      create(world, { ...stage.client });
      if (stage.way !== 'webhooks') sweep(world);
      await finish(world);
      pause(stage, 8 * DAY);
    },
  };
}

const TEN = 10 * MINUTE;

/** A decision comes before the create has done its last writes; where there is no record yet, a poll makes up for it. */
function beforeCreated(step: Step): History {
  return {
    name: `a decision before ${step}`,
    ends: 'approved',
    play: async (stage) => {
      const { world, client } = stage;
      create(world, client);
      const held = await until(stage, step);
      const [known] = world.veriff.sessions.values();
      if (known === undefined) throw new Error('Veriff made no session');
      act(stage, known, START, SUBMIT, APPROVE);
      await overtake(stage, held, () => word(stage, known, 'webhook'));
    },
  };
}

/** Two clients of one backend ask with one key at once, and once more when all is over. */
const TWICE: readonly History[] = [
  {
    name: 'created by two at once',
    ends: 'approved',
    play: async (stage) => {
      create(stage.world, { ...stage.client });
      const known = await begin(stage);
      act(stage, known, START, SUBMIT, APPROVE);
      await hear(stage, known);
    },
  },
  {
    name: 'created again after the decision',
    ends: 'approved',
    play: async (stage) => {
      const known = await submitted(stage);
      act(stage, known, APPROVE);
      await hear(stage, known);
      create(stage.world, { ...stage.client });
      await finish(stage.world);
    },
  },
];

/** Histories about creating, erasing, clocks and the end of a record. */
export const OF_EDGES: readonly History[] = [
  ...TWICE,
  ...(['create.put', 'create.done'] as const).map(beforeCreated),
  ...count(0, 5).map(erasedAfter),
  erasedBefore('webhook.read', 'poll.read'),
  erasedBefore('webhook.update', 'poll.claim'),
  erasedBefore('webhook.publish', 'poll.update'),
  erasedBefore('webhook.mark', 'poll.publish'),
  ...(['answer-lost', 'no-answer', 'server-error', 'malformed'] as const).map(unclear),
  withClocks('ten minutes ahead', [TEN]),
  withClocks('ten minutes behind', [-TEN]),
  withClocks('no two agree', [-TEN, 0, TEN]),
  withClocks('set back on the way', [TEN], [-TEN]),
  withClocks('set ahead on the way', [-TEN], [TEN]),
  atTheEdge('a second before', -SECOND),
  atTheEdge('exactly at', 0),
  atTheEdge('a second after', SECOND),
];
