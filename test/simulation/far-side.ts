import { createHmac } from 'node:crypto';
import type { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Fault } from './steps.ts';
import { ANSWERS, type AtVeriff, type CreateBody, type VeriffModel } from './veriff-model.ts';
import type { Exchanged, Question } from './veriff-port.ts';

/** Lower-case hex HMAC-SHA256, as Veriff signs. */
export function signed(secret: string, bytes: Uint8Array): string {
  return createHmac('sha256', secret).update(bytes).digest('hex');
}

function answered(status: number, text: string, headers: Record<string, string> = {}): Exchanged {
  return { kind: 'answered', status, headers, body: Buffer.from(text) };
}

const NOT_FOUND = answered(404, '{"status":"fail","code":"404"}');

function genuine(status: number, text: string, secret: string): Exchanged {
  const body = Buffer.from(text);
  return { kind: 'answered', status, headers: { 'x-hmac-signature': signed(secret, body) }, body };
}

function about(known: AtVeriff, operation: Exclude<Question['operation'], 'create'>): string {
  known.asked[operation] += 1;
  if (operation === 'decision') return ANSWERS.decision(known);
  if (operation === 'attempts') return ANSWERS.attempts(known);
  known.session = { ...known.session, deletedAt: known.session.createdAt };
  return ANSWERS.deleted(known);
}

/** What Veriff does with a question, and what it answers. */
export function askedOf(veriff: VeriffModel, question: Question, secret: string): Exchanged {
  if (question.operation === 'create') {
    const { verification } = JSON.parse(Buffer.from(question.body ?? []).toString()) as {
      verification: CreateBody;
    };
    return genuine(201, ANSWERS.created(veriff.create(verification)), secret);
  }
  const known = veriff.sessions.get(question.id);
  if (known === undefined || known.session.deletedAt !== undefined) return NOT_FOUND;
  return genuine(200, about(known, question.operation), secret);
}

const lost = (sent: boolean): Exchanged => ({
  kind: 'failed',
  sent,
  cause: new Error('simulated'),
});

const MALFORMED: readonly Exchanged[] = [
  answered(200, '<html>maintenance</html>'),
  answered(200, ''),
  answered(201, '{"status":"success","verif'),
  answered(200, '{"status":"success","verification":null}', { 'x-hmac-signature': 'f'.repeat(64) }),
];

const FAULTY: Partial<Readonly<Record<Fault, Exchanged>>> = {
  'rate-limited': answered(429, '', { 'retry-after': '30' }),
  'not-found': NOT_FOUND,
  forbidden: answered(403, '{"status":"fail","code":"403"}'),
  'no-answer': lost(false),
  'answer-lost': lost(true),
  reset: lost(true),
};

/** What a fault of Veriff's looks like to its client. */
export function veriffFault(fault: Fault, pick: (count: number) => number): Exchanged {
  if (fault === 'malformed') return MALFORMED[pick(MALFORMED.length)] ?? lost(true);
  return FAULTY[fault] ?? answered(503, '', pick(2) === 0 ? {} : { 'retry-after': '2' });
}

/** The bus: what was published, by the event's own id, with each of its contents. */
export type Published = Map<string, string>;

/** An entry as consumers get it. */
interface Detail {
  readonly id: string;
}

/** Takes events; answers whether each content is the one that was published before under its id. */
export function taken(
  published: Published,
  { input: { Entries = [] } }: PutEventsCommand,
  onEvent: (id: string, before: string | undefined, content: string) => void,
): object {
  for (const { Detail: content = '{}' } of Entries) {
    const { id } = JSON.parse(content) as Detail;
    onEvent(id, published.get(id), content);
    published.set(id, content);
  }
  return { FailedEntryCount: 0, Entries: Entries.map((_, at) => ({ EventId: `e${at}` })) };
}

/** A bus that takes nothing and answers 200. */
export const NOT_TAKEN = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] };
