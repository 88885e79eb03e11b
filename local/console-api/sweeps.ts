import { DUE_BUCKETS } from '../../shared/contract/table.ts';
import type { Records } from '../records/records.ts';
import { iso } from '../records/summary.ts';
import type { Sweep } from '../sweep.ts';
import type { LocalSweeps } from './wire.ts';

/** The last runs, when the next one comes, and what it would find. */
export async function sweepsView(sweep: Sweep, records: Records): Promise<LocalSweeps> {
  await records.load();
  const owing = records.all().filter(({ dueAt }) => dueAt !== undefined);
  const buckets = Map.groupBy(owing, ({ dueBucket }) => dueBucket);
  return {
    runs: sweep.list(),
    next: iso(sweep.nextAt()),
    due: DUE_BUCKETS.map((bucket) => {
      const list = buckets.get(bucket) ?? [];
      const [earliest] = list.map(({ dueAt = '' }) => dueAt).toSorted();
      return { bucket, count: list.length, ...(earliest !== undefined && { earliest }) };
    }),
  };
}
