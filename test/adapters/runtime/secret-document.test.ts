import { describe, expect, it } from 'vitest';
import { readSecret } from '../../../shared/adapters/runtime/secret-document.ts';
import { activeKeys, integrationOf } from '../../../shared/adapters/veriff/keyring.ts';
import { signatureOf } from '../../../shared/adapters/veriff/signature.ts';
import type { IntegrationName } from '../../../shared/domain/ids.ts';
import { APPROVED_SIGNATURE, fixture, PREVIOUS_SECRET, SHARED_SECRET } from '../veriff/vectors.ts';

const live = {
  name: 'live',
  apiKey: 'key',
  baseUrl: 'https://stationapi.veriff.com',
  sharedSecrets: [{ value: SHARED_SECRET }],
};
const test = { ...live, name: 'test' };

const read = (...integrations: readonly unknown[]) => readSecret(JSON.stringify({ integrations }));
const names = (...integrations: readonly unknown[]) =>
  read(...integrations).keyring.integrations.map(({ name }) => name);

describe('readSecret', () => {
  it('makes the keys', () => {
    const [integration] = read(live).keyring.integrations;
    const [key] = integration?.sharedKeys ?? [];

    expect(key && signatureOf(key.key, fixture('decision-approved'))).toBe(APPROVED_SIGNATURE);
  });

  it('takes the first integration for the default one, and no other in its place', () => {
    expect(read(live, test).keyring.defaultIntegration).toBe('live');
    expect(read({ ...live, apiKey: '' }, test)).toMatchObject({ refused: 1 });
    expect(read({ ...live, apiKey: '' }, test).keyring).not.toHaveProperty('defaultIntegration');
  });

  it('uses what is good beside what is not', () => {
    const sharedSecrets = [{ value: 'short' }, {}, null, { value: SHARED_SECRET }];

    expect(read({ ...live, sharedSecrets })).toMatchObject({ refused: 3 });
    expect(names({}, null, 7, { ...test, sharedSecrets: [] }, live)).toEqual(['live']);
  });

  it('takes the first of two integrations with one name', () => {
    const second = { ...live, apiKey: 'other' };

    expect(read(live, second)).toMatchObject({ refused: 1 });
    expect(read(live, second).keyring.integrations).toMatchObject([{ apiKey: 'key' }]);
  });

  it.each([
    'https://stationapi.veriff.com',
    'https://stationapi.veriff.com/',
    'https://gateway.example.com/veriff',
    'http://127.0.0.1:4000',
    'http://localhost:4000',
    'http://[::1]:4000',
  ])('takes the base URL %s', (baseUrl) => {
    expect(names({ ...live, baseUrl })).toEqual(['live']);
  });

  it.each([
    'http://stationapi.veriff.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://127.0.0.2',
    'http://0.0.0.0',
    'http://localhost@example.com',
    'https://user:password@stationapi.veriff.com',
    'https://stationapi.veriff.com/?a=b',
    'https://stationapi.veriff.com/#a',
    'ftp://localhost',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'stationapi.veriff.com',
    '',
  ])('refuses the base URL %j', (baseUrl) => {
    expect(() => names({ ...live, baseUrl })).toThrow(
      expect.objectContaining({ problem: 'invalid' }),
    );
  });

  it.each(['Live', 'live!', '', 'a'.repeat(33), 7])('refuses the name %j', (name) => {
    expect(() => names({ ...live, name })).toThrow(expect.objectContaining({ problem: 'invalid' }));
  });

  it.each(['tomorrow', '2026-03-02', '2026-03-02T10:00:00+02:00', 7])(
    'refuses a secret whose notAfter is %j, rather than to keep it for ever',
    (notAfter) => {
      const sharedSecrets = [{ value: PREVIOUS_SECRET, notAfter }, { value: SHARED_SECRET }];

      expect(read({ ...live, sharedSecrets }).keyring.integrations[0]?.sharedKeys).toHaveLength(1);
    },
  );

  it('puts a secret out of force at its notAfter', () => {
    const sharedSecrets = [{ value: SHARED_SECRET, notAfter: '2026-03-02T10:00:00Z' }];
    const name = 'live' as IntegrationName;
    const integration = integrationOf(read({ ...live, sharedSecrets }).keyring, name);
    const end = Date.parse('2026-03-02T10:00:00Z');

    expect(activeKeys(integration, end - 1)).toHaveLength(1);
    expect(activeKeys(integration, end)).toHaveLength(0);
  });
});
