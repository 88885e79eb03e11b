import middy from '@middy/core';
import { webhookApi } from '../../functions/http/middleware.ts';
import { receiveWebhookHandler } from '../../functions/receive-webhook/handler.ts';
import { secretsSource } from '../../shared/adapters/runtime/secrets.ts';
import { veriffAuthenticator } from '../../shared/adapters/veriff/authenticator.ts';
import { SECRET } from '../functions/world.ts';
import { context } from '../support/api-event.ts';
import { MINUTE, T0 } from '../support/given.ts';
import { EXHAUSTIVE } from './exhaustive.ts';
import { forgery } from './forgeries.ts';
import { delivery, GENUINE, hmac } from './genuine.ts';
import { type Random, random } from './random.ts';
import { type Rig, rig } from './rig.ts';
import { peopled } from './run.ts';

const OLD = 'the-old-shared-secret-of-36-characters';
const NEW = 'the-new-shared-secret-of-36-characters';

/** How the secret is rotated: minutes of virtual time from the start. */
export interface Script {
  /** The new secret is put first, the old one beside it with an end. */
  readonly added: number;
  /** Veriff signs new messages with the new secret, and repeats some old ones with the old one. */
  readonly switched: number;
  /** The old secret's `notAfter`; Veriff has ended it a minute before. */
  readonly ended: number;
  /** The old secret is taken out. */
  readonly removed: number;
  readonly over: number;
  /** Forgeries before each delivery, to the same container. */
  readonly forgeries: number;
}

/** As the runbook has it, and Veriff signs with the new secret in the moment in which it is added. */
export const AT_ONCE: Script = {
  added: 20,
  switched: 20,
  ended: 90,
  removed: 100,
  over: 120,
  forgeries: 0,
};

/** The same under a flood of forgeries, with the five minutes between in which every container reads the secret anyway. */
export const UNDER_A_FLOOD: Script = { ...AT_ONCE, switched: 25, forgeries: 3 };

/** What came of a rotation. */
export interface Rotated {
  readonly delivered: number;
  readonly rejected: number;
  readonly forged: number;
  readonly accepted: number;
  readonly byOld: number;
  readonly reads: number;
}

const CONTAINERS = 6;

function documentAt(script: Script, minute: number): string {
  const notAfter = new Date(T0 + script.ended * MINUTE).toISOString();
  const [old, fresh] = [{ value: OLD, notAfter }, { value: NEW }];
  const beside = minute < script.removed ? [fresh, old] : [fresh];
  const sharedSecrets = minute < script.added ? [{ value: OLD }] : beside;
  return JSON.stringify({ integrations: [{ ...SECRET.integrations[0], sharedSecrets }] });
}

/** Veriff's choice of a secret: before, during and after the overlap. */
function signingSecret({ switched, ended }: Script, minute: number, choices: Random): string {
  if (minute < switched) return OLD;
  return minute < ended - 1 && choices.below(4) === 0 ? OLD : NEW;
}

/** A container of the webhook function: a cache of the secret of its own, and the table of all. */
function container({ ports }: Rig, fetchSecret: () => Promise<{ readonly text: string }>) {
  const { now, telemetry } = ports;
  const secrets = secretsSource({ fetchSecret, now, telemetry });
  const authenticator = veriffAuthenticator({ secrets, now });
  const handler = middy(receiveWebhookHandler({ ...ports, authenticator })).use(
    webhookApi(telemetry, 'POST /webhooks/veriff'),
  );
  return async (event: unknown): Promise<number> => {
    const { statusCode } = await handler(event as Parameters<typeof handler>[0], context);
    return statusCode;
  };
}

/** Spreads genuine deliveries over a rotation and over several containers, one of which is new from time to time. */
export async function rotate(script: Script, deliveries: number, seed: number): Promise<Rotated> {
  const on = await peopled(rig());
  const sum = { delivered: 0, rejected: 0, forged: 0, accepted: 0, byOld: 0, reads: 0 };
  let minute = 0;
  const fetchSecret = async () => {
    sum.reads += 1;
    return { text: documentAt(script, minute) };
  };
  const containers = Array.from({ length: CONTAINERS }, () => container(on, fetchSecret));
  for (let index = 0; index < deliveries; index += 1) {
    const choices = random(seed, index);
    minute = (index * script.over) / deliveries;
    on.at(T0 + minute * MINUTE);
    const at = choices.below(CONTAINERS);
    if (choices.below(500) === 0) containers[at] = container(on, fetchSecret);
    const call = containers[at] ?? container(on, fetchSecret);
    for (let left = script.forgeries; left > 0; left -= 1) {
      sum.forged += 1;
      const { event } = forgery(seed, EXHAUSTIVE + index * script.forgeries + left);
      if ((await call(event)) < 400) sum.accepted += 1;
    }
    const secret = signingSecret(script, minute, choices);
    const { bytes } = choices.pick(GENUINE);
    const status = await call(delivery(bytes, { 'x-hmac-signature': hmac(bytes, secret) }));
    on.forget();
    sum.delivered += 1;
    sum.byOld += secret === OLD ? 1 : 0;
    sum.rejected += status === 200 ? 0 : 1;
  }
  return sum;
}
