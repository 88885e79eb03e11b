import type { Telemetry } from '../ports/telemetry.ts';
import { type DynamodbTable, touch } from './dynamodb/table.ts';
import type { Secrets } from './veriff/keyring.ts';

/** Lambda gives ten seconds; who waits for the first answer should not notice a service that is slow. */
const LONGEST_MS = 1000;

/**
 * Carries out reads while the function is not asked yet: with them come the connections, the compiled code
 * and the secret that the first event needs, on the full CPU that Lambda gives to init. Never throws and
 * never takes longer than a second: what failed, or is not done by then, the first event does for itself.
 */
export async function readAhead(
  reads: readonly (() => Promise<unknown>)[],
  telemetry: Telemetry,
): Promise<void> {
  let done = 0;
  const all = Promise.allSettled(
    reads.map(async (read) => {
      await read();
      done += 1;
    }),
  );
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, LONGEST_MS);
  await Promise.race([all, late.promise]);
  clearTimeout(timer);
  if (done < reads.length) telemetry.note('warn', 'not warmed up', { failed: reads.length - done });
}

/**
 * The warm-up of a function that works with the table, and with the secret if it is given. It is told whether V8 has
 * refused the bundle's code cache, which is counted: a new build brings the time back that this costs.
 */
export function warmUpOf(
  table: DynamodbTable,
  secrets?: Secrets,
): (isCacheRefused: boolean) => Promise<void> {
  const readTable = async () => touch(table);
  const reads = secrets === undefined ? [readTable] : [readTable, async () => secrets.keyring()];
  return async (isCacheRefused) => {
    if (isCacheRefused) table.telemetry.count('CodeCacheRefused', {});
    await readAhead(reads, table.telemetry);
  };
}
