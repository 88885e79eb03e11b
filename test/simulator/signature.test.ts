import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  hmacSignature,
  isDigest,
  legacySignature,
  sameDigest,
} from '../../local/veriff/signature.ts';
import { sessionOfToken, sessionToken } from '../../local/veriff/token.ts';
import { INTEGRATION, type Wire } from './rig.ts';

const { sharedSecret, previousSharedSecret } = INTEGRATION;
const SESSION = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067';
const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/veriff/${name}`, import.meta.url));

describe('signature', () => {
  it.each([
    ['create-request.json', 'c22a147931599dc74f977492ce597d49f64de835c05d6738d4b6d49211518a6e'],
    ['create-response.json', 'dfe1115391f9f99ab0866fdd40dc0649a3bf7a01136ada6ed18b7d5bcf8946a3'],
    ['error-reply.json', '343a4cc36cbaf0441c5252ebb6c227187d78c0241a597fff582e2e3f18bce1c8'],
    ['decision-null.json', '87a617c9f9f4f49f3cacc337858df80d4e941cec1fa23e5a5b25eda40bf4efd8'],
    ['event-started.json', '52d04920009c4fa133135136e87be050137afe792be544497a4df6de478d9f5f'],
    ['event-submitted.json', '0d62e16f416d2104a6dcea1a217b94c0237f42307a2f99b8e11b70392f11f05d'],
    [
      'decision-resubmission-requested.json',
      '73fa513714b125625b739dd6a905a15eb3a2b68f11e75c6031bb0ea003b43bc2',
    ],
    ['decision-approved.json', '37049565253740cc7ea768220b18250e4811901d940a3b032712d196174702e8'],
    ['decision-declined.json', '835576d8bdf0dbe929a8226684c7b3d83bf4de5b96f92637a3349c9ca5b38168'],
    ['decision-expired.json', '8679f39edd543591e15da8b85bf5704713e21efcc68d0f61a791f0684e139892'],
    ['fullauto-approved.json', '603a1b76989535f8758187e04dfaa47b2e40fc59f9571675e26a937dea4479a6'],
    ['decision-raw-bytes.json', '063ce4fcdae2a5c8dc3ebdfae46ac34135a37ea4403e694ae67922a02387bd1b'],
  ])('signs the bytes of %s', (name, expected) => {
    expect(hmacSignature(sharedSecret, fixture(name))).toBe(expected);
  });

  it('agrees with the vector that Veriff published', () => {
    const secret = 'abcdef12-abcd-abcd-abcd-abcdef012345';

    const signature = hmacSignature(secret, fixture('published-vector.json'));

    expect(signature).toBe('0dcab73ddd20062616d104231c7439657546a5c24e4691977da93bb854c31e25');
  });

  it('signs the session id of a GET, with either secret of a rotation, and the old way', () => {
    expect(hmacSignature(sharedSecret, SESSION)).toBe(
      '49080594d6ca33649cf91184bea4b1cef79a6cfaf251a2a29c27dc05e17feb59',
    );
    expect(hmacSignature(previousSharedSecret, fixture('decision-approved.json'))).toBe(
      '5ac0736d3196501bda8348d3c95fdfed0c1df030a8932df4abf88562fb0dce64',
    );
    expect(legacySignature(sharedSecret, fixture('decision-approved.json'))).toBe(
      '3388fcb6b227d23ceae4a502193d9bb4ccc025d568b256aa065ec2dad9b31468',
    );
    expect(legacySignature(sharedSecret, SESSION)).toBe(
      '9c323aea8a2cdbcbce1a09fb92c7ce3d2cce3ccb3942e95433cc1559441777df',
    );
  });

  it('tells a digest from anything else, and compares without regard to case', () => {
    const digest = hmacSignature(sharedSecret, 'x');

    expect(isDigest(digest)).toBe(true);
    expect(isDigest(digest.slice(1))).toBe(false);
    expect(isDigest(`${digest.slice(1)}g`)).toBe(false);
    expect(sameDigest(digest, digest.toUpperCase())).toBe(true);
    expect(sameDigest(digest, hmacSignature(sharedSecret, 'y'))).toBe(false);
  });
});

describe('session token', () => {
  it('is the token of the published shape, byte for byte', () => {
    const { verification } = JSON.parse(fixture('create-response.json').toString()) as Wire;
    const createdAt = Date.parse('2026-03-02T10:15:00.123Z') * 1000 + 456;

    const token = sessionToken('fixture-token-key', SESSION, createdAt);

    expect(token).toBe(verification?.sessionToken);
  });

  it('opens only the session that it was made for', () => {
    const token = sessionToken('key', SESSION, 1_700_000_000_000_000);

    expect(sessionOfToken('key', token)).toBe(SESSION);
    expect(sessionOfToken('other key', token)).toBeUndefined();
    expect(sessionOfToken('key', `${token}x`)).toBeUndefined();
    expect(sessionOfToken('key', `${token}.x`)).toBeUndefined();
    expect(sessionOfToken('key', 'nonsense')).toBeUndefined();
  });
});
