/** Where in the console somebody is: the path's parts and the filters, which all stand in the address. */
export interface Place {
  readonly parts: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads `/sessions/abc?only=refused`. A part that cannot be decoded is taken as it stands. */
export function placeOf(pathname: string, search: string): Place {
  const parts = pathname.split('/').filter((part) => part !== '');
  return {
    parts: parts.map(decoded),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place; filters without a value are left out. */
export function addressOf({ parts, query }: Place): string {
  const fields = Object.entries(query).filter(([, value]) => value !== '');
  const search = new URLSearchParams(fields);
  const path = `/${parts.map(encodeURIComponent).join('/')}`;
  return fields.length === 0 ? path : `${path}?${search}`;
}

/** The same place with some filters changed; `''` takes one away. */
export function withFilters(place: Place, changes: Readonly<Record<string, string>>): Place {
  return { parts: place.parts, query: { ...place.query, ...changes } };
}
