import type { LocalDoctor } from '../../local/console-api/wire.ts';

/** One thing that doctor looked at, here or in the run; `ok` null: it could not be looked at. */
export type Check = LocalDoctor['checks'][number];

export function good(id: string, found: string): Check {
  return { id, ok: true, found, fix: '' };
}

export function bad(id: string, found: string, fix: string): Check {
  return { id, ok: false, found, fix };
}

export function skipped(id: string, found: string): Check {
  return { id, ok: null, found, fix: '' };
}
