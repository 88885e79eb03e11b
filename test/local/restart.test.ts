import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startProcess } from '../bench/stack-process.ts';
import { MINUTES, people } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'restart-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('kill -9 in the middle', () => {
  it('loses nothing that was accepted, and everything goes on', async () => {
    const before = await startProcess(folder);
    const first = people(before);
    await first.veriff.faults({ webhooks: { drop: { always: true, kinds: ['decision'] } } });
    const decided = await first.backend.created();
    await first.veriff.play(decided, 'start', 'submit', 'approve');
    await first.advance(3 * MINUTES);
    const owed = await first.backend.created();
    await first.veriff.play(owed, 'start', 'submit', 'decline');
    const open = await first.backend.created({ vendorData: 'cust-0001' });
    // Requests under way when the power goes: whatever of them was answered has to be there afterwards.
    const answered: string[] = [];
    const under = Array.from({ length: 20 }, async () =>
      answered.push(await first.backend.created()),
    );
    await Promise.race(under);
    await before.kill();
    await Promise.allSettled(under);

    const after = await startProcess(folder);
    const second = people(after);
    const kept = await Promise.all(answered.map(async (id) => second.backend.read(id)));
    await second.advance(3 * MINUTES);
    await second.veriff.play(open, 'start', 'submit', 'approve');

    expect(answered.length).toBeGreaterThan(0);
    expect(new Set(kept.map(({ status }) => status))).toEqual(new Set(['created']));
    expect(await second.backend.read(decided)).toMatchObject({
      status: 'approved',
      decision: { source: 'poll' },
    });
    expect(await second.backend.read(owed)).toMatchObject({
      status: 'declined',
      decision: { source: 'poll' },
    });
    expect((await second.events(decided)).map(({ detail }) => detail.status)).toContain('approved');
    expect(await second.backend.read(open)).toMatchObject({
      status: 'submitted',
      vendorData: 'cust-0001',
    });
    expect(await after.stop()).toBe(0);
  });
});
