import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkSignature } from '../../local/trace/signature-check.ts';

const CURRENT = { name: 'current', value: '11111111-1111-4111-8111-111111111111' };
const PREVIOUS = { name: 'previous', value: '22222222-2222-4222-8222-222222222222' };
const BODY = '{"id":"a", "code":7001}';

function hmac(body: string, { value }: { readonly value: string } = CURRENT): string {
  return createHmac('sha256', value).update(body).digest('hex');
}

function check(signature: string | undefined, more: readonly string[] = [], body = BODY) {
  const headers = signature === undefined ? [] : ['X-HMAC-Signature', signature];
  return checkSignature([...headers, ...more], Buffer.from(body), [CURRENT, PREVIOUS]);
}

describe('the signature of a webhook, as the trace computes it', () => {
  it.each([
    ['the current secret', hmac(BODY), 'current'],
    ['the previous secret, as in a rotation', hmac(BODY, PREVIOUS), 'previous'],
    ['upper-case hex', hmac(BODY).toUpperCase(), 'current'],
  ])('fits %s', (_, signature, matched) => {
    expect(check(signature)).toMatchObject({
      isValid: true,
      header: 'x-hmac-signature',
      received: signature,
      matched,
      why: `It fits the ${matched} secret.`,
    });
  });

  it('shows a digest for each secret, and no secret', () => {
    const checked = check(hmac(BODY));

    expect(checked.computed).toEqual([
      { secret: 'current', digest: hmac(BODY) },
      { secret: 'previous', digest: hmac(BODY, PREVIOUS) },
    ]);
    expect(JSON.stringify(checked)).not.toContain(CURRENT.value);
  });

  it('is found in either family of headers, once where both say the same', () => {
    const right = hmac(BODY);

    expect(check(undefined, ['vrf-hmac-signature', right])).toMatchObject({
      isValid: true,
      header: 'vrf-hmac-signature',
    });
    expect(check(right, ['vrf-hmac-signature', right]).isValid).toBe(true);
  });

  const flipped = `${hmac(BODY).startsWith('0') ? '1' : '0'}${hmac(BODY).slice(1)}`;
  const legacy = createHash('sha256').update(BODY).update(CURRENT.value).digest('hex');
  it.each([
    ['nothing', undefined, [], /no signature/],
    ['only the old header', undefined, ['x-signature', legacy], /Only the old header x-signature/],
    ['an empty value', '', [], /no SHA-256 in hex: 0 characters/],
    ['half of a digest', hmac(BODY).slice(0, 32), [], /32 characters where 64/],
    ['64 other characters', 'z'.repeat(64), [], /no SHA-256 in hex/],
    ['two different ones', hmac(BODY), ['vrf-hmac-signature', flipped], /2 different signatures/],
    ['one digit changed', flipped, [], /differs in 1 character from the digest with the current/],
    ['the body written again', hmac('{"id":"a","code":7001}'), [], /parsed and written again/],
    ['a line end too many', hmac(`${BODY}\n`), [], /with a line end behind it/],
    [
      'a secret that nobody holds',
      hmac(BODY, { value: 'x'.repeat(36) }),
      [],
      /none of the 2 secrets/,
    ],
  ])('is refused for %s, and says so', (_, signature, more, why) => {
    const checked = check(signature, more);

    expect(checked.isValid).toBe(false);
    expect(checked).not.toHaveProperty('matched');
    expect(checked.why).toMatch(why);
  });

  it('says that the sender signed without the line end that came', () => {
    expect(check(hmac(BODY), [], `${BODY}\n`).why).toMatch(/without the line end/);
  });
});
