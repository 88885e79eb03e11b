import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bug, Replacement } from './bug.ts';

/** What is made, fetched or history: not part of the sources. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  '.git',
  '.local',
  '.stryker-tmp',
  '.vitest',
  'cdk.out',
  'coverage',
  'dist',
  'node_modules',
]);

/** The project's sources somewhere else, with its packages. */
export interface Copy {
  readonly root: string;
  /** Plants a bug; the answer takes it out again. Throws where it does not fit the sources any more. */
  readonly plant: (bug: Bug) => () => void;
  readonly remove: () => void;
}

/** A bug that says something about the sources that is no longer so. */
export class StaleBug extends Error {
  override readonly name = 'StaleBug';

  constructor(id: string, { file, found }: Replacement, count: number) {
    const where = `${file} holds ${count} times instead of once: ${JSON.stringify(found)}`;
    super(`${id} no longer applies: ${where}. Adapt it to what the file says now.`);
  }
}

function replaced(text: string, id: string, change: Replacement): string {
  const count = text.split(change.found).length - 1;
  if (count !== 1) throw new StaleBug(id, change, count);
  return text.replace(change.found, () => change.becomes);
}

/** The changed files of a bug, by their paths, as they are with it. */
export function filesOf({ id, changes }: Bug, read: (file: string) => string): Map<string, string> {
  const files = new Map<string, string>();
  for (const change of changes) {
    const text = files.get(change.file) ?? read(change.file);
    files.set(change.file, replaced(text, id, change));
  }
  return files;
}

/** Copies the project; only the copy is ever changed. */
export function copyOf(project: string): Copy {
  const root = mkdtempSync(join(tmpdir(), 'planted-'));
  for (const path of readdirSync(project).filter((name) => !LEFT_OUT.has(name))) {
    cpSync(join(project, path), join(root, path), { recursive: true });
  }
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  return {
    root,
    plant(bug) {
      const files = filesOf(bug, read);
      const originals = [...files.keys()].map((file) => [file, read(file)] as const);
      for (const [file, text] of files) writeFileSync(join(root, file), text);
      return () => {
        for (const [file, text] of originals) writeFileSync(join(root, file), text);
      };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
