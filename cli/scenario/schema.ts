import * as z from 'zod/mini';
import type { SimAction } from '../../local/veriff/control.ts';
import { WEBHOOK_ACTIONS, WEBHOOK_KINDS } from '../../local/veriff/fault-table.ts';
import { fields, flag, listOf, numberFrom, pointer, pointerValues, text, word } from './checked.ts';
import { faultsSchema } from './fault-schema.ts';

/** How a scenario calls a session. */
const name = () =>
  text({ is: /^[A-Za-z][A-Za-z0-9-]*$/, wanted: 'a name of letters, digits and -, "anna"' }).check(
    z.describe('A session by its name in this scenario.'),
  );

const body = () => z.unknown().check(z.describe('${anna} becomes the id of session anna.'));
const headers = () => z.record(text(), text(), { error: 'must be an object of texts' });
const status = () => numberFrom(100, 599);

/** What an HTTP answer must be; the body matches where it is named, lists exactly. */
const answer = fields({
  status: z.optional(status()),
  headers: z.optional(headers()),
  body: z.optional(body()),
  lacks: z.optional(listOf(text()).check(z.describe('Texts that the answer must not contain.'))),
});

const ACTIONS = [
  'start',
  'submit',
  'approve',
  'decline',
  'resubmit',
  'review',
  'abandon',
  'expire',
  'watchlist',
  'userStatus',
] as const satisfies readonly SimAction[];

const action = fields({
  action: word('action', ACTIONS),
  reasonCode: z.optional(numberFrom(100, 999)),
  reason: z.optional(text()),
  set: z.optional(pointerValues()),
  again: z.optional(flag()),
  matchStatus: z.optional(text()),
  statusCode: z.optional(text()),
});

const edit = fields({
  set: z.optional(pointerValues()),
  add: z.optional(pointerValues()),
  remove: z.optional(listOf(pointer())),
  body: z.optional(z.unknown()),
  sign: z.optional(word('signature', ['current', 'previous', 'original', 'none'])),
  times: z.optional(numberFrom(1, 100)),
  delaySeconds: z.optional(numberFrom(0, 604_800)),
});

const STATUSES = [
  'created',
  'started',
  'submitted',
  'approved',
  'declined',
  'resubmission_requested',
  'review',
  'expired',
  'abandoned',
] as const;

const OUTCOMES = ['waiting', 'delivered', 'refused', 'failed', 'dropped', 'cancelled'] as const;

/** null expects that there is none. */
const maybe = <Type extends z.core.SomeType>(type: Type) => z.optional(z.nullable(type));

const decision = fields({
  status: z.optional(word('status', STATUSES)),
  code: maybe(numberFrom(0, 99_999)),
  reason: maybe(text()),
  reasonCode: maybe(numberFrom(0, 99_999)),
  decidedAt: maybe(text()),
  source: z.optional(word('source', ['webhook', 'poll', 'own'])),
});

const counts = fields(
  Object.fromEntries(OUTCOMES.map((each) => [each, z.optional(numberFrom(0, 100_000))])),
);

const answers = z.array(
  z.union([status(), word('outcome', OUTCOMES)], {
    error: `must be a status or one of ${OUTCOMES.join(', ')}`,
  }),
  { error: 'must be a list' },
);

function byKind<Type extends z.core.SomeType>(type: Type) {
  return fields(Object.fromEntries(WEBHOOK_KINDS.map((kind) => [kind, z.optional(type)])));
}

const truth = {
  status: z.optional(word('status', STATUSES)),
  final: z.optional(flag()),
  attempts: z.optional(numberFrom(0, 100)),
  decision: maybe(decision),
};

const expectation = fields({
  session: name(),
  eventually: z.optional(
    text({ is: /^\d{1,4}(?:ms|s)$/, wanted: 'a length of real time, "5s"' }).check(
      z.describe('How long to wait for it in real time, for servers that are not on our clock.'),
    ),
  ),
  found: z.optional(flag().check(z.describe('false: the session is not here any more.'))),
  ...truth,
  nextAction: z.optional(
    word('next action', ['open_url', 'wait', 'retry_same_url', 'create_new', 'none']),
  ),
  vendorData: maybe(text()),
  published: z.optional(
    z
      .array(word('status', STATUSES), { error: 'must be a list of statuses' })
      .check(z.describe('Every status that was published, in order.')),
  ),
  lastPublished: maybe(word('status', STATUSES)),
  deliveries: z.optional(
    byKind(counts).check(z.describe('Webhooks by kind and outcome, counted.')),
  ),
  answers: z.optional(
    byKind(answers).check(
      z.describe('What each try was answered, in order; an outcome if nothing.'),
    ),
  ),
  veriff: z.optional(
    fields({ ...truth, erased: z.optional(flag()) }).check(z.describe('The truth at Veriff.')),
  ),
});

const advance = text({
  is: /^(?:next|day \d{1,2}|\d{1,8}[smhd])$/,
  wanted: '"90s", "3m", "2h", "1d", "next" or "day 7"',
}).check(z.describe('"day 7": seven days after the first session was created.'));

/** Every kind of step, by the field that names it. */
export const STEPS = {
  create: fields({
    create: fields({
      as: name(),
      body: z.optional(body()),
      idempotencyKey: z.optional(text()),
      expect: z.optional(answer),
    }),
  }),
  do: fields({
    do: listOf(
      z.union([word('action', ACTIONS), action], {
        error: 'must be an action, "approve" or {"action": "approve"}',
      }),
    ),
    session: name(),
  }),
  faults: fields({ faults: faultsSchema }),
  resend: fields({
    resend: fields({
      session: name(),
      kind: word('kind', WEBHOOK_KINDS),
      action: z.optional(
        word('action', WEBHOOK_ACTIONS).check(z.describe('Which of them; the newest by default.')),
      ),
      edit: z.optional(edit),
    }),
  }),
  advance: fields({ advance }),
  request: fields({
    request: fields({
      method: z.optional(word('method', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])),
      path: text().check(
        z.describe('A path of the client API, or a full URL; ${api}, ${simulator}, ${console}.'),
      ),
      headers: z.optional(headers()),
      body: z.optional(body()),
      as: z.optional(name().check(z.describe('Names the session that the answer tells of.'))),
      idAt: z.optional(
        pointer().check(z.describe('Where its id is; /verification/id by default.')),
      ),
      expect: z.optional(answer),
    }),
  }),
  expect: fields({ expect: expectation }),
} as const;

export type Verb = keyof typeof STEPS;
export type StepOf<Name extends Verb> = z.infer<(typeof STEPS)[Name]>;
export type Step = StepOf<Verb>;
export type Answer = z.infer<typeof answer>;
export type Expectation = z.infer<typeof expectation>;

const heading = {
  $schema: z.optional(text()),
  name: text({ is: /\S/, wanted: 'a sentence that says what happens' }),
  seed: z.optional(
    numberFrom(0, Number.MAX_SAFE_INTEGER).check(z.describe('Of every fault with a probability.')),
  ),
  target: z.optional(
    word('target', ['service', 'simulator']).check(
      z.describe('simulator: the webhooks go to a backend of your own.'),
    ),
  ),
};

/** A file without a look at its steps, which are checked one by one. */
export const outlineSchema = fields({ ...heading, steps: listOf(z.unknown()) });

/** The whole file; `scenarios/scenario.schema.json` is made from it. */
export const scenarioSchema = fields({
  ...heading,
  steps: listOf(
    z.union([
      STEPS.create,
      STEPS.do,
      STEPS.faults,
      STEPS.resend,
      STEPS.advance,
      STEPS.request,
      STEPS.expect,
    ]),
  ),
});

export type Outline = Omit<z.infer<typeof outlineSchema>, 'steps'>;
