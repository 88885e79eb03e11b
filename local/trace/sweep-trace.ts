import type { LocalDebt } from '../console-api/wire.ts';
import { microseconds } from '../microseconds.ts';
import type { Records } from '../records/records.ts';
import { debtsOf } from '../records/summary.ts';
import type { WorkerAnswer } from '../worker-messages.ts';
import { isSessionId } from './parties.ts';
import type { Untold } from './seen.ts';

/** What a batch of the sweep has to tell: of each session that it was found due, and where the function failed. */
export interface BatchMessages {
  readonly found: readonly Untold[];
  readonly failed: (answer: WorkerAnswer) => readonly Untold[];
}

const OWED: Readonly<Record<LocalDebt['kind'], string>> = {
  poll: 'a poll',
  publication: 'a publication',
  erasure: 'an erasure at Veriff',
};

/** Before the batch goes to `poll-decision`, and after. */
export function batchMessages(
  sessions: readonly string[],
  held: Records,
  now: number,
): BatchMessages {
  const known = sessions.filter(isSessionId);
  const at = new Date(now).toISOString();
  return {
    found: known.map((session) => ({
      session,
      at,
      order: microseconds(),
      from: 'sweep',
      to: 'table',
      kind: 'sweep',
      label: `finds it due: ${owedBy(session, held)}`,
      outcome: 'ok',
      seen: { type: 'none' },
    })),
    failed: (answer) => {
      if (!('error' in answer)) return [];
      const { errorType, errorMessage } = answer.error;
      const error = `${errorType}: ${errorMessage}`;
      return known.map((session) => ({
        session,
        at,
        order: microseconds(),
        from: 'sweep',
        to: 'sweep',
        kind: 'crash',
        label: 'poll-decision failed',
        outcome: 'failed',
        why: `${error}. What it had not paid stays due.`,
        seen: { type: 'failure', error, log: answer.ran?.log ?? '' },
      }));
    },
  };
}

function owedBy(session: string, held: Records): string {
  const record = held.get(session);
  const [next] = record === undefined ? [] : debtsOf(record);
  return next === undefined ? 'something' : OWED[next.kind];
}
