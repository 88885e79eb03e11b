import * as z from 'zod/mini';
import { secretSchema } from '../../contract/secret.ts';
import { SecretUnusable } from '../../domain/failure.ts';
import { isIntegrationName } from '../../domain/ids.ts';
import type { Integration, Keyring, SharedKey } from '../veriff/keyring.ts';
import { signingKey } from '../veriff/signature.ts';

const documentSchema = z.object({ integrations: z.array(z.unknown()) });
const integrationSchema = secretSchema.shape.integrations.def.element;
const sharedSecretSchema = integrationSchema.shape.sharedSecrets.def.element;
const looseSchema = z.extend(integrationSchema, { sharedSecrets: z.array(z.unknown()) });

/** What could be used of a secret. */
export interface SecretReading {
  readonly keyring: Keyring;
  /** Integrations and shared secrets that could not be used. */
  readonly refused: number;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Keys and personal data go to this address: https, or a simulator on the same machine. */
function baseUrlOf(text: string): URL | undefined {
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  const plain = `${url.username}${url.password}${url.search}${url.hash}` === '';
  return safe && plain ? url : undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.has(hostname);
}

function readKey(value: unknown): SharedKey | undefined {
  const read = sharedSecretSchema.safeParse(value);
  if (!read.success) return undefined;
  const { value: secret, notAfter } = read.data;
  const key = signingKey(secret);
  return notAfter === undefined ? { key } : { key, notAfter: Date.parse(notAfter) };
}

interface IntegrationReading {
  readonly integration?: Integration;
  readonly refusedKeys: number;
}

function readIntegration(value: unknown): IntegrationReading {
  const read = looseSchema.safeParse(value);
  if (!read.success) return { refusedKeys: 0 };
  const { name, apiKey, sharedSecrets } = read.data;
  const sharedKeys = sharedSecrets.map(readKey).filter((key) => key !== undefined);
  const baseUrl = baseUrlOf(read.data.baseUrl);
  const refusedKeys = sharedSecrets.length - sharedKeys.length;
  if (baseUrl === undefined || sharedKeys.length === 0 || !isIntegrationName(name)) {
    return { refusedKeys };
  }
  return { integration: { name, apiKey, baseUrl, sharedKeys }, refusedKeys };
}

/** The text may hold secrets and the parser's message may quote it, so the error goes no further. */
function parse(text: string): readonly unknown[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new SecretUnusable('invalid');
  }
  const read = documentSchema.safeParse(document);
  if (!read.success) throw new SecretUnusable('invalid');
  return read.data.integrations;
}

/**
 * Reads the secret by its contract and makes its keys. What is wrong in one integration or shared
 * secret costs that one only; of two integrations with one name the first counts. Throws
 * `SecretUnusable`, without a word of the content, where nothing is left.
 */
export function readSecret(text: string): SecretReading {
  const entries = parse(text);
  if (entries.length === 0) throw new SecretUnusable('placeholder');
  const readings = entries.map(readIntegration);
  const usable = readings.flatMap(({ integration }) => integration ?? []);
  const integrations = usable.filter(
    ({ name }, at) => usable.findIndex((other) => other.name === name) === at,
  );
  if (integrations.length === 0) throw new SecretUnusable('invalid');
  const refusedKeys = readings.reduce((sum, reading) => sum + reading.refusedKeys, 0);
  const defaultIntegration = readings[0]?.integration?.name;
  return {
    keyring: { integrations, ...(defaultIntegration !== undefined && { defaultIntegration }) },
    refused: entries.length - integrations.length + refusedKeys,
  };
}
