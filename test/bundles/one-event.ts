import files from 'node:fs/promises';
import vm from 'node:vm';

// node one-event.ts <index.mjs> <event>: one event of one function in a process of its own, and what that
// process has loaded by then.

interface Module {
  readonly handler: (event: unknown, context: object) => Promise<unknown>;
}

const { Script } = vm;
let refused: boolean | undefined;
vm.Script = class extends Script {
  constructor(source: string, options?: vm.ScriptOptions) {
    super(source, options);
    refused = this.cachedDataRejected;
  }
};

const { readFile } = files;
const read: string[] = [];
files.readFile = (async (...asked: Parameters<typeof readFile>) => {
  read.push(JSON.stringify(asked[0]));
  return readFile(...asked);
}) as typeof readFile;

function loadedModules(): readonly string[] {
  if (!('moduleLoadList' in process) || !Array.isArray(process.moduleLoadList)) {
    throw new Error('this Node does not tell what it has loaded');
  }
  return process.moduleLoadList.map((name) => String(name).replace(/^\S+ /, ''));
}

const [, , file = '', event = ''] = process.argv;
const before = new Set(loadedModules());
const { handler } = (await import(file)) as Module;
const answer = await handler(JSON.parse(event), {});
const loaded = loadedModules().filter((name) => !before.has(name));
process.stdout.write(`\nRAN ${JSON.stringify({ answer, loaded, read, refused })}\n`);
process.exit(0);
