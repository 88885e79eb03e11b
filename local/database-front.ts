import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { TABLE } from '../shared/contract/table.ts';
import { callerOf } from './aws-json.ts';
import { readBody } from './gateway-body.ts';
import { isRecord, parseJson } from './json.ts';
import { microseconds } from './microseconds.ts';

/** A call as it comes in: bodies stay texts, which cross threads faster. */
export interface AskedCall {
  /** `PutItem`, `GetItem` … */
  readonly operation: string;
  /** The execution environment that calls, by its access key; another name is this run itself. */
  readonly caller: string;
  readonly input: string;
}

/** A call with what came of it. */
export interface SeenCall extends AskedCall {
  readonly status: number;
  /** The item as it was before a write that took place, as JSON. */
  readonly old?: string;
  /** The name of the error that was answered. */
  readonly error?: string;
  /** See `microseconds`. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** Virtual time of the start, ms since 1970. */
  readonly at: number;
  /** The fault that had a hand in it. */
  readonly fault?: string;
}

/**
 * What is to become of a call. `overtake`: another writer changes the record first · `die-before`, `die-after`: the
 * caller is killed, so nothing is answered.
 */
export type Verdict =
  | { readonly kind: 'pass' }
  | {
      readonly kind: 'throttle' | 'overtake' | 'die-before' | 'die-after';
      readonly fault: string;
    }
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly fault: string };

/** Who watches the calls. */
export interface FrontWatch {
  /** Hears of every write, and of what else failed. */
  readonly seen: (call: SeenCall) => void;
  /** What is to become of a call; undefined where nobody wants to know. */
  readonly judge: (call: AskedCall) => Promise<Verdict> | undefined;
  /** A call that was to be done before its caller dies has been done. */
  readonly done: (call: AskedCall) => void;
  /** Virtual time, ms since 1970. */
  readonly now: () => number;
}

interface Exchange {
  readonly engine: RequestListener;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface EngineAnswer {
  readonly status: number;
  readonly text: string;
  /** What a write has replaced. */
  readonly old?: string;
}

const PASS: Verdict = { kind: 'pass' };
const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const THROTTLED: EngineAnswer = {
  status: 400,
  text: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  }),
};

/** Stands before the database in its own thread: sees each write with the item as it was, and lets faults strike. */
export function databaseFront(engine: RequestListener, watch: FrontWatch): RequestListener {
  return (request, response) => {
    void serve({ engine, request, response }, watch);
  };
}

async function serve(exchange: Exchange, watch: FrontWatch): Promise<void> {
  const { request, response } = exchange;
  const started = { startedAt: microseconds(), at: watch.now() };
  const body = await readBody(request);
  if (typeof body === 'string') {
    response.destroy();
    return;
  }
  const call = {
    operation: operationOf(request),
    caller: callerOf(request),
    input: body.toString('utf8'),
  };
  const verdict = (await watch.judge(call)) ?? PASS;
  // Whoever is killed hears nothing: not even that its connection ended, which it would try again.
  if (verdict.kind === 'die-before') return;
  const answer = await answerOf(exchange, call, verdict);
  if (isWrite(call) || answer.status !== 200)
    watch.seen(seenOf(call, answer, { ...started, verdict }));
  // By real time a moved clock would look skewed to the AWS client, which then tries again what was refused.
  response.setHeader('date', new Date(watch.now()).toUTCString());
  if (verdict.kind === 'die-after') watch.done(call);
  else send(response, answer);
}

async function answerOf(
  exchange: Exchange,
  call: AskedCall,
  verdict: Verdict,
): Promise<EngineAnswer> {
  if (verdict.kind === 'throttle') return THROTTLED;
  if (verdict.kind === 'delay') await setTimeout(verdict.milliseconds);
  if (verdict.kind === 'overtake') await runEngine(exchange, overtaking(call.input));
  if (!isWrite(call)) return runEngine(exchange, call.input);
  const answer = await runEngine(exchange, askingForOld(call.input));
  return answer.status === 200 ? withoutOld(answer) : withObstacle(exchange, call, answer);
}

/** With the item that a condition did not fit. */
async function withObstacle(
  exchange: Exchange,
  call: AskedCall,
  answer: EngineAnswer,
): Promise<EngineAnswer> {
  if (errorName(answer.text) !== 'ConditionalCheckFailedException') return answer;
  const { headers } = exchange.request;
  headers['x-amz-target'] = headers['x-amz-target']?.toString().replace(/\w+$/, 'GetItem');
  const input = parsedInput(call.input);
  const read = parseJson((await runEngine(exchange, JSON.stringify(input))).text);
  const item = isRecord(read) ? read['Item'] : undefined;
  return item === undefined ? answer : { ...answer, old: JSON.stringify(item) };
}

/** Table and key of a write, as other calls want them. */
function parsedInput(text: string): { readonly TableName: unknown; readonly Key: unknown } {
  const input = parseJson(text);
  const { TableName: table, Key: key, Item: item } = isRecord(input) ? input : {};
  const ofItem = isRecord(item) ? { [TABLE.key]: item[TABLE.key] } : undefined;
  return { TableName: table, Key: key ?? ofItem };
}

function seenOf(
  call: AskedCall,
  { status, text, old }: EngineAnswer,
  { startedAt, at, verdict }: Pick<SeenCall, 'startedAt' | 'at'> & { readonly verdict: Verdict },
): SeenCall {
  return {
    ...call,
    status,
    startedAt,
    at,
    milliseconds: (microseconds() - startedAt) / 1000,
    ...(old !== undefined && { old }),
    ...(status !== 200 && { error: errorName(text) }),
    ...('fault' in verdict && { fault: verdict.fault }),
  };
}

function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
}

function isWrite({ operation }: AskedCall): boolean {
  return WRITES.has(operation);
}

/** The same request, which also asks what the item was: nobody else can know without a gap. */
function askingForOld(input: string): string {
  if (input.includes('"ReturnValues":')) return input;
  return input.replace('{', '{"ReturnValues":"ALL_OLD",');
}

function withoutOld(answer: EngineAnswer): EngineAnswer {
  const body = parseJson(answer.text);
  if (!isRecord(body) || body['Attributes'] === undefined) return answer;
  const { Attributes: old, ...text } = body;
  return { ...answer, text: JSON.stringify(text), old: JSON.stringify(old) };
}

/** Another writer, who changes nothing that anybody sees. */
function overtaking(input: string): string {
  return JSON.stringify({
    ...parsedInput(input),
    UpdateExpression: 'ADD #revision :one',
    ConditionExpression: 'attribute_exists(#key)',
    ExpressionAttributeNames: { '#revision': 'revision', '#key': TABLE.key },
    ExpressionAttributeValues: { ':one': { N: '1' } },
  });
}

function errorName(text: string): string {
  const answer = parseJson(text);
  const type = isRecord(answer) ? answer['__type'] : undefined;
  return typeof type === 'string' ? (type.split('#').at(-1) ?? type) : 'InternalServerError';
}

/** The engine reads a request by its events and answers by `end`: it is given the one and kept from the other. */
async function runEngine(
  { engine, request, response }: Exchange,
  body: string,
): Promise<EngineAnswer> {
  request.removeAllListeners('data').removeAllListeners('end');
  const original = response.end.bind(response);
  const { promise, resolve } = Promise.withResolvers<EngineAnswer>();
  response.end = (text?: unknown) => {
    response.end = original;
    resolve({ status: response.statusCode, text: typeof text === 'string' ? text : '' });
    return response;
  };
  engine(request, response);
  request.emit('data', Buffer.from(body));
  request.emit('end');
  return promise;
}

function send(response: ServerResponse, { status, text }: EngineAnswer): void {
  response.statusCode = status;
  response.removeHeader('x-amz-crc32');
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
}
