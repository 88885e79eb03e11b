import type { LocalSessionList, LocalSessionSummary } from '../../console-api/wire.ts';
import { type Call, cliOf, pathOf } from '../calls/call.ts';
import type { Page } from '../live/paged.ts';

/** What the list is narrowed to; stands in the address. */
export interface ListFilter {
  readonly status: string;
  readonly q: string;
  readonly troubled: boolean;
}

export function listFilterOf(query: Readonly<Record<string, string>>): ListFilter {
  return {
    status: query['status'] ?? '',
    q: query['q'] ?? '',
    troubled: query['troubled'] === 'true',
  };
}

const PAGE_SIZE = 100;

/** One page of the list, newest first. */
export function listCall({ status, q, troubled }: ListFilter, cursor = ''): Call {
  const only = troubled ? 'true' : '';
  return {
    does: 'read the sessions',
    method: 'GET',
    path: pathOf(['_local', 'sessions'], { status, q, troubled: only, limit: PAGE_SIZE, cursor }),
    cli: troubled ? cliOf('sessions', 'list', '--owed', '--older-than', '5m') : cliOf('status'),
  };
}

/** What is said of the whole table, whatever the filter. */
export type Totals = Pick<LocalSessionList, 'counts' | 'total'>;

export function pageOf(list: LocalSessionList): Page<LocalSessionSummary, Totals> {
  const { sessions, nextCursor, counts, total } = list;
  return { rows: sessions, nextCursor, head: { counts, total } };
}
