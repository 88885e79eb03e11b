/** Rows that have an id of their own. */
export interface Identified {
  readonly id: string;
}

/** One page of a list, newest first. `head` is what is said of the whole list. */
export interface Page<R extends Identified, H = unknown> {
  readonly rows: readonly R[];
  readonly nextCursor: string | null;
  readonly head: H;
}

/** The pages read so far, as one. */
export interface Paged<R extends Identified, H = unknown> extends Page<R, H> {
  readonly pages: number;
}

/** What was read before with the page that follows it. */
export function withNextPage<R extends Identified, H>(
  held: Paged<R, H>,
  next: Page<R, H>,
): Paged<R, H> {
  const known = new Set(held.rows.map(({ id }) => id));
  const fresh = next.rows.filter(({ id }) => !known.has(id));
  return { ...next, rows: [...held.rows, ...fresh], pages: held.pages + 1 };
}

/** What was read before with the first page read again: newer rows come in front, the others are renewed. */
export function withFirstPage<R extends Identified, H>(
  held: Paged<R, H> | undefined,
  first: Page<R, H>,
): Paged<R, H> {
  const oldest = first.rows.at(-1)?.id;
  const from = (held?.rows ?? []).findIndex(({ id }) => id === oldest) + 1;
  // Nothing in common with what is held: too much is new, begin again.
  if (held === undefined || from === 0 || held.pages === 1) return { ...first, pages: 1 };
  const inFirst = new Set(first.rows.map(({ id }) => id));
  const older = held.rows.slice(from).filter(({ id }) => !inFirst.has(id));
  return { ...held, head: first.head, rows: [...first.rows, ...older] };
}

/** A row renewed in its place; one that is not in the list changes nothing. */
export function withRow<R extends Identified, H>(held: Paged<R, H>, row: R): Paged<R, H> {
  const at = held.rows.findIndex(({ id }) => id === row.id);
  return at < 0 ? held : { ...held, rows: held.rows.with(at, row) };
}
