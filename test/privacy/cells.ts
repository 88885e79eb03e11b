import { canary, PERSONAL } from './canaries.ts';
import { type Search, type Sought, searchFor } from './search.ts';
import { API_KEY, SESSION_URL, SHARED_SECRET, TOKEN } from './secrets.ts';
import type { PrivacyWorld, SinkName, Sinks } from './world.ts';

/** The caller's own reference, kept and told on purpose; never logged. */
export const VENDOR_DATA = canary('vendorData').words.join('-');
export const END_USER = 'c0ffee00-5eed-4bad-8ace-decade0ff1ce';
/** Veriff's text: kept, cut and told to the tenant; never logged. */
export const REASON = canary('reason').words.join(' ');

/** The only cells of values and sinks that may be taken. Whatever is not here is a leak. */
const ALLOWED: readonly (readonly [name: RegExp, sinks: readonly SinkName[]])[] = [
  // A create hands the person on to Veriff, and that is all that becomes of it.
  [/^(?:person|address|document|consents)\b/, ['veriff']],
  [/^API key|^own signature/, ['veriff']],
  [/^session (?:URL|token)/, ['answers', 'writes', 'table']],
  [/^vendorData/, ['veriff', 'answers', 'writes', 'table', 'events']],
  [/^endUserId/, ['veriff', 'answers', 'writes', 'table']],
  [/^reason/, ['answers', 'writes', 'table', 'events']],
];

const OWN: readonly Sought[] = [
  { name: 'API key', value: API_KEY },
  { name: 'shared secret', value: SHARED_SECRET },
  { name: 'session token', value: TOKEN },
  { name: 'session URL', value: SESSION_URL },
  { name: 'vendorData', value: VENDOR_DATA },
  { name: 'endUserId', value: END_USER },
  { name: 'reason', value: REASON },
];

const PEOPLE: readonly Sought[] = PERSONAL.flatMap(({ name, words }) =>
  words.map((value) => ({ name, value })),
);

/** What is looked for in every flow; signatures come along with the flow. */
export const search: Search = searchFor([...PEOPLE, ...OWN]);

function isAllowed(name: string, sink: SinkName, isOver: boolean): boolean {
  if (isOver && sink === 'table' && name.startsWith('session ')) return false;
  return ALLOWED.some(([names, sinks]) => names.test(name) && sinks.includes(sink));
}

/** What lies in a sink that may not be there, as `value in sink`. `isOver`: the link is of use to nobody any more. */
export function leaksIn(sinks: Sinks, find: Search, isOver = false): readonly string[] {
  const names = Object.keys(sinks) as SinkName[];
  return names.flatMap((sink) =>
    find(sinks[sink].join('\n'))
      .filter((name) => !isAllowed(name, sink, isOver))
      .map((name) => `${name} in ${sink}`),
  );
}

/** Every leak of a world so far. */
export async function leaks(world: PrivacyWorld, isOver = false): Promise<readonly string[]> {
  const sinks = await world.sinks();
  const signed = world.signatures.map((value) => ({ name: 'signature of a webhook', value }));
  return [...leaksIn(sinks, search, isOver), ...leaksIn(sinks, searchFor(signed), isOver)];
}
