import { shownHeader } from '../words/mask.ts';

/** Headers in their order; secrets are never shown. */
export function Headers({ headers }: { readonly headers: readonly (readonly [string, string])[] }) {
  if (headers.length === 0) return null;
  return (
    <dl class="headers">
      {headers.map(([name, value], i) => (
        // Their order is all that tells equal headers apart.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={`${i} ${name}`}>
          <dt>{name}</dt>
          <dd>{shownHeader(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
