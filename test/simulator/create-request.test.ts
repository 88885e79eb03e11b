import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCreateRequest } from '../../local/veriff/create-request.ts';
import { VeriffError } from '../../local/veriff/veriff-error.ts';

const NOW = Date.parse('2026-03-02T10:15:00Z');
const lenient = { now: NOW, strictTimestamp: false };
const strict = { now: NOW, strictTimestamp: true };

function codeOf(body: unknown, rules = lenient): string {
  try {
    parseCreateRequest(body, rules);
    return 'accepted';
  } catch (error) {
    return error instanceof VeriffError ? error.code : `not ours: ${String(error)}`;
  }
}

const aged = (ms: number): object => verification({ timestamp: new Date(NOW - ms).toISOString() });

const verification = (fields: object): object => ({ verification: fields });

describe('create request', () => {
  it.each([
    ['the smallest body', {}],
    ['an unknown field', { additionalData: { anything: 1 }, nonsense: true }],
    [
      'a single space as a name, which hides the field of the JS SDK',
      { person: { firstName: ' ', lastName: ' ' } },
    ],
    ['1000 characters of vendorData', { vendorData: 'x'.repeat(1000) }],
    ['an empty vendorData', { vendorData: '' }],
    ['VISA, which older documents list', { document: { type: 'VISA' } }],
    ['the selfid feature', { features: ['selfid'], lang: 'en' }],
    ['an old timestamp', { timestamp: '2016-05-19T08:30:25.597Z' }],
    ['the consent of INE', { consents: [{ type: 'ine', approved: true }] }],
    ['a birthday', { person: { dateOfBirth: '1990-04-12', gender: 'FEMALE' } }],
  ])('accepts %s', (_what, fields) => {
    expect(codeOf(verification(fields))).toBe('accepted');
  });

  it("accepts the example of Veriff's Sessions Lifecycle page verbatim", () => {
    const example = readFileSync(
      new URL('../fixtures/veriff/published-vector.json', import.meta.url),
      'utf8',
    );

    const request = parseCreateRequest(JSON.parse(example), lenient);

    expect(request).toStrictEqual({
      callback: 'https://veriff.com',
      person: { firstName: 'John', lastName: 'Smith' },
      document: { type: 'PASSPORT', country: 'EE' },
      vendorData: 'unique id of the end-user',
      endUserId: null,
    });
  });

  it.each([
    ['no verification', {}, '1102'],
    ['a list', [], '1102'],
    ['null', null, '1102'],
    ['a verification that is a string', { verification: 'x' }, '1104'],
    ['a callback over http', verification({ callback: 'http://example.com' }), '1302'],
    ['a callback into an app', verification({ callback: 'myapp://done' }), '1302'],
    ['a callback that is no address', verification({ callback: 'example' }), '1302'],
    ['an empty name', verification({ person: { firstName: '' } }), '1104'],
    ['a null name', verification({ person: { firstName: null } }), '1104'],
    ['a person that is a list', verification({ person: [] }), '1104'],
    ['an unknown gender', verification({ person: { gender: 'X' } }), '1104'],
    ['isDeceased as text', verification({ person: { isDeceased: 'no' } }), '1104'],
    [
      'a birthday in another format',
      verification({ person: { dateOfBirth: '12.04.1990' } }),
      '1203',
    ],
    ['a birthday that never was', verification({ person: { dateOfBirth: '1990-02-30' } }), '2003'],
    ['a birthday to come', verification({ person: { dateOfBirth: '2027-01-01' } }), '2003'],
    ['an unknown document type', verification({ document: { type: 'LIBRARY_CARD' } }), '2103'],
    ['a country of three letters', verification({ document: { country: 'EST' } }), '2104'],
    ['a country that does not exist', verification({ document: { country: 'ZZ' } }), '2104'],
    ['a first issue in another format', verification({ document: { firstIssue: '2020' } }), '1203'],
    ['vendorData as a number', verification({ vendorData: 7 }), '1501'],
    ['vendorData of 1001 characters', verification({ vendorData: 'x'.repeat(1001) }), '1500'],
    ['an endUserId that is no UUID', verification({ endUserId: 'me' }), '1104'],
    ['a feature nobody has', verification({ features: ['video_call'] }), '1301'],
    ['INE without consent', verification({ consents: [{ type: 'ine', approved: false }] }), '1104'],
    ['an unknown consent', verification({ consents: [{ type: 'gdpr', approved: true }] }), '1104'],
    ['a malformed timestamp', verification({ timestamp: 'yesterday' }), '1202'],
    ['a timestamp as a number', verification({ timestamp: 1_772_446_500 }), '1202'],
  ])('refuses %s', (_what, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  it('refuses a timestamp older than one hour only where the integration is strict', () => {
    expect(codeOf(aged(3_600_001), strict)).toBe('1201');
    expect(codeOf(aged(3_599_000), strict)).toBe('accepted');
    expect(codeOf(aged(3_600_001))).toBe('accepted');
  });

  it('answers any body at all with a request or with an error of Veriff', () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        'callback',
        'person',
        'document',
        'vendorData',
        'endUserId',
        'consents',
        'features',
        'timestamp',
        'lang',
      ),
      fc.jsonValue(),
    );

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fields.map(verification)), (body) => {
        expect(codeOf(body)).toMatch(/^(accepted|\d{4})$/);
      }),
    );
  });
});
