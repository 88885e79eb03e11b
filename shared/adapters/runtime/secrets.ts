import { SecretUnusable } from '../../domain/failure.ts';
import type { EpochMs } from '../../domain/ids.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { Keyring, Secrets } from '../veriff/keyring.ts';
import { readSecret } from './secret-document.ts';

const MINUTE = 60_000;

/** A new secret is in use everywhere after this time, without any message having asked for it. */
const FRESH_MS = 5 * MINUTE;
/** However many messages do not verify, they make one container read the secret once in this time. */
const RENEWAL_GAP_MS = MINUTE;
/** What was read works this long though it cannot be read again; Secrets Manager's outages were shorter. */
const STALE_MS = 60 * MINUTE;
/** In such an outage the next try is made after this time. */
const OUTAGE_GAP_MS = 30_000;

const DAY = 24 * 60 * MINUTE;

/** The current version of the secret. */
export interface SecretVersion {
  readonly text: string;
  /** When it was put there, where that is known. */
  readonly createdAt?: EpochMs;
}

interface SecretsParts {
  /** Reads the secret; throws where it cannot. */
  readonly fetchSecret: () => Promise<SecretVersion>;
  readonly now: () => EpochMs;
  readonly telemetry: Telemetry;
}

interface Held {
  readonly keyring: Keyring;
  readonly readAt: EpochMs;
  readonly freshUntil: EpochMs;
}

async function fetched({ fetchSecret }: SecretsParts): Promise<SecretVersion> {
  try {
    return await fetchSecret();
  } catch (error) {
    throw new SecretUnusable('unavailable', error);
  }
}

async function read(parts: SecretsParts): Promise<Held> {
  const { telemetry } = parts;
  const { text, createdAt } = await fetched(parts);
  const { keyring, refused } = readSecret(text);
  const now = parts.now();
  if (createdAt !== undefined) telemetry.measure('SecretAgeDays', (now - createdAt) / DAY, {});
  if (refused > 0) {
    telemetry.count('SecretUnusable', {});
    telemetry.note('error', 'a part of the secret cannot be used', { count: refused });
  }
  return { keyring, readAt: now, freshUntil: now + FRESH_MS };
}

function report({ telemetry }: SecretsParts, error: unknown): void {
  const reason = error instanceof SecretUnusable ? error.problem : 'unexpected';
  telemetry.count('SecretUnusable', {});
  telemetry.note('error', 'the secret cannot be used', { reason });
}

/** What goes on working after a reading that failed, if anything does. */
function survivor(last: Held | undefined, error: unknown, now: EpochMs): Held | undefined {
  const isOutage = error instanceof SecretUnusable && error.problem === 'unavailable';
  if (!isOutage || last === undefined || now >= last.readAt + STALE_MS) return undefined;
  return { ...last, freshUntil: now + OUTAGE_GAP_MS };
}

/**
 * The secret, kept for five minutes with the keys made from it. One reading at a time, whoever waits for
 * it; a failed one is not kept. While the secret cannot be *read*, the last one works for up to an hour
 * more. A secret that was read and cannot be *used* is the operator's word: it ends the last one at once.
 */
export function secretsSource(parts: SecretsParts): Secrets {
  const { now, telemetry } = parts;
  let last: Held | undefined;
  let reading: Promise<Keyring> | undefined;
  let renewableAt: EpochMs = 0;

  async function readNow(): Promise<Keyring> {
    try {
      last = await read(parts);
    } catch (error) {
      report(parts, error);
      last = survivor(last, error, now());
      if (last === undefined) throw error;
    } finally {
      reading = undefined;
    }
    return last.keyring;
  }

  async function readOnce(): Promise<Keyring> {
    reading ??= readNow();
    return reading;
  }

  async function keyring(): Promise<Keyring> {
    return last !== undefined && now() < last.freshUntil ? last.keyring : readOnce();
  }

  return {
    keyring,
    async renewed() {
      // Messages that come together must not be judged by what is just being replaced.
      if (reading !== undefined) return reading;
      if (now() < renewableAt) return keyring();
      renewableAt = now() + RENEWAL_GAP_MS;
      telemetry.count('SecretRefresh', {});
      return readOnce();
    },
  };
}
