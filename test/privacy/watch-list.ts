import { DEMONSTRATION } from '../../local/demonstration.ts';
import {
  APPROVED_SIGNATURE,
  fixture,
  PUBLISHED_SECRET,
  SIGNED_FIXTURES,
} from '../adapters/veriff/vectors.ts';
import { LINK } from '../support/given.ts';
import { type Search, searchFor } from './search.ts';

const named = (name: string, ...values: readonly string[]) =>
  values.map((value) => ({ name, value }));

const { verification: link } = JSON.parse(fixture('create-response').toString('utf8')) as {
  readonly verification: { readonly url: string; readonly sessionToken: string };
};

/** The people and secrets of the fixtures, the tests and the simulator, which invents the same for every approval. */
const KNOWN = [
  ...named('name', 'John', 'Smith', 'José', 'JOHN SMITH'),
  ...named('invented name', 'Mari', 'Jaan', 'Peeter', 'Liis', 'Tamm', 'Rebane'),
  ...named('date of birth', '1990-04-12', '1985-11-30', '1978-02-03', '1999-07-21'),
  ...named('document', 'AB1234567', 'AB7654321', 'AB2468135', '2021-05-01', '2031-05-01'),
  ...named('address', 'Example Street', '10111 Tallinn', 'Tallinn, Estonia'),
  ...named('IP address', '203.0.113.7', '203.0.113.8', '203.0.113.21', '203.0.113.99'),
  ...named('API key', DEMONSTRATION.apiKey),
  ...named(
    'shared secret',
    DEMONSTRATION.sharedSecret,
    DEMONSTRATION.previousSharedSecret,
    PUBLISHED_SECRET,
  ),
  ...named('session token', link.sessionToken),
  ...named('session URL', link.url, LINK.url),
  ...named('signature', APPROVED_SIGNATURE, ...SIGNED_FIXTURES.map(([, , mac]) => mac)),
];

/** Links and signatures that are made while a test runs: told by their looks. */
const BY_LOOKS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['session link', /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/],
  ['signature', /\b[0-9a-f]{64}\b/i],
];

const searchKnown = searchFor(KNOWN);

/** What of all that stands in a text. */
export const searchSuite: Search = (text) => [
  ...new Set([
    ...searchKnown(text),
    ...BY_LOOKS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name),
  ]),
];
