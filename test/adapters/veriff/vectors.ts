import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../fixtures/veriff/', import.meta.url);

/** The exact bytes of a fixture. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`${name}.json`, FOLDER));
}

export const API_KEY = '74eb17ae-3796-4f3a-87d5-d05c8fd6617e';
export const SHARED_SECRET = '475365ad-495a-4534-82f0-d273f3fe2b16';
export const PREVIOUS_SECRET = 'ffe47337-d305-4b3a-8409-689a463c2ac7';
export const PUBLISHED_SECRET = 'abcdef12-abcd-abcd-abcd-abcdef012345';
export const SESSION_ID = 'a6f7bb1a-5b69-4517-9b6a-95224ada1067';
export const ATTEMPT_ID = '1895d977-e2d4-4ddc-bdb2-ea9a5e44b6fb';

/** Every fixture with its size and its signature by the shared secret, all verified with openssl. */
export const SIGNED_FIXTURES = [
  ['create-request', 240, 'c22a147931599dc74f977492ce597d49f64de835c05d6738d4b6d49211518a6e'],
  ['create-response', 618, 'dfe1115391f9f99ab0866fdd40dc0649a3bf7a01136ada6ed18b7d5bcf8946a3'],
  ['error-reply', 77, '343a4cc36cbaf0441c5252ebb6c227187d78c0241a597fff582e2e3f18bce1c8'],
  ['decision-null', 40, '87a617c9f9f4f49f3cacc337858df80d4e941cec1fa23e5a5b25eda40bf4efd8'],
  ['event-started', 222, '52d04920009c4fa133135136e87be050137afe792be544497a4df6de478d9f5f'],
  ['event-submitted', 224, '0d62e16f416d2104a6dcea1a217b94c0237f42307a2f99b8e11b70392f11f05d'],
  [
    'decision-resubmission-requested',
    846,
    '73fa513714b125625b739dd6a905a15eb3a2b68f11e75c6031bb0ea003b43bc2',
  ],
  ['decision-approved', 1061, '37049565253740cc7ea768220b18250e4811901d940a3b032712d196174702e8'],
  ['decision-declined', 808, '835576d8bdf0dbe929a8226684c7b3d83bf4de5b96f92637a3349c9ca5b38168'],
  ['decision-expired', 748, '8679f39edd543591e15da8b85bf5704713e21efcc68d0f61a791f0684e139892'],
  ['fullauto-approved', 1546, '603a1b76989535f8758187e04dfaa47b2e40fc59f9571675e26a937dea4479a6'],
  ['decision-raw-bytes', 424, '063ce4fcdae2a5c8dc3ebdfae46ac34135a37ea4403e694ae67922a02387bd1b'],
] as const;

export const APPROVED_SIGNATURE =
  '37049565253740cc7ea768220b18250e4811901d940a3b032712d196174702e8';
