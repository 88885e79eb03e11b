import type { FunctionName } from '../../shared/contract/routes.ts';
import type { DatabaseWatch } from '../database.ts';
import { demonstrationSecret, rotatedSecret } from '../demonstration.ts';
import type { BusCall, BusVerdict } from '../events.ts';
import type { ExpiredItem } from '../expiry.ts';
import { isList, isRecord, parseJson } from '../json.ts';
import { microseconds } from '../microseconds.ts';
import { present } from '../present.ts';
import type { Records } from '../records/records.ts';
import type { SecretAnswer } from '../secrets.ts';
import type { ServiceWatch } from '../services.ts';
import { functionOf, isSessionId, partyOf } from '../trace/parties.ts';
import type { Untold } from '../trace/seen.ts';
import type { Trace } from '../trace/trace.ts';
import { veriffSession, veriffStep } from '../trace/veriff-trace.ts';
import { webhookWords } from '../trace/webhook-words.ts';
import type { OwnFaults } from './own-faults.ts';
import { type Crash, type Striker, striker } from './striker.ts';

/** Where faults of our own side strike; each strike is told to the trace. */
export interface FaultWatch {
  /** Whether a call of the table could be struck. */
  readonly isArmed: () => boolean;
  readonly database: Pick<DatabaseWatch, 'judge' | 'onDone'>;
  readonly services: Pick<ServiceWatch, 'secret' | 'judgeBus' | 'onDone' | 'judgeVeriff'>;
  readonly hooks: {
    readonly timesOut: (name: FunctionName, event: string) => 'start' | 'end' | undefined;
    /** Whether an item that has expired is left for later. */
    readonly staysExpired: (item: ExpiredItem, now: number) => boolean;
  };
}

/** What it works with. */
export interface FaultWatchParts {
  readonly faults: OwnFaults;
  readonly records: Records;
  readonly trace: Trace;
  readonly now: () => number;
  readonly invocationOf: (caller: string) => string | undefined;
  readonly kill: (caller: string) => void;
}

const HOUR_MS = 3_600_000;

/** Makes it. */
export function faultWatch(parts: FaultWatchParts): FaultWatch {
  const { faults, records, kill } = parts;
  const striking = striker({
    faults,
    records,
    kill,
    onCrash: (crash) => tell(parts, crash.caller, crashPart(crash)),
  });
  return {
    isArmed: striking.isArmed,
    database: {
      judge: striking.table,
      onDone: ({ caller }) => striking.done(caller),
    },
    services: {
      secret: (caller, veriffUrl) => secretFor(parts, striking, { caller, veriffUrl }),
      judgeBus: (call) => judgeBus(parts, striking, call),
      judgeVeriff: ({ caller, method, path }) =>
        striking.step({
          caller,
          step: veriffStep(method, path),
          ...present({ session: veriffSession(path) }),
        }),
      onDone: striking.done,
    },
    hooks: {
      timesOut: (name, event) => timesOut(faults, name, event),
      staysExpired: ({ key: session, expiresAt }, now) => {
        const lag = faults.active().find(({ kind }) => kind === 'ttlLag');
        if (lag === undefined || now - expiresAt >= HOUR_MS * (lag.rule.hours ?? 0)) return false;
        return faults.strike('ttlLag', { session }) !== undefined;
      },
    },
  };
}

type Told = Pick<Untold, 'kind' | 'label' | 'outcome' | 'why' | 'seen'> &
  Partial<Pick<Untold, 'session' | 'to'>>;

/** Tells what struck in the lane of the function; held back where its session is not known yet. */
function tell({ trace, now, invocationOf }: FaultWatchParts, caller: string, told: Told): void {
  const name = functionOf(caller);
  const from = partyOf(name);
  const invocation = invocationOf(caller);
  const message: Untold = {
    to: from,
    ...told,
    ...present({ invocation }),
    at: new Date(now()).toISOString(),
    order: microseconds(),
    from,
  };
  const isOneSessions = told.session === undefined && name !== 'poll-decision';
  if (isOneSessions && invocation !== undefined) trace.hold({ ...message, invocation });
  else trace.tell(message);
}

function crashPart({ when, step, fault, session }: Crash): Told {
  return {
    ...present({ session }),
    kind: 'crash',
    label: `killed ${when} ${step}`,
    outcome: 'failed',
    why: `The function was killed by ${fault}.`,
    seen: { type: 'failure', error: 'Runtime.ExitError', fault },
  };
}

function secretFor(
  parts: FaultWatchParts,
  striking: Striker,
  { caller, veriffUrl }: { readonly caller: string; readonly veriffUrl: string },
): SecretAnswer {
  const verdict = striking.step({ caller, step: 'secret.read' });
  if (verdict === 'die-before') return 'never';
  if (verdict === 'die-after') {
    striking.done(caller);
    return 'never';
  }
  const name = { ...present({ caller: functionOf(caller) }) };
  const missing = parts.faults.strike('secretMissing', name);
  if (missing !== undefined) {
    tell(parts, caller, secretPart(missing.id, 'There is no secret'));
    return 'missing';
  }
  const rotated = parts.faults.strike('secretRotated', name);
  if (rotated === undefined) return demonstrationSecret(veriffUrl);
  tell(parts, caller, secretPart(rotated.id, 'It holds another shared secret than Veriff has'));
  return rotatedSecret(veriffUrl);
}

function secretPart(fault: string, why: string): Told {
  return {
    to: 'secrets',
    kind: 'secret',
    label: 'reads the secret',
    outcome: 'failed',
    why: `${why} (${fault}).`,
    seen: { type: 'failure', error: why, fault },
  };
}

function judgeBus(parts: FaultWatchParts, striking: Striker, call: BusCall): BusVerdict {
  const { caller, entries } = call;
  const events = entries.map(publishedDetail);
  const session = events.map((event) => event['sessionId']).find(isSessionId);
  const about = present({ session });
  const verdict = striking.step({ caller, step: 'bus.publish', ...about });
  if (verdict !== 'pass') return verdict;
  const name = present({ caller: functionOf(caller) });
  const failing = parts.faults.strike('publishFails', { ...name, ...about });
  if (failing === undefined) return 'pass';
  const { id, rule } = failing;
  for (const event of events) {
    tell(parts, caller, {
      ...about,
      to: 'bus',
      kind: 'publication',
      label: `Session ${String(event['status'])}`,
      outcome: 'failed',
      why: `The bus did not take it (${id}); it stays owed.`,
      seen: { type: 'failure', error: rule.how ?? 'refused', fault: id },
    });
  }
  return rule.how ?? 'refused';
}

function publishedDetail(entry: unknown): Readonly<Record<string, unknown>> {
  const text = isRecord(entry) ? entry['Detail'] : undefined;
  const detail = parseJson(typeof text === 'string' ? text : '');
  return isRecord(detail) ? detail : {};
}

function timesOut(
  faults: OwnFaults,
  caller: FunctionName,
  event: string,
): 'start' | 'end' | undefined {
  if (!faults.active().some(({ kind }) => kind === 'handlerTimeout')) return undefined;
  const sessions = sessionsOf(parseJson(event));
  for (const session of sessions.length === 0 ? [undefined] : sessions) {
    const struck = faults.strike('handlerTimeout', { caller, ...present({ session }) });
    if (struck !== undefined) return struck.rule.when ?? 'end';
  }
  return undefined;
}

/** The sessions that an event is about: a batch of the sweep, one in a path, one in a webhook. */
function sessionsOf(event: unknown): readonly string[] {
  if (!isRecord(event)) return [];
  const { sessions, pathParameters, body, isBase64Encoded } = event;
  if (isList(sessions)) return sessions.filter(isSessionId);
  const inPath = isRecord(pathParameters) ? pathParameters['id'] : undefined;
  if (isSessionId(inPath)) return [inPath];
  const encoding = isBase64Encoded === true ? 'base64' : 'utf8';
  const { id } = webhookWords(Buffer.from(typeof body === 'string' ? body : '', encoding));
  return isSessionId(id) ? [id] : [];
}
