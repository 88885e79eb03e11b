import type { SignatureCheck, TraceOutcome } from '../console-api/wire-trace.ts';
import { isList, isRecord, parseJson } from '../json.ts';

/** What became of a webhook, and why. */
export interface WebhookVerdict {
  readonly outcome: TraceOutcome;
  readonly why?: string;
}

/** What it is judged by: all of it seen from outside the function. */
export interface WebhookFacts {
  readonly status: number;
  /** The body of the answer. */
  readonly answer: string;
  /** Why the function gave none. */
  readonly failure?: string;
  /** What the function printed. */
  readonly log: string;
  /** Veriff's time of this decision, and of the one that is held. */
  readonly decidedAt?: string;
  readonly heldDecidedAt?: string;
  readonly signature: () => SignatureCheck;
}

/** `ok` where the session changed by it. */
export function webhookVerdict(facts: WebhookFacts): WebhookVerdict {
  if (facts.status === 200) return accepted(facts);
  if (facts.status === 401) return { outcome: 'refused', why: whyUnauthenticated(facts) };
  if (facts.failure !== undefined) {
    return { outcome: 'failed', why: `The function failed: ${facts.failure}.` };
  }
  const outcome = facts.status >= 500 ? 'failed' : 'refused';
  return { outcome, why: problemText(facts.answer) };
}

const UNCHANGED: Readonly<Record<string, string>> = {
  repeated: 'It says what was said before.',
  'already-decided': 'The session is decided, and an event decides nothing.',
  'attempt-unknown': 'It names no attempt, and there is a decision on one already.',
  'nothing-new': 'It tells nothing new.',
};

function accepted(facts: WebhookFacts): WebhookVerdict {
  const note = noteOf(facts.log);
  switch (note?.['outcome']) {
    case 'changed':
      return { outcome: 'ok' };
    case 'unchanged':
      return { outcome: 'unchanged', why: whyUnchanged(String(note['reason']), facts) };
    case 'unknown-session':
      return {
        outcome: 'unchanged',
        why: 'No such session is held: expired, erased or never made.',
      };
    case 'refused':
      return { outcome: 'unchanged', why: 'Another integration signed it than made the session.' };
    default:
      return { outcome: 'unchanged', why: 'It was counted; nothing that it tells is kept.' };
  }
}

function whyUnchanged(reason: string, { decidedAt, heldDecidedAt }: WebhookFacts): string {
  if (reason !== 'older-than-the-decision-held') return UNCHANGED[reason] ?? `${reason}.`;
  const times =
    decidedAt === undefined || heldDecidedAt === undefined
      ? ''
      : ` (${decidedAt} < ${heldDecidedAt})`;
  return `Older than the decision held${times}.`;
}

function whyUnauthenticated({ signature, log }: WebhookFacts): string {
  const check = signature();
  if (!check.isValid) return check.why;
  return metricReason(log, 'WebhookRejected') === 'wrong-api-key'
    ? 'The signature fits, but the API key is of another integration.'
    : `${check.why} The function holds another one: its secret was changed, or read before a change.`;
}

/** The line in which `receive-webhook` says what came of a message. */
function noteOf(log: string): Readonly<Record<string, unknown>> | undefined {
  return linesOf(log).find((line) => line['message'] === 'webhook');
}

function metricReason(log: string, metric: string): unknown {
  return linesOf(log).find((line) => line[metric] === 1)?.['reason'];
}

function linesOf(log: string): readonly Readonly<Record<string, unknown>>[] {
  return log.split('\n').map(parseJson).filter(isRecord);
}

/** An error of ours in one sentence. */
export function problemText(body: string): string {
  const problem = parseJson(body);
  if (!isRecord(problem)) return 'There is no more to it than its status.';
  const { title, detail, errors } = problem;
  const first = isList(errors) ? errors[0] : undefined;
  const mistake = isRecord(first)
    ? `${String(first['pointer'])} ${String(first['detail'])}`.trim()
    : detail;
  return [title, mistake].filter((part) => typeof part === 'string').join(': ');
}
