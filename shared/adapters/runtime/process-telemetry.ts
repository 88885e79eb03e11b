import type { Telemetry } from '../../ports/telemetry.ts';
import { telemetry } from './telemetry.ts';

/** The telemetry of this process: lines on standard output, where Lambda collects them. */
export function processTelemetry(
  service: string,
  { metricNamespace }: { readonly metricNamespace: string },
): Telemetry {
  return telemetry({
    write: (line) => process.stdout.write(line),
    now: () => Date.now(),
    service,
    namespace: metricNamespace,
  });
}
