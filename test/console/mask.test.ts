import { describe, expect, it } from 'vitest';
import { hexLines, maskedJson, shownHeader } from '../../local/console/words/mask.ts';

/** What a decision webhook tells of a person, in Veriff's places. */
const DECISION = JSON.stringify({
  status: 'success',
  verification: {
    id: 'a6f7bb1a',
    code: 9001,
    person: {
      firstName: 'Mari',
      lastName: 'Tamm "Õ"',
      yearOfBirth: 1990,
      idNumber: null,
      addresses: [{ fullAddress: '1 Example Street', parsedAddress: { city: 'Tallinn' } }],
    },
    document: { number: 'AB1234567', country: 'EE' },
  },
  technicalData: { ip: '203.0.113.7', device: 'Pixel' },
  vendorData: 'cust-0001',
});

const PERSONAL = [
  'Mari',
  'Tamm',
  'Õ',
  '1990',
  'Example Street',
  'Tallinn',
  'AB1234567',
  '203.0.113',
  'Pixel',
];

describe('masking a body', () => {
  it('hides every personal value and keeps everything else', () => {
    const masked = maskedJson(DECISION);

    for (const value of PERSONAL) expect(masked).not.toContain(value);
    expect(masked).toContain('"firstName":"••••"');
    expect(masked).toContain('"id":"a6f7bb1a","code":9001');
    expect(masked).toContain('"idNumber":null');
    expect(masked).toContain('"vendorData":"cust-0001"');
    expect(masked).toHaveLength(DECISION.length);
  });

  it('hides values that an object wraps, as in a full-auto webhook', () => {
    expect(maskedJson('{"person":{"firstName":{"value":"Mari","sources":["MRZ"]}},"code":1}')).toBe(
      '{"person":{"firstName":{"value":"••••","sources":["•••"]}},"code":1}',
    );
  });

  it('hides session URLs and tokens', () => {
    expect(maskedJson('{"url":"https://x/v/secret","sessionToken":"secret"}')).not.toContain(
      'secret',
    );
  });

  it.each([
    ['cut off within a value', '{"code":1,"firstName":"Mar', '{"code":1,"firstName":"•••'],
    ['cut off within a person', '{"person":{"lastName":"Tamm"', '{"person":{"lastName":"••••"'],
    ['with white space', '{ "firstName" : "Mari" }', '{ "firstName" : "••••" }'],
    ['with a key twice', '{"ip":"a","ip":"b","x":1}', '{"ip":"•","ip":"•","x":1}'],
    ['that is no JSON', 'Mari', 'Mari'],
  ])('works on a body %s', (_, body, masked) => {
    expect(maskedJson(body)).toBe(masked);
  });

  it('ends with the value: the field after it is shown', () => {
    expect(maskedJson('{"firstName":"Mari","status":"approved"}')).toBe(
      '{"firstName":"••••","status":"approved"}',
    );
  });
});

describe('the hex view', () => {
  const bytes = Buffer.from('{"firstName":"Zoë","code":9001}');

  it('shows sixteen bytes a line with their places', () => {
    const [first, second] = hexLines(bytes, false);

    expect(first).toEqual({
      offset: '000000',
      hex: '7b 22 66 69 72 73 74 4e 61 6d 65 22 3a 22 5a 6f',
      text: '{"firstName":"Zo',
    });
    expect(second?.offset).toBe('000010');
    expect(second?.text).toMatch(/^··","code"/);
  });

  it('masks the bytes of personal values, also those of letters outside of ASCII', () => {
    const lines = hexLines(bytes, true);

    expect(lines.map(({ text }) => text).join('')).toBe('{"firstName":"••••","code":9001}');
    expect(lines.map(({ hex }) => hex).join(' ')).not.toMatch(/5a 6f|c3|ab/);
  });

  it('masks by bytes where a body is no valid UTF-8', () => {
    const broken = Buffer.concat([
      Buffer.from('{"x":"'),
      Buffer.from([0xff]),
      Buffer.from('","ip":"1.2"}'),
    ]);

    expect(
      hexLines(broken, true)
        .map(({ text }) => text)
        .join(''),
    ).toContain('"ip":"•••"');
  });
});

describe('headers', () => {
  it('show everything but secrets', () => {
    expect(shownHeader('X-Auth-Client', 'key')).toBe('••••••••');
    expect(shownHeader('vrf-auth-client', 'key')).toBe('••••••••');
    expect(shownHeader('x-hmac-signature', 'ab12')).toBe('ab12');
  });
});
