import type { LocalSweeps } from '../../console-api/wire.ts';
import { Heads } from '../parts/heads.tsx';
import { Moment } from '../parts/moment.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { plural } from '../words/plural.ts';

/** What waits for the sweep, bucket by bucket of the index `due`. */
export function DueIndex({ buckets }: { readonly buckets: LocalSweeps['due'] }) {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  return (
    <Sheet title="Index due" beside={<span class="faint">{plural(total, 'record')}</span>}>
      <table class="table buckets" data-testid="sweep-due">
        <Heads of={['Bucket', ['Records', 'number'], ['Share', 'unseen'], 'Earliest']} />
        <tbody>
          {buckets.map(({ bucket, count, earliest }) => (
            <tr key={bucket} data-bucket={bucket}>
              <th scope="row" class="mono">
                {bucket}
              </th>
              <td class="number">{count}</td>
              <td class="bar" aria-hidden="true">
                <svg width="100%" height="8" preserveAspectRatio="none" viewBox="0 0 100 8">
                  <rect class="bar-fill" width={(100 * count) / most} height="8" rx="2" />
                </svg>
              </td>
              <td class="soft">
                <Moment at={earliest} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}
