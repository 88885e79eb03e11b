import { createHmac, createSecretKey } from 'node:crypto';
import { decisionBody, signatureOf } from '../../../build/rehearsal/services.ts';
import { isSignedBy, signingKey } from '../../../shared/adapters/veriff/signature.ts';
import { readWebhook } from '../../../shared/adapters/veriff/wire.ts';
import { decide } from '../../../shared/domain/decide.ts';
import { evolve } from '../../../shared/domain/evolve.ts';
import { created, LIVE, T0 } from '../../support/given.ts';
import { type Spread, shuffled, spread } from './statistics.ts';

/** What a webhook costs without a network: microseconds of one call each. */
export interface Micro {
  readonly name: string;
  /** µs. */
  readonly took: Spread;
  readonly limit?: number;
}

const SECRET = '00000000-0000-4000-8000-000000000000';
const BATCHES = 60;
const CALLS = 2000;

const session = created();
const body = Buffer.from(decisionBody(new Date(T0 + 60_000)));
const kilobyte = Buffer.alloc(1024, 'a');
const keys = [signingKey(SECRET)];
const bare = createSecretKey(SECRET, 'utf8');
const right = signatureOf(body.toString());
const ofKilobyte = createHmac('sha256', bare).update(kilobyte).digest('hex');
const wrong = 'ab'.repeat(32);

/** From bytes to the changed record, without its signature. */
function changed(): boolean {
  const message = readWebhook(body);
  if (!('observation' in message)) throw new Error('the webhook is not read');
  const outcome = decide(session, { ...message.observation, integration: LIVE }, T0 + 61_000);
  if (outcome.kind !== 'changed') throw new Error(`the webhook is ${outcome.kind}`);
  return evolve(session, outcome.change).version > session.version;
}

function is(expected: boolean, value: boolean): void {
  if (value !== expected) throw new Error('a wrong answer');
}

interface Work {
  readonly name: string;
  readonly limit?: number;
  readonly work: () => void;
}

const WORKS: readonly Work[] = [
  { name: 'bytes in, decided change out', limit: 12, work: () => is(true, changed()) },
  {
    name: 'the same with its signature',
    work: () => is(true, isSignedBy(keys, body, right) && changed()),
  },
  { name: 'reading alone', work: () => is(true, 'observation' in readWebhook(body)) },
  {
    name: 'signature of 1 KB',
    limit: 3.5,
    work: () => is(true, isSignedBy(keys, kilobyte, ofKilobyte)),
  },
  {
    name: 'createHmac and digest of 1 KB, nothing else',
    work: () => is(true, createHmac('sha256', bare).update(kilobyte).digest().length === 32),
  },
  { name: 'a forged signature', limit: 15, work: () => is(false, isSignedBy(keys, body, wrong)) },
];

function microseconds({ work }: Work): number {
  const from = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call += 1) work();
  return Number(process.hrtime.bigint() - from) / 1000 / CALLS;
}

/** Measures each in batches, in a new order each time; the first batches only warm up. */
export function micro(): readonly Micro[] {
  const samples = new Map<Work, number[]>(WORKS.map((work) => [work, []]));
  for (let batch = -5; batch < BATCHES; batch += 1) {
    for (const work of shuffled(WORKS)) {
      const took = microseconds(work);
      if (batch >= 0) samples.get(work)?.push(took);
    }
  }
  return WORKS.map((work) => ({
    name: work.name,
    took: spread(samples.get(work) ?? []),
    ...(work.limit !== undefined && { limit: work.limit }),
  }));
}
