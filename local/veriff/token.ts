import { createHmac } from 'node:crypto';
import { isRecord, parseJson } from './json.ts';
import { type Micros, millis } from './times.ts';

/**
 * The session token: a compact JWT, HS256, `{session_id, iat}`, without `exp`. The seven days are kept by the
 * server. Veriff docs: v1sessions; payload as seen in public integrations.
 */
export function sessionToken(key: string, sessionId: string, createdAt: Micros): string {
  const iat = Math.floor(millis(createdAt) / 1000);
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const signed = `${head}.${encode({ session_id: sessionId, iat })}`;
  return `${signed}.${sign(key, signed)}`;
}

/** The session that a token opens, or undefined for a token that this simulator never made. */
export function sessionOfToken(key: string, token: string): string | undefined {
  const [head = '', payload = '', signature, ...rest] = token.split('.');
  if (rest.length > 0 || signature !== sign(key, `${head}.${payload}`)) return undefined;
  const claims = parseJson(Buffer.from(payload, 'base64url').toString());
  const id = isRecord(claims) ? claims['session_id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function sign(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
