import type { EpochMs } from '../../domain/ids.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { noteLine } from './logger.ts';
import { metricLine, type Occurrence } from './metrics.ts';

interface TelemetryParts {
  /** Takes one line with its end, for example to standard output. */
  readonly write: (line: string) => void;
  readonly now: () => EpochMs;
  readonly service: string;
  /** The CloudWatch namespace. */
  readonly namespace: string;
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
export function telemetry({ write, now, service, namespace }: TelemetryParts): Telemetry {
  const tell = (occurrence: Occurrence): void =>
    quietly(() => write(metricLine(occurrence, { at: now(), service, namespace })));
  return {
    count(name, dimensions) {
      tell({ name, value: 1, dimensions });
    },
    measure(name, value, dimensions) {
      tell({ name, value, dimensions });
    },
    note(level, message, fields) {
      quietly(() => {
        const stamp = { timestamp: new Date(now()).toISOString(), service };
        write(noteLine(stamp, { level, message }, fields));
      });
    },
  };
}
