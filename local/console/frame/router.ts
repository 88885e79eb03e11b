import { signal } from '@preact/signals';
import { addressOf, type Place, placeOf, withFilters } from '../words/address.ts';

/** Where the reader is. */
export const place = signal<Place>({ parts: [], query: {} });

function read(): void {
  place.value = placeOf(location.pathname, location.search);
}

/** Goes to an address of the console. */
export function go(address: string): void {
  history.pushState(null, '', address);
  read();
  scrollTo(0, 0);
}

/** The same place under its real name; filters stay. */
export function rename(parts: readonly string[]): void {
  history.replaceState(null, '', addressOf({ ...place.value, parts }));
  read();
}

/** Changes filters of the page in place: going back leaves the page and not the last letter typed. */
export function filter(changes: Readonly<Record<string, string>>): void {
  history.replaceState(null, '', addressOf(withFilters(place.value, changes)));
  read();
}

/** Starts following the address; links of the console are followed without loading anything. */
export function startRouter(): void {
  read();
  addEventListener('popstate', read);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isOwn(link) || isSpecial(event)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

function isOwn(link: HTMLAnchorElement): boolean {
  const isPlain = link.target === '' && link.hash === '';
  return isPlain && link.origin === location.origin && !/^\/(?:_|openapi)/.test(link.pathname);
}

function isSpecial(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
