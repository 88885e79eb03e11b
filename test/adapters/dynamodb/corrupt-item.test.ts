import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { CorruptItemError } from '../../../shared/adapters/dynamodb/attributes.ts';
import { claimItem, readClaim } from '../../../shared/adapters/dynamodb/claim-item.ts';
import { readRecord, recordItem } from '../../../shared/adapters/dynamodb/session-item.ts';
import { erase } from '../../../shared/domain/erase.ts';
import { after, CLAIM, created, decided, T0, TENANT } from '../../support/given.ts';

describe('a corrupt item', () => {
  const item = recordItem(after(decided('review', '10:20:00', { reason: 'secret' })), T0);
  const NEEDED = [
    'key',
    'kind',
    'tenant',
    'integration',
    'version',
    'status',
    'createdAt',
    'validUntil',
    'updatedAt',
    'attempts',
    'outbox',
    'polls',
    'decision',
  ];

  it.each(NEEDED)('without %s is named, with the place', (name) => {
    const { [name]: _, ...rest } = item;

    expect(() => readRecord(rest)).toThrow(CorruptItemError);
    expect(() => readRecord(rest)).toThrow(`attribute ${name} is missing or not readable`);
  });

  it.each([
    ['kind', { S: 'claim' }],
    ['status', { S: 'toString' }],
    ['version', { N: 'x' }],
    ['version', { S: '1' }],
    ['integration', { S: 'Not A Name' }],
    ['attempts', { M: { a: { S: 'secret' } } }],
    ['outbox', { L: [{ S: 'secret' }] }],
    ['outbox', { L: [{ M: { version: { N: '1' } } }] }],
    ['decision', { M: { status: { S: 'secret' }, source: { S: 'poll' } } }],
    ['decision', { M: { status: { S: 'review' }, source: { S: 'secret' } } }],
    [
      'decision',
      { M: { status: { S: 'review' }, source: { S: 'poll' }, decidedAt: { S: '2026' } } },
    ],
  ])('with an unreadable %s %j is refused without its value', (name, value: AttributeValue) => {
    const read = () => readRecord({ ...item, [name]: value });

    expect(read).toThrow(CorruptItemError);
    expect(read).not.toThrow(/secret/);
    expect(read).toThrow(name);
  });

  it('with an unreadable claim is refused', () => {
    const claim = claimItem({
      key: CLAIM,
      tenant: TENANT,
      fingerprint: 'f',
      owner: 'o',
      leaseUntil: 1,
      expiresAt: 1,
    });

    expect(() => readClaim({ ...claim, progress: { S: 'answered' } })).toThrow('attribute answer');
    expect(() => readClaim({ ...claim, progress: { S: 'constructor' } })).toThrow(
      'attribute progress',
    );
    expect(() => readClaim({ ...claim, key: { S: 'x' } })).toThrow('attribute key');
  });

  it('of a tombstone with an unreadable due time is refused', () => {
    const tombstone = recordItem(erase(created(), T0), T0);

    expect(() => readRecord({ ...tombstone, dueAt: { S: 'soon' } })).toThrow('attribute dueAt');
  });
});
