import { describe, expect, it } from 'vitest';
import {
  erase,
  erasureSettled,
  postponeErasure,
  TOMBSTONE_LIFE_MS,
} from '../../shared/domain/erase.ts';
import { after, CLAIM, created, DAY, FIRST, HOUR, started, T0 } from '../support/given.ts';

describe('erasing', () => {
  it("leaves nothing but key, owner and times, and owes Veriff's own erasure at once", () => {
    expect(erase({ ...after(started(FIRST)), claim: CLAIM }, T0 + HOUR)).toEqual({
      kind: 'tombstone',
      id: 'a6f7bb1a-5b69-4517-9b6a-95224ada1067',
      tenant: '111122223333',
      integration: 'live',
      claim: 'idempotency#k-1',
      revision: 3,
      version: 3,
      erasedAt: T0 + HOUR,
      erasureDueAt: T0 + HOUR,
    });
  });

  it('names no idempotency item where there was none', () => {
    expect(erase(created(), T0)).not.toHaveProperty('claim');
  });

  it('again changes nothing', () => {
    const tombstone = erase(created(), T0);

    expect(erase(tombstone, T0 + HOUR)).toBe(tombstone);
  });

  it('is settled once Veriff has erased too', () => {
    const { erasureDueAt: _, ...settled } = erase(created(), T0);

    expect(erasureSettled(erase(created(), T0))).toEqual({ ...settled, revision: 3 });
  });

  it('that Veriff refused for now waits as long as it has waited, or as Veriff says', () => {
    const stone = erase(created(), T0);

    expect(postponeErasure(stone, T0 + HOUR)).toEqual({
      ...stone,
      revision: 3,
      erasureDueAt: T0 + 1.5 * HOUR,
    });
    expect(postponeErasure(stone, T0, T0 + HOUR).erasureDueAt).toBe(T0 + HOUR);
  });

  it('keeps the tombstone longer than any idempotency item', () => {
    expect(TOMBSTONE_LIFE_MS).toBe(8 * DAY);
  });
});
