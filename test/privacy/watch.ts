import { Console } from 'node:console';
import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach } from 'vitest';
import { searchSuite } from './watch-list.ts';

// A setup file: reads along what the process of a test prints, and what functions print in the workers of the local
// run, and fails the test in which a person, a link or a secret shows up.

const printed: string[] = [];

function take(text: unknown): void {
  if (typeof text === 'string') printed.push(text);
  else if (text instanceof Uint8Array) printed.push(Buffer.from(text).toString());
}

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (...args: readonly unknown[]) => boolean;
  stream.write = (...args: readonly unknown[]) => {
    take(args[0]);
    return write(...args);
  };
}

// The console of a test does not go by way of the process's streams.
const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
const formatted = new Console({
  stdout: Object.assign(Object.create(process.stdout) as NodeJS.WriteStream, {
    write: (text: string) => {
      take(text);
      return true;
    },
  }),
});
for (const method of METHODS) {
  const original = globalThis.console[method].bind(globalThis.console);
  globalThis.console[method] = (...args: readonly unknown[]) => {
    formatted.log(...args);
    original(...args);
  };
}

/** A worker of the local run tells what its function printed by a message. */
Worker.prototype.emit = function emit(this: Worker, name: string | symbol, ...args: unknown[]) {
  const [news] = args;
  if (name === 'message' && typeof news === 'object' && news !== null && 'printed' in news) {
    take(news.printed);
  }
  return Reflect.apply(EventEmitter.prototype.emit, this, [name, ...args]);
};

/** Says what kind of thing it was, and not the thing: that would be the next leak. */
function expectNothingLeaked(): void {
  const found = searchSuite(printed.splice(0).join('\n'));
  if (found.length > 0) throw new Error(`printed what nobody may see: ${found.join(', ')}`);
}

afterEach(expectNothingLeaked);
afterAll(expectNothingLeaked);
