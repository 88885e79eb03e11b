import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { lambdaContext } from './lambda-context.ts';
import { installVirtualDate } from './virtual-date.ts';
import {
  functionError,
  type WorkerAnswer,
  type WorkerMessage,
  type WorkerNews,
  type WorkerRequest,
} from './worker-messages.ts';

// One Lambda execution environment: loads one bundle and gives it one event at a time.

type Handler = (event: unknown, context: unknown) => unknown;

const [bundle, functionName] = process.argv.slice(2);
// Deadlines are real time, also when the clock has been moved.
const realNow = Date.now;

let handler: Promise<Handler> | undefined;

async function loadHandler(): Promise<Handler> {
  const loaded: unknown = await import(pathToFileURL(bundle ?? '').href);
  if (typeof loaded === 'object' && loaded !== null && 'handler' in loaded) {
    const { handler: found } = loaded;
    if (isHandler(found)) return found;
  }
  throw new TypeError(`${bundle} exports no handler`);
}

/** A function is all that Lambda asks for too. */
function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

async function answer({ event, requestId, deadline }: WorkerRequest): Promise<WorkerAnswer> {
  handler ??= loadHandler();
  let ready: Handler;
  try {
    ready = await handler;
  } catch (error) {
    return { error: functionError(error), spent: true };
  }
  try {
    const context = lambdaContext(functionName ?? '', requestId, () => deadline - realNow());
    const parsed: unknown = JSON.parse(event);
    // A handler may answer nothing, which is null in JSON.
    return { payload: JSON.stringify((await ready(parsed, context)) ?? null) };
  } catch (error) {
    return { error: functionError(error) };
  }
}

function tell(news: WorkerNews): void {
  parentPort?.postMessage(news);
}

let printed = '';

/** Tells what was printed so far. */
function tellPrinted(): void {
  if (printed === '') return;
  tell({ printed });
  printed = '';
}

function tellAnswer(given: WorkerAnswer): void {
  tellPrinted();
  tell(given);
}

type Done = (error?: Error | null) => void;

/** What the code prints goes the way of the answers: by a stream of its own it could come after them. */
function print(text: Uint8Array | string, ...more: readonly (BufferEncoding | Done | undefined)[]) {
  if (printed === '') setImmediate(tellPrinted);
  printed += typeof text === 'string' ? text : Buffer.from(text).toString();
  for (const each of more) if (typeof each === 'function') each();
  return true;
}

process.stdout.write = print;
process.stderr.write = print;
process.on('exit', tellPrinted);

parentPort?.on('message', (message: WorkerMessage) => {
  if ('offsetCell' in message) {
    // It comes first, so the bundle, which is loaded with the first event, sees no other Date.
    installVirtualDate(message.offsetCell);
    return;
  }
  void answer(message).then(tellAnswer);
});
