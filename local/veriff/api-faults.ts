import { setTimeout as sleep } from 'node:timers/promises';
import type { SimApiFault, SimOperation } from './control.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Faults } from './faults.ts';
import { SECOND_MS } from './times.ts';
import { errorBody } from './veriff-error.ts';
import type { VeriffAnswer } from './veriff-operations.ts';

/** What a fault makes of a call before anything happened: an answer in its place, or silence. */
export type Intercepted =
  | { readonly cut: 'reset' | 'hang' }
  | { readonly answer: VeriffAnswer; readonly headers: Readonly<Record<string, string>> };

/** What a fault makes of the answer: nothing is sent, or something else. */
export interface Spoiled {
  readonly cut?: 'reset';
  readonly answer?: VeriffAnswer;
  readonly badSignature?: true;
}

export interface ApiCandidate {
  readonly operation: SimOperation;
  readonly sessionId?: string;
}

type Striker = (kind: SimApiFault) => FaultRule | undefined;

export function strikerFor(faults: Faults, candidate: ApiCandidate): Striker {
  return (kind) => faults.strikes('api', kind, candidate);
}

/** Faults that strike before the call takes effect. `slow` waits in real time: the caller's machine does too. */
export async function intercept(strike: Striker): Promise<Intercepted | undefined> {
  if (strike('outage') !== undefined) return { cut: 'reset' };
  if (strike('hang') !== undefined) return { cut: 'hang' };
  const slow = strike('slow');
  if (slow !== undefined) await sleep(Number(slow.parameters['seconds']) * SECOND_MS);
  const limited = strike('rateLimit');
  if (limited !== undefined) return rateLimited(limited);
  const broken = strike('serverError');
  if (broken === undefined) return undefined;
  const status = Number(broken.parameters['status']);
  return {
    answer: { status, body: errorBody(String(status), 'service unavailable') },
    headers: {},
  };
}

/** Faults that strike afterwards: the call has taken effect whatever is answered. */
export function spoil(strike: Striker, answer: VeriffAnswer): Spoiled {
  if (strike('lostAnswer') !== undefined) return { cut: 'reset' };
  const malformed = strike('malformed');
  return malformed === undefined ? {} : disfigured(String(malformed.parameters['how']), answer);
}

function rateLimited(rule: FaultRule): Intercepted {
  const after = rule.parameters['retryAfterSeconds'];
  return {
    answer: { status: 429, body: errorBody('429', 'too many requests') },
    headers: typeof after === 'number' ? { 'retry-after': String(after) } : {},
  };
}

function disfigured(how: string, answer: VeriffAnswer): Spoiled {
  const status = answer.status < 300 ? answer.status : 200;
  switch (how) {
    case 'truncated':
      return { answer: { ...answer, status, body: answer.body.slice(0, answer.body.length / 2) } };
    case 'empty':
      return { answer: { ...answer, status, body: '' } };
    case 'wrong-shape':
      return { answer: { ...answer, status, body: '{"status":"success","verifications":[]}' } };
    case 'bad-signature':
      return { badSignature: true };
    default:
      return {
        answer: { ...answer, status, type: 'text/html', body: '<html><body>Hello</body></html>' },
      };
  }
}
