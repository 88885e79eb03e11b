import type { EpochMs } from '../../domain/ids.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { noteLine } from './logger.ts';
import { metricLine } from './metrics.ts';

interface TelemetryParts {
  /** Takes one line with its end, for example to standard output. */
  readonly write: (line: string) => void;
  readonly now: () => EpochMs;
  readonly service: string;
}

/** Telling the operator must never be what fails: what cannot be written is not. */
function quietly(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to say so.
  }
}

/**
 * Lines on standard output: JSON notes, and metrics in CloudWatch's embedded format. Each count is
 * written at once, since a Lambda is frozen after its answer and what waits for a flush is lost.
 */
export function telemetry({ write, now, service }: TelemetryParts): Telemetry {
  return {
    count(name, dimensions) {
      quietly(() => write(metricLine(name, dimensions, { at: now(), service })));
    },
    note(level, message, fields) {
      quietly(() => {
        const stamp = { timestamp: new Date(now()).toISOString(), service };
        write(noteLine(stamp, { level, message }, fields));
      });
    },
  };
}
