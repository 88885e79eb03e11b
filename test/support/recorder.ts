import type { Telemetry } from '../../shared/ports/telemetry.ts';

/** Telemetry that remembers: counts as `Name value value`, measures as `Name=1.5 value`, notes as `level message`. */
export interface Recorder extends Telemetry {
  readonly counts: string[];
  readonly measures: string[];
  readonly notes: string[];
}

export function recorder(): Recorder {
  const counts: string[] = [];
  const measures: string[] = [];
  const notes: string[] = [];
  return {
    counts,
    measures,
    notes,
    count: (name, dimensions) => {
      counts.push([name, ...Object.values(dimensions)].join(' '));
    },
    measure: (name, value, dimensions) => {
      measures.push([`${name}=${value}`, ...Object.values(dimensions)].join(' '));
    },
    note: (level, message) => {
      notes.push(`${level} ${message}`);
    },
  };
}
