import * as z from 'zod/mini';
import { decisionTime } from '../../domain/decision-time.ts';
import { type AttemptId, isAttemptId, isSessionId, type SessionId } from '../../domain/ids.ts';
import type { DecisionObservation } from '../../domain/observation.ts';
import type { SessionLink } from '../../domain/session.ts';
import type { CreatedAtVeriff } from '../../ports/veriff.ts';
import { readVerification } from './decision.ts';
import { anything, text } from './fields.ts';

const LONGEST_URL = 4096;

const link = z.string().check(
  z.maxLength(LONGEST_URL),
  z.refine((value) => /^https?:\/\//.test(value) && URL.canParse(value)),
);

/** `host` was called `baseUrl` in older answers; the token is the last part of the URL's path as well. */
const createdSchema = z.object({
  verification: z.object({
    id: z.string(),
    url: link,
    host: z.optional(link),
    baseUrl: z.optional(link),
    sessionToken: text,
  }),
});

type Created = z.infer<typeof createdSchema>['verification'];

function linkOf({ url, host, baseUrl, sessionToken }: Created): SessionLink {
  const { origin, pathname } = new URL(url);
  return {
    url,
    host: host ?? baseUrl ?? origin,
    sessionToken: sessionToken ?? pathname.slice(pathname.lastIndexOf('/') + 1),
  };
}

/** A session as Veriff answers it; by which integration is for the caller to add. */
export type MadeSession = Omit<CreatedAtVeriff, 'integration'>;

/** Reads the 201 of `POST /v1/sessions` (Veriff docs: v1sessions); undefined where it is not one. */
export function readCreated(body: unknown): MadeSession | undefined {
  const read = createdSchema.safeParse(body);
  if (!read.success) return undefined;
  const { id } = read.data.verification;
  return isSessionId(id) ? { id, link: linkOf(read.data.verification) } : undefined;
}

const answerSchema = z.object({ status: z.literal('success'), verification: anything });

const undecidedSchema = z.object({ status: z.enum(['created', 'started', 'submitted']) });

/** What GET decision answers; `decision` is absent while there is none. */
export interface DecisionAnswer {
  readonly observation?: Omit<DecisionObservation, 'integration'>;
}

/** No decision is null (Veriff docs: v1sessionsiddecision-1), or "empty" by its FAQ, or a status before all decisions. */
function isUndecided(verification: unknown): boolean {
  if (verification === undefined || verification === null) return true;
  if (typeof verification === 'object' && Object.keys(verification).length === 0) return true;
  return undecidedSchema.safeParse(verification).success;
}

/** Reads GET decision; undefined where the body is not one, or is about another session. */
export function readDecision(body: unknown, id: SessionId): DecisionAnswer | undefined {
  const read = answerSchema.safeParse(body);
  if (!read.success) return undefined;
  const { verification } = read.data;
  if (isUndecided(verification)) return {};
  const seen = readVerification(verification, 'poll');
  return seen?.sessionId === id ? { observation: seen.observation } : undefined;
}

const attemptsSchema = z.object({
  verifications: z.array(z.object({ id: z.string(), createdTime: z.string() })),
});

/**
 * Reads GET attempts (Veriff docs: v1sessionsidattempts-1) and sorts by creation, oldest first, since
 * the documentation promises no order. Undefined where one of them cannot be placed.
 */
export function readAttempts(body: unknown): readonly AttemptId[] | undefined {
  const read = attemptsSchema.safeParse(body);
  if (!read.success) return undefined;
  const placed = read.data.verifications.flatMap(({ id, createdTime }) => {
    const at = decisionTime(createdTime);
    return at !== undefined && isAttemptId(id) ? [{ id, at }] : [];
  });
  if (placed.length < read.data.verifications.length) return undefined;
  placed.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  return placed.map(({ id }) => id);
}

/** Reads the answer to DELETE (Veriff docs: v1sessionsid-3); an empty one will do, a page of HTML will not. */
export function readDeleted(body: unknown): true | undefined {
  return body === null || answerSchema.safeParse(body).success ? true : undefined;
}

const errorSchema = z.object({ code: z.union([z.string(), z.number()]) });

/** The number in Veriff's error body, which sources show as a string and as a number. Its text is never read. */
export function readErrorCode(body: unknown): string | undefined {
  const read = errorSchema.safeParse(body);
  const code = read.success ? String(read.data.code) : '';
  return /^\d{1,6}$/.test(code) ? code : undefined;
}
