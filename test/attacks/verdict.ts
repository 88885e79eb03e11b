import {
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type ProblemCode,
  problemType,
} from '../../shared/contract/http/problems.ts';
import type { Effects } from './rig.ts';

/** What a call led to. */
export interface Observed {
  /** What the function answered; absent where it threw. */
  readonly answer?: unknown;
  readonly thrown?: unknown;
  readonly effects: Readonly<Effects>;
  readonly lines: readonly string[];
}

/** An answer, as far as it has the form of one. */
interface Formed {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PROBLEM_FIELDS = new Set([
  'type',
  'title',
  'status',
  'code',
  'detail',
  'requestId',
  'errors',
  'veriffCode',
]);
const HEADERS = new Set([
  'Content-Type',
  'Cache-Control',
  'X-Content-Type-Options',
  'X-Request-Id',
  'Retry-After',
  'ETag',
  'Idempotency-Replayed',
]);
const HEADER_VALUE = /^[\x20-\x7e]{1,200}$/;
const LONGEST_LINE = 4096;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isFormed(answer: unknown): answer is Formed {
  return (
    isRecord(answer) &&
    Object.keys(answer).length === 3 &&
    Number.isInteger(answer['statusCode']) &&
    isRecord(answer['headers']) &&
    Object.values(answer['headers']).every((value) => typeof value === 'string') &&
    typeof answer['body'] === 'string'
  );
}

function headerMistake({ headers }: Formed): string | undefined {
  const odd = Object.entries(headers).find(
    ([name, value]) => !HEADERS.has(name) || !HEADER_VALUE.test(value),
  );
  if (odd !== undefined) return `the header ${odd.join(': ')}`;
  const safe =
    headers['Cache-Control'] === 'no-store' && headers['X-Content-Type-Options'] === 'nosniff';
  return safe ? undefined : 'no Cache-Control or X-Content-Type-Options';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isCode = (code: unknown): code is ProblemCode =>
  typeof code === 'string' && Object.hasOwn(PROBLEMS, code);

function isDocumented(problem: Readonly<Record<string, unknown>>, statusCode: number): boolean {
  const { code, status, title, type } = problem;
  if (!isCode(code)) return false;
  const documented = PROBLEMS[code];
  return (
    documented.status === statusCode &&
    status === statusCode &&
    title === documented.title &&
    type === problemType(code)
  );
}

function problemMistake({ statusCode, headers, body }: Formed): string | undefined {
  const problem = parsed(body);
  if (headers['Content-Type'] !== PROBLEM_MEDIA_TYPE || !isRecord(problem)) return 'no problem';
  if (!isDocumented(problem, statusCode)) return `a problem that is not documented: ${body}`;
  const field = Object.keys(problem).find((key) => !PROBLEM_FIELDS.has(key));
  return field === undefined ? undefined : `the problem field ${field}`;
}

function bodyMistake(answer: Formed): string | undefined {
  const { statusCode, headers, body } = answer;
  if (statusCode >= 400) return problemMistake(answer);
  if (statusCode === 204 || statusCode === 304) {
    return body === '' && headers['Content-Type'] === undefined ? undefined : 'a body';
  }
  const json = headers['Content-Type'] === 'application/json' && isRecord(parsed(body));
  return json ? undefined : 'no JSON object';
}

/** What a line says, where it is one line of JSON and at most 4 KB long. */
function entryOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.indexOf('\n') !== line.length - 1 || Buffer.byteLength(line) > LONGEST_LINE) return;
  const entry = parsed(line);
  return isRecord(entry) ? entry : undefined;
}

/** Every line of a call can be read, and one of them tells its answer. */
function lineMistake(lines: readonly string[], status: number): string | undefined {
  const entries = lines.map(entryOf);
  const broken = entries.indexOf(undefined);
  if (broken >= 0) return `the log line ${lines[broken]?.slice(0, 200)}`;
  const told = entries.filter((entry) => entry?.['message'] === 'request');
  if (told.length === 1 && told[0]?.['status'] === status) return undefined;
  return `${told.length} request lines: ${lines.join('')}`;
}

/** What is wrong with a call, whatever it was; nothing where it was answered as documented. */
export function mistakeOf(
  { answer, thrown, lines }: Observed,
  documented: ReadonlySet<number>,
): string | undefined {
  if (answer === undefined) return `an exception: ${String(thrown)}`;
  if (!isFormed(answer)) return 'no proxy answer';
  if (!documented.has(answer.statusCode)) return `${answer.statusCode} ${answer.body}`;
  return headerMistake(answer) ?? bodyMistake(answer) ?? lineMistake(lines, answer.statusCode);
}

/** What is wrong with a call that must have had no effect and one constant answer. */
export function leakOf(
  observed: Observed,
  status: number,
  constant: Map<number, string>,
): string | undefined {
  const mistake = mistakeOf(observed, new Set([status]));
  if (mistake !== undefined) return mistake;
  const { table, bus, veriff } = observed.effects;
  if (table + bus + veriff > 0) return `an effect: ${JSON.stringify(observed.effects)}`;
  const answer = JSON.stringify(observed.answer);
  const first = constant.get(status) ?? answer;
  constant.set(status, first);
  return first === answer ? undefined : `another answer than the others: ${answer}`;
}
