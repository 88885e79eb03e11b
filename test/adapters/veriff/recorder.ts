import type { Telemetry } from '../../../shared/ports/telemetry.ts';

/** Telemetry that remembers: counts as `Name value value`, notes as `level message`. */
export interface Recorder extends Telemetry {
  readonly counts: string[];
  readonly notes: string[];
}

export function recorder(): Recorder {
  const counts: string[] = [];
  const notes: string[] = [];
  return {
    counts,
    notes,
    count: (name, dimensions) => {
      counts.push([name, ...Object.values(dimensions)].join(' '));
    },
    note: (level, message) => {
      notes.push(`${level} ${message}`);
    },
  };
}
