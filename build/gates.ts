import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { BuildGateError } from './gate-error.ts';

interface Gate {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** Nothing that ships may contain these files; paths as esbuild's metafile has them. */
const GATES: readonly Gate[] = [
  {
    pattern: /(^|\/)zod\/v4\/locales\//,
    reason: 'every language of zod, 400 KB: import * as z from "zod/mini"',
  },
  {
    pattern: /(^|\/)zod\/v4\/classic\//,
    reason: 'the whole of zod: import * as z from "zod/mini"',
  },
  {
    pattern: /(^|\/)@aws-sdk\/(credential-provider|nested-clients|token-providers)/,
    reason: 'the default credential chain, 110 KB: stub what imports it in build/stubs.ts',
  },
  {
    pattern: /(^|\/)@aws-sdk\/(lib-dynamodb|util-dynamodb)\//,
    reason: 'a second model of the items: shared/adapters/dynamodb/attributes.ts has one',
  },
  {
    pattern: /(^|\/)(undici|@smithy\/fetch-http-handler|node-fetch|axios|got)\//,
    reason: 'a second HTTP client, 25 ms of a cold start: use node:https',
  },
  {
    pattern: /node_modules\/.*\/node_modules\/(@smithy|@aws-sdk)\//,
    reason: 'a second copy of a part of the SDK: align the versions of the clients',
  },
  { pattern: /(^|\/)shared\/adapters\/memory\//, reason: 'the in-memory fakes are for tests' },
  { pattern: /^(test|local|infra|cli|build)\//, reason: 'this folder is not part of what ships' },
];

/** Built-in modules that cost a cold start more than they are worth. */
const COSTLY = /^(node:)?(http2|child_process|cluster|worker_threads|inspector)(\/|$)/;

/** What is left in the bundle; the inputs also name what esbuild read and dropped. */
function shipped({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
}

/** What is wrong with a module from outside the bundle, or nothing. */
function flawOf(path: string): string | undefined {
  if (!isBuiltin(path)) return `imports "${path}", which a bare Node does not have`;
  return COSTLY.test(path) ? `loads ${path}` : undefined;
}

function outsideOf(metafile: Metafile, file: string): readonly string[] {
  const imports = metafile.inputs[file]?.imports ?? [];
  return imports.filter(({ external }) => external === true).map(({ path }) => path);
}

/** Refuses a bundle for what is in it and for what it loads. */
export function passGates(name: string, metafile: Metafile): void {
  for (const file of shipped(metafile)) {
    const gate = GATES.find(({ pattern }) => pattern.test(file));
    const flaws = outsideOf(metafile, file).map(flawOf);
    const reason = gate?.reason ?? flaws.find((flaw) => flaw !== undefined);
    if (reason !== undefined) refuse(name, file, reason, metafile);
  }
}

// oxlint-disable-next-line max-params -- one error, four facts that belong to it
function refuse(name: string, offender: string, reason: string, metafile: Metafile): never {
  const way = importPath(metafile, offender).map((each) => relative('.', each));
  throw new BuildGateError(
    [`bundle ${name}: ${offender}: ${reason}`, ...way.map((each) => `  ${each}`)].join('\n'),
  );
}

/** The shortest chain of imports from the entry point to a file. */
function importPath(metafile: Metafile, target: string): readonly string[] {
  const start = Object.values(metafile.outputs).find(
    (each) => each.entryPoint !== undefined,
  )?.entryPoint;
  const importers =
    start === undefined ? new Map<string, string>() : importersFrom(metafile, start);
  const way = [target];
  let at = importers.get(target);
  while (at !== undefined) {
    way.unshift(at);
    at = importers.get(at);
  }
  return way;
}

/** For each file the one that imports it, found breadth first. */
function importersFrom(metafile: Metafile, start: string): ReadonlyMap<string, string | undefined> {
  const importers = new Map<string, string | undefined>([[start, undefined]]);
  for (const [file] of importers) {
    for (const { path } of metafile.inputs[file]?.imports ?? []) {
      if (!importers.has(path)) importers.set(path, file);
    }
  }
  return importers;
}
