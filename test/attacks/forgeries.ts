import { EXHAUSTIVE, exhaustive, type Forgery } from './exhaustive.ts';
import { FORGED_BODIES } from './forged-bodies.ts';
import { FORGED_SIGNATURES } from './forged-signatures.ts';
import { delivery, GENUINE, sent } from './genuine.ts';
import { type Random, random } from './random.ts';

const FORGES = { ...FORGED_BODIES, ...FORGED_SIGNATURES };
const KINDS = Object.keys(FORGES);

/** One in so many is refused for its transport alone; the large ones are slow to make. */
const TRANSPORT = 500;

const TOO_LARGE = Buffer.alloc(256 * 1024 + 1, ' ');

/** What is refused before anybody looks at its signature, be it genuine. */
function byTransport(choices: Random): Forgery {
  if (choices.below(4) === 0) {
    const event = delivery(TOO_LARGE, { 'x-hmac-signature': '0'.repeat(64) });
    return { kind: 'transport: too large', event, status: 413 };
  }
  const encoding = choices.pick(['gzip', 'br', 'deflate', 'identity, gzip', 'x', '', 'IDENTITY ']);
  const event = sent(choices.pick(GENUINE), { 'Content-Encoding': encoding });
  return { kind: 'transport: compressed', event, status: 415 };
}

/** The `index`-th forgery of a run: first all of the exhaustive ones, then random ones. */
export function forgery(seed: number, index: number): Forgery {
  if (index < EXHAUSTIVE) return exhaustive(index);
  const choices = random(seed, index);
  if (choices.below(TRANSPORT) === 0) return byTransport(choices);
  const kind = choices.pick(KINDS);
  const event = FORGES[kind]?.(choices.pick(GENUINE), choices);
  return { kind, event, status: 401 };
}
