import { TABLE } from '../../shared/contract/table.ts';
import type { LocalDecision, LocalNextAction } from '../console-api/wire.ts';
import { isList, isRecord } from '../json.ts';
import type { PlainItem } from './plain-item.ts';

/** A record as its item holds it. Times are ms since 1970. */
export type HeldRecord = HeldSession | HeldTombstone;

interface Common {
  readonly id: string;
  readonly tenant: string;
  readonly integration: string;
  readonly revision: number;
  readonly version: number;
  readonly expiresAt: number;
  /** Its place in the index `due`; absent where it is not in it. */
  readonly dueBucket?: string;
  /** ISO 8601. */
  readonly dueAt?: string;
}

export interface HeldSession extends Common {
  readonly kind: 'session';
  readonly status: LocalDecision['status'];
  readonly vendorData?: string;
  readonly endUserId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly validUntil: number;
  readonly decision?: LocalDecision;
  /** Veriff's word before our own mark, or the resubmission request that an attempt answers. */
  readonly previous?: LocalDecision;
  readonly poll?: { readonly dueAt: number; readonly count: number };
  readonly outbox: readonly {
    readonly version: number;
    readonly at: number;
    readonly dueAt: number;
  }[];
  /** Progress by attempt id. */
  readonly attempts: Readonly<Record<string, string>>;
}

export interface HeldTombstone extends Common {
  readonly kind: 'tombstone';
  readonly erasedAt: number;
  /** Veriff's own erasure, while it is owed. */
  readonly erasureDueAt?: number;
}

/** The record of an item; undefined for a claim of idempotency, or an item that nobody of ours wrote. */
export function recordOf(item: PlainItem): HeldRecord | undefined {
  const { kind } = item;
  if (kind !== 'session' && kind !== 'tombstone') return undefined;
  const common = {
    id: text(item[TABLE.key]),
    tenant: text(item['tenant']),
    integration: text(item['integration']),
    revision: number(item['revision']),
    version: number(item['version']),
    expiresAt: number(item[TABLE.ttl]) * 1000,
    ...indexed(item),
  };
  return kind === 'session' ? { ...common, ...session(item) } : { ...common, ...tombstone(item) };
}

function indexed(item: PlainItem): Pick<Common, 'dueBucket' | 'dueAt'> {
  const { [TABLE.due.bucket]: dueBucket, [TABLE.due.at]: dueAt } = item;
  return typeof dueBucket === 'string' && typeof dueAt === 'string' ? { dueBucket, dueAt } : {};
}

function session(item: PlainItem): Omit<HeldSession, keyof Common> {
  const { vendorData, endUserId, decision, previous, attempts, status } = item;
  return {
    kind: 'session',
    status: isStatus(status) ? status : 'created',
    ...(typeof vendorData === 'string' && { vendorData }),
    ...(typeof endUserId === 'string' && { endUserId }),
    createdAt: number(item[TABLE.byVendorData.createdAt]),
    updatedAt: number(item['updatedAt']),
    validUntil: number(item['validUntil']),
    ...(isDecision(decision) && { decision }),
    ...(isDecision(previous) && { previous }),
    ...debts(item),
    attempts: isTexts(attempts) ? attempts : {},
  };
}

function debts({ polls, outbox }: PlainItem): Pick<HeldSession, 'poll' | 'outbox'> {
  const owed = isList(outbox) ? outbox.filter(isRecord) : [];
  return {
    ...(isRecord(polls) && {
      poll: { dueAt: number(polls['dueAt']), count: number(polls['count']) },
    }),
    outbox: owed.map(({ version, at, dueAt }) => ({
      version: number(version),
      at: number(at),
      dueAt: number(dueAt),
    })),
  };
}

function tombstone(item: PlainItem): Omit<HeldTombstone, keyof Common> {
  const due = item[TABLE.due.at];
  return {
    kind: 'tombstone',
    erasedAt: number(item['erasedAt']),
    ...(typeof due === 'string' && { erasureDueAt: Date.parse(due) }),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** Only the store writes decisions, so one with a status and a source is whole. */
function isDecision(value: unknown): value is LocalDecision {
  return isRecord(value) && isStatus(value['status']) && typeof value['source'] === 'string';
}

interface StatusFacts {
  readonly final: boolean;
  readonly nextAction: LocalNextAction;
}

/** As the client API tells them; a test holds the two together. */
const STATUSES: Readonly<Record<LocalDecision['status'], StatusFacts>> = {
  created: { final: false, nextAction: 'open_url' },
  started: { final: false, nextAction: 'open_url' },
  submitted: { final: false, nextAction: 'wait' },
  resubmission_requested: { final: false, nextAction: 'retry_same_url' },
  review: { final: false, nextAction: 'wait' },
  approved: { final: true, nextAction: 'none' },
  declined: { final: true, nextAction: 'create_new' },
  expired: { final: true, nextAction: 'create_new' },
  abandoned: { final: true, nextAction: 'create_new' },
};

/** Every status that a session can have. */
export const SESSION_STATUSES: readonly string[] = Object.keys(STATUSES);

/** Whether a text is the status of a session. */
function isStatus(value: unknown): value is LocalDecision['status'] {
  return typeof value === 'string' && Object.hasOwn(STATUSES, value);
}

/** What a status means for the caller. */
export function statusFacts(status: LocalDecision['status']): StatusFacts {
  return STATUSES[status];
}
