import { createHash } from 'node:crypto';

/** SHA-256 over several parts, as base64url. Each part counts with its length, so that no two lists of parts look alike. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('base64url');
}
