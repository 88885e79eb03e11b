import { type NewSession, newSession } from '../domain/create.ts';
import { SecretUnusable, StoreUnavailable, VeriffError } from '../domain/failure.ts';
import { CLAIM_LEASE_MS, CLAIM_LIFE_MS, type Claim, judgeClaim } from '../domain/idempotency.ts';
import type { ClaimKey, IntegrationName, SessionId, Tenant } from '../domain/ids.ts';
import { isOpen, type OpenSession, type Session } from '../domain/session.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { CreatedAtVeriff, Veriff } from '../ports/veriff.ts';
import { type PublishPorts, publishNow } from './publish-owed.ts';

export interface CreatePorts extends PublishPorts {
  readonly claims: IdempotencyStore;
  readonly veriff: Veriff;
  /** A fresh random token: names the invocation that holds a claim. */
  readonly newOwner: () => string;
}

export interface CreateRequest {
  readonly tenant: Tenant;
  /** The default one where the caller names none. */
  readonly integration?: IntegrationName;
  /** The caller's `verification` object; goes to Veriff untouched and is never stored. */
  readonly verification: Readonly<Record<string, unknown>>;
  readonly vendorData?: string;
  readonly endUserId?: string;
  /** Present where the caller sent an `Idempotency-Key`. */
  readonly idempotency?: { readonly key: ClaimKey; readonly fingerprint: string };
}

/** A session with its link: what a create answers. */
export type CreateOutcome =
  | { readonly kind: 'created'; readonly session: OpenSession; readonly replayed: boolean }
  | { readonly kind: 'in-progress'; readonly retryAfterSeconds: number }
  /** The key was used for another body. */
  | { readonly kind: 'other-body' }
  /** The key's session is decided, erased or expired: its URL is answered to nobody. */
  | { readonly kind: 'session-over'; readonly sessionId: SessionId };

/** A request with an `Idempotency-Key`. */
type Keyed = CreateRequest & Required<Pick<CreateRequest, 'idempotency'>>;

/** An unknown outcome is counted before anything else is done about it: after a crash rather twice than never. */
async function madeAtVeriff(
  { veriff, telemetry }: CreatePorts,
  { verification, integration }: CreateRequest,
): Promise<CreatedAtVeriff> {
  try {
    return await veriff.createSession(verification, integration);
  } catch (error) {
    if (error instanceof VeriffError && error.code === 'outcome-unknown') {
      telemetry.count('OutcomeUnknown', {});
    }
    throw error;
  }
}

async function askVeriff(ports: CreatePorts, request: CreateRequest): Promise<NewSession> {
  const made = await madeAtVeriff(ports, request);
  const { tenant, vendorData, endUserId, idempotency } = request;
  return {
    ...made,
    tenant,
    ...(vendorData !== undefined && { vendorData }),
    ...(endUserId !== undefined && { endUserId }),
    ...(idempotency !== undefined && { claim: idempotency.key }),
    createdAt: ports.now(),
  };
}

/** Stores the session, or finds it stored: a retried put and a second completion are the same session. */
async function store(ports: CreatePorts, created: NewSession): Promise<Session | undefined> {
  const session = newSession(created);
  if ((await ports.store.insert(session, ports.now())) === 'inserted') {
    ports.telemetry.count('SessionCreated', {});
    return publishNow(ports, session);
  }
  return load(ports, created.tenant, created.id);
}

async function load(
  ports: CreatePorts,
  tenant: Tenant,
  id: SessionId,
): Promise<Session | undefined> {
  const held = await ports.store.load(id, ports.now());
  return held?.kind === 'session' && held.tenant === tenant ? held : undefined;
}

/** The URL is answered only while it is of use: never again once the session is decided, erased or expired. */
function answer(session: Session | undefined, id: SessionId, replayed: boolean): CreateOutcome {
  if (session === undefined || !isOpen(session) || session.state.link === undefined) {
    return { kind: 'session-over', sessionId: id };
  }
  return { kind: 'created', session, replayed };
}

async function complete(
  ports: CreatePorts,
  created: NewSession,
  claim: { readonly key: ClaimKey; readonly replayed: boolean },
): Promise<CreateOutcome> {
  const session = await store(ports, created);
  await ports.claims.complete(claim.key, created.id);
  return answer(session, created.id, claim.replayed);
}

/** Lets the next try go ahead at once. Where that fails too, the lease runs out by itself. */
async function release(ports: CreatePorts, key: ClaimKey, owner: string): Promise<void> {
  try {
    await ports.claims.release(key, owner);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}

/** Veriff's answer is recorded first, the session second: after a crash in between, a retry completes. */
async function createAsOwner(
  ports: CreatePorts,
  request: Keyed,
  owner: string,
): Promise<CreateOutcome> {
  const { key } = request.idempotency;
  let created: NewSession;
  try {
    created = await askVeriff(ports, request);
  } catch (error) {
    // Without a usable secret nothing is sent, so nothing is unknown either.
    if (error instanceof VeriffError || error instanceof SecretUnusable) {
      await release(ports, key, owner);
    }
    throw error;
  }
  if (await ports.claims.answer(key, owner, created)) {
    return complete(ports, created, { key, replayed: false });
  }
  ports.telemetry.count('OrphanSession', {});
  return { kind: 'in-progress', retryAfterSeconds: 1 };
}

/** A lease that ran out, and was not ended by its owner, leaves open whether Veriff made a session. */
async function takeOver(ports: CreatePorts, request: Keyed, dead: Claim): Promise<CreateOutcome> {
  const owner = ports.newOwner();
  if (!(await ports.claims.takeOver(dead, owner, ports.now() + CLAIM_LEASE_MS))) {
    return { kind: 'in-progress', retryAfterSeconds: 1 };
  }
  if (dead.leaseUntil > 0) ports.telemetry.count('OutcomeUnknown', {});
  return createAsOwner(ports, request, owner);
}

async function onHeldClaim(
  ports: CreatePorts,
  request: Keyed,
  held: Claim,
): Promise<CreateOutcome> {
  const { key, fingerprint } = request.idempotency;
  const verdict = judgeClaim(held, fingerprint, ports.now());
  switch (verdict.kind) {
    case 'other-body':
      ports.telemetry.count('IdempotencyConflict', {});
      return { kind: 'other-body' };
    case 'running':
      return { kind: 'in-progress', retryAfterSeconds: verdict.retryAfterSeconds };
    case 'take-over':
      return takeOver(ports, request, held);
    case 'complete':
      ports.telemetry.count('IdempotentReplay', {});
      return complete(ports, verdict.session, { key, replayed: true });
    case 'replay':
      ports.telemetry.count('IdempotentReplay', {});
      return answer(await load(ports, request.tenant, verdict.sessionId), verdict.sessionId, true);
  }
}

async function createKeyed(ports: CreatePorts, request: Keyed): Promise<CreateOutcome> {
  const { key, fingerprint } = request.idempotency;
  const [owner, now] = [ports.newOwner(), ports.now()];
  const held = await ports.claims.claim(
    {
      key,
      tenant: request.tenant,
      fingerprint,
      owner,
      leaseUntil: now + CLAIM_LEASE_MS,
      expiresAt: now + CLAIM_LIFE_MS,
    },
    now,
  );
  return held.owner === owner
    ? createAsOwner(ports, request, owner)
    : onHeldClaim(ports, request, held);
}

async function createUnkeyed(ports: CreatePorts, request: CreateRequest): Promise<CreateOutcome> {
  const created = await askVeriff(ports, request);
  return answer(await store(ports, created), created.id, false);
}

/**
 * Creates a session at Veriff and stores it before it is answered. Without an idempotency key each
 * call makes a session; with one, the same key and body answer the same session whatever crashed in
 * between, and Veriff is asked a second time only where the outcome of the first is unknown.
 */
export async function createSession(
  ports: CreatePorts,
  request: CreateRequest,
): Promise<CreateOutcome> {
  const { idempotency } = request;
  return idempotency === undefined
    ? createUnkeyed(ports, request)
    : createKeyed(ports, { ...request, idempotency });
}
