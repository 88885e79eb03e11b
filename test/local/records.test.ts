import { describe, expect, it } from 'vitest';
import type { PlainItem } from '../../local/records/plain-item.ts';
import { records } from '../../local/records/records.ts';

const A = 'aaaaaaaa-0000-4000-8000-000000000000';
const B = 'bbbbbbbb-0000-4000-8000-000000000000';

function item(key: string, revision: number, createdAt = 1000): PlainItem {
  return { kind: 'session', key, revision, status: 'created', createdAt };
}

function stored({ kind, key, revision, status, createdAt }: PlainItem): object {
  return {
    kind: { S: kind },
    key: { S: key },
    revision: { N: String(revision) },
    status: { S: status },
    createdAt: { N: String(createdAt) },
  };
}

/** A table of pages, each given out once it is asked for. */
function table(pages: readonly (() => readonly object[])[]) {
  let asked = 0;
  return records({
    tableName: 't',
    call: async () => {
      const page = pages[asked] ?? (() => []);
      asked += 1;
      return { Items: page(), ...(asked < pages.length && { LastEvaluatedKey: asked }) };
    },
  });
}

describe('what is known of the table', () => {
  it('is every session of every page, newest first, and no claim', async () => {
    const claim = { kind: { S: 'claim' }, key: { S: 'idempotency#x' } };
    const held = table([() => [stored(item(A, 1, 1000)), claim], () => [stored(item(B, 1, 2000))]]);

    await held.load();

    expect(held.all().map(({ id }) => id)).toEqual([B, A]);
  });

  it('is the newest version, whichever comes first', async () => {
    const held = table([() => [stored(item(A, 1))]]);
    held.put(item(A, 3));
    await held.load();
    held.put(item(A, 2));

    expect(held.get(A)?.revision).toBe(3);
    held.put(item(A, 4));
    expect(held.get(A)?.revision).toBe(4);
  });

  it('does not bring back what was deleted while the table was read', async () => {
    const held = table([
      () => [],
      () => {
        held.remove(A);
        return [stored(item(A, 1))];
      },
    ]);

    await held.load();

    expect(held.all()).toEqual([]);
    held.put(item(A, 1));
    expect(held.all()).toHaveLength(1);
  });

  it('reads the table once, however many ask, and again after it could not be read', async () => {
    let asked = 0;
    const held = records({
      tableName: 't',
      call: async () => {
        asked += 1;
        if (asked === 1) throw new Error('not yet');
        return { Items: [] };
      },
    });

    await expect(held.load()).rejects.toThrow('not yet');
    await Promise.all([held.load(), held.load()]);

    expect(asked).toBe(2);
  });

  it('keeps an erased session where it stood', () => {
    const held = table([]);
    held.put(item(A, 1, 1000));
    held.put(item(B, 1, 2000));
    held.put({ kind: 'tombstone', key: B, revision: 2, erasedAt: 500 });
    held.put(item(A, 2, 1000));

    expect(held.all().map(({ id, kind }) => [id, kind])).toEqual([
      [B, 'tombstone'],
      [A, 'session'],
    ]);
  });
});
