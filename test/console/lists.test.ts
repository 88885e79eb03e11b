import { describe, expect, it } from 'vitest';
import {
  type Paged,
  withFirstPage,
  withNextPage,
  withRow,
} from '../../local/console/live/paged.ts';
import { windowOf } from '../../local/console/parts/windowed.ts';
import { listCall, listFilterOf } from '../../local/console/sessions/list.ts';
import { addressOf, placeOf, withFilters } from '../../local/console/words/address.ts';

const rows = (...ids: readonly string[]) => ids.map((id) => ({ id, text: id }));

function held(pages: number, ...ids: readonly string[]): Paged<{ id: string; text: string }> {
  return { rows: rows(...ids), nextCursor: 'c', head: 'old', pages };
}

const ids = ({ rows: all }: { readonly rows: readonly { readonly id: string }[] }) =>
  all.map(({ id }) => id).join('');

describe('a list that is read page by page', () => {
  it('grows at its end, and shows nothing twice', () => {
    const grown = withNextPage(held(1, 'd', 'c'), {
      rows: rows('c', 'b'),
      nextCursor: null,
      head: 'new',
    });

    expect(ids(grown)).toBe('dcb');
    expect(grown).toMatchObject({ pages: 2, nextCursor: null });
  });

  it('takes in what is newer and keeps what was read further down', () => {
    const renewed = withFirstPage(held(2, 'd', 'c', 'b', 'a'), {
      rows: rows('e', 'd', 'c'),
      nextCursor: 'x',
      head: 'new',
    });

    expect(ids(renewed)).toBe('edcba');
    expect(renewed).toMatchObject({ pages: 2, nextCursor: 'c', head: 'new' });
  });

  it('begins again where too much is new to know what lies between', () => {
    const renewed = withFirstPage(held(2, 'b', 'a'), {
      rows: rows('z', 'y'),
      nextCursor: 'x',
      head: 'new',
    });

    expect(ids(renewed)).toBe('zy');
    expect(renewed).toMatchObject({ pages: 1, nextCursor: 'x' });
  });

  it('drops a row of the first page that is gone', () => {
    const renewed = withFirstPage(held(1, 'c', 'b', 'a'), {
      rows: rows('c', 'a'),
      nextCursor: null,
      head: 'new',
    });

    expect(ids(renewed)).toBe('ca');
  });

  it('drops rows at the end that are gone', () => {
    const renewed = withFirstPage(held(1, 'c', 'b', 'a'), {
      rows: rows('c'),
      nextCursor: null,
      head: 'new',
    });

    expect(ids(renewed)).toBe('c');
  });

  it('renews a row in its place', () => {
    const list = held(1, 'b', 'a');

    expect(withRow(list, { id: 'a', text: 'new' }).rows[1]).toEqual({ id: 'a', text: 'new' });
    expect(withRow(list, { id: 'x', text: 'new' })).toBe(list);
  });
});

describe('the rows that are drawn', () => {
  const heights = Array.from({ length: 10_000 }, () => 40);

  it('are those in view and a few around them, however many there are', () => {
    expect(windowOf(heights, { top: 100_000, height: 800 })).toEqual({
      first: 2492,
      last: 2529,
      before: 99_680,
      after: 298_840,
    });
  });

  it('always fill the same space as all of them', () => {
    for (const top of [-500, 0, 399_000, 1_000_000]) {
      const { first, last, before, after } = windowOf(heights, { top, height: 800 });
      expect(before + (last - first) * 40 + after).toBe(400_000);
    }
  });

  it('are found with an opened row among them', () => {
    const opened = [40, 540, 40, 40];

    expect(windowOf(opened, { top: 560, height: 100 })).toMatchObject({ first: 0, last: 4 });
  });

  it('are none of an empty list', () => {
    expect(windowOf([], { top: 0, height: 800 })).toEqual({
      first: 0,
      last: 0,
      before: 0,
      after: 0,
    });
  });
});

describe('the address', () => {
  it('holds every filter, and none that is empty', () => {
    const place = placeOf('/sessions/a%20b', '?only=refused&row=3');

    expect(place).toEqual({ parts: ['sessions', 'a b'], query: { only: 'refused', row: '3' } });
    expect(addressOf(withFilters(place, { only: '', lanes: 'all' }))).toBe(
      '/sessions/a%20b?row=3&lanes=all',
    );
  });

  it('survives what nobody can decode', () => {
    expect(placeOf('/sessions/%zz', '').parts).toEqual(['sessions', '%zz']);
  });

  it('narrows the list of sessions', () => {
    const shown = listFilterOf({ status: 'approved', troubled: 'true' });

    expect(listCall(shown, 'c').path).toBe(
      '/_local/sessions?status=approved&troubled=true&limit=100&cursor=c',
    );
    expect(listCall(listFilterOf({})).path).toBe('/_local/sessions?limit=100');
  });
});
