/** The parties of the sequence diagram, left to right. */
export const LANES = [
  { id: 'user', title: 'End user', short: 'User' },
  { id: 'backend', title: 'Mobile backend', short: 'Backend' },
  { id: 'api', title: 'Client API', short: 'API' },
  { id: 'table', title: 'Table', short: 'Table' },
  { id: 'sweep', title: 'Sweep', short: 'Sweep' },
  { id: 'webhook', title: 'Webhook API', short: 'Webhooks' },
  { id: 'veriff', title: 'Veriff', short: 'Veriff' },
  { id: 'bus', title: 'Event bus', short: 'Bus' },
] as const;

export type LaneId = (typeof LANES)[number]['id'];

/** The title of a party; one that has no lane keeps its own name. */
export function laneTitle(id: string): string {
  return LANES.find((lane) => lane.id === id)?.title ?? id;
}

/** A lane with its place: the middle of it, in pixels. */
export interface Lane {
  readonly id: LaneId;
  /** The short one where lanes are narrow. */
  readonly title: string;
  readonly x: number;
}

/** Less than the longest title takes, in pixels. */
const NARROW = 105;

/** The lanes that are used, or all of them, spread evenly over a width that begins at `left`. */
export function lanesFor(
  used: ReadonlySet<string>,
  space: { readonly left: number; readonly width: number; readonly all: boolean },
): readonly Lane[] {
  const shown = LANES.filter(({ id }) => space.all || used.has(id));
  const each = space.width / Math.max(1, shown.length);
  return shown.map(({ id, title, short }, i) => ({
    id,
    title: each < NARROW ? short : title,
    x: Math.round(space.left + (i + 0.5) * each),
  }));
}
