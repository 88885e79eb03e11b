/** A one-way fingerprint of several parts: base64url, the same for the same parts only. */
export type Digest = (...parts: readonly (string | Uint8Array)[]) => string;
