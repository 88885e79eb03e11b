import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type DueSource, type VirtualClock, virtualClock } from '../../local/veriff/clock.ts';
import { loadClockOffset, saveClockOffset } from '../../local/veriff/clock-file.ts';
import { temporaryFolder } from './rig.ts';

/** A source that owes a fixed list of moments and notes when it was run. */
function planned(name: string, moments: readonly number[], story: string[] = []): DueSource {
  const owed = [...moments].toSorted((left, right) => left - right);
  return {
    name,
    next: () => owed[0],
    run: async (now) => {
      while (owed[0] !== undefined && owed[0] <= now) story.push(`${name} ${owed.shift()}`);
      return Promise.resolve();
    },
  };
}

function startClock(options: Parameters<typeof virtualClock>[0] = {}): VirtualClock {
  const clock = virtualClock(options);
  onTestFinished(async () => clock.stop());
  return clock;
}

describe('virtual clock', () => {
  it('runs what falls due on the way, in the order of the moments', async () => {
    const clock = startClock();
    const start = clock.now() + 1000;
    const story: string[] = [];
    clock.addSource(planned('a', [start, start + 2000], story));
    clock.addSource(planned('b', [start + 1000, start + 9000], story));

    const { ran } = await clock.advanceTo(start + 5000);

    expect(story).toStrictEqual([`a ${start}`, `b ${start + 1000}`, `a ${start + 2000}`]);
    expect(ran).toBe(3);
    expect(clock.now()).toBeGreaterThanOrEqual(start + 5000);
    expect(await clock.nextDue()).toBe(start + 9000);
  });

  it('stands at the due moment while a source runs', async () => {
    const clock = startClock();
    const at = clock.now() + 3_600_000;
    let seen = 0;
    clock.addSource({
      name: 'looks at the clock',
      next: () => (seen === 0 ? at : undefined),
      run: async (now) => {
        seen = now;
        return Promise.resolve();
      },
    });

    await clock.advanceTo(at + 3_600_000);

    expect(seen - at).toBeLessThan(1000);
    expect(seen).toBeGreaterThanOrEqual(at);
  });

  it('goes to the next moment that anything is owed, or stays where nothing is', async () => {
    const clock = startClock();
    const at = clock.now() + 60_000;
    clock.addSource(planned('a', [at]));

    expect(await clock.advanceToNext()).toStrictEqual({ ran: 1, at });
    expect(await clock.advanceToNext()).toStrictEqual({ ran: 0 });
  });

  it('refuses to go back, and to nowhere', async () => {
    const clock = startClock();

    await expect(clock.advanceTo(clock.now() - 5000)).rejects.toThrow(/cannot go back/);
    await expect(clock.advanceTo(Number.NaN)).rejects.toThrow(/not a moment/);
  });

  it('takes a target that has just passed for now', async () => {
    const clock = startClock();
    const before = clock.now();

    await expect(clock.advanceTo(before - 5)).resolves.toStrictEqual({ ran: 0 });

    expect(clock.now()).toBeGreaterThanOrEqual(before);
  });

  it('makes one advance after the other', async () => {
    const clock = startClock();
    const start = clock.now();
    const story: string[] = [];
    clock.addSource(planned('a', [start + 1000, start + 2000, start + 3000], story));

    await Promise.all([clock.advanceTo(start + 2500), clock.advanceTo(start + 3500)]);

    expect(story).toHaveLength(3);
  });

  it('shares its offset, and tells when it was moved', async () => {
    const clock = startClock({ offsetMs: 5000 });
    const told: number[] = [];
    clock.onMoved((offset) => told.push(offset));
    const shared = new Float64Array(clock.offsetCell);
    expect(shared[0]).toBe(5000);

    await clock.advanceTo(clock.now() + 60_000);

    expect(shared[0]).toBeGreaterThan(64_000);
    expect(told).toStrictEqual([shared[0]]);
  });

  it('is not pulled back by work that was due long ago', async () => {
    const clock = startClock({ offsetMs: 86_400_000 });
    const shared = new Float64Array(clock.offsetCell);
    const story: string[] = [];
    clock.addSource(planned('late', [clock.now() - 3_600_000], story));

    await clock.advanceToNext();

    expect(story).toHaveLength(1);
    expect(shared[0]).toBe(86_400_000);
  });

  it('reports the error of a source and goes on', async () => {
    const errors: string[] = [];
    const clock = startClock({
      onError: (error, source) => errors.push(`${source}: ${String(error)}`),
    });
    const at = clock.now() + 1000;
    const story: string[] = [];
    let owed: number | undefined = at;
    clock.addSource({
      name: 'bad',
      next: () => owed,
      run: async () => {
        owed = undefined;
        return Promise.reject(new Error('broken'));
      },
    });
    clock.addSource(planned('good', [at + 1], story));

    await clock.advanceTo(at + 10);

    expect(errors).toStrictEqual(['bad: Error: broken']);
    expect(story).toHaveLength(1);
  });

  it('gives a source up for this advance that keeps owing the same moment', async () => {
    const errors: unknown[] = [];
    const clock = startClock({ onError: (error) => errors.push(error) });
    const at = clock.now() + 1000;
    const run = vi.fn<() => Promise<void>>(async () => Promise.resolve());
    clock.addSource({ name: 'stuck', next: () => at, run });

    await clock.advanceTo(at + 1000);

    expect(run.mock.calls.length).toBeLessThan(200);
    expect(String(errors[0])).toContain('stuck was run and still owes');
  });

  it('runs in real time while nobody moves it, as soon as it is poked', async () => {
    const clock = startClock();
    let owed: number | undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.addSource({
      name: 'now',
      next: () => owed,
      run: async () => {
        owed = undefined;
        resolve();
        return Promise.resolve();
      },
    });

    owed = clock.now();
    clock.poke();

    await expect(promise).resolves.toBeUndefined();
  });

  it('law: however the way is cut, everything due is done once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }),
        async (moments, steps) => {
          const clock = virtualClock();
          const start = clock.now() + 100_000;
          const story: string[] = [];
          clock.addSource(
            planned(
              'a',
              moments.map((moment) => start + moment * 1000),
              story,
            ),
          );
          let to = start;
          for (const step of [...steps, 1000]) {
            to += step * 1000;
            await clock.advanceTo(to);
          }
          await clock.stop();
          const wanted = moments
            .toSorted((left, right) => left - right)
            .map((moment) => `a ${start + moment * 1000}`);
          expect(story).toStrictEqual(wanted);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('clock file', () => {
  it('remembers the offset; a new folder has none', () => {
    const dir = temporaryFolder();

    expect(loadClockOffset(dir)).toBe(0);
    saveClockOffset(dir, 86_400_000.5);
    expect(loadClockOffset(dir)).toBe(86_400_000.5);
  });

  it.each(['', '{}', '{"offsetMs":"1"}', '{"offsetMs":-5}'])(
    'names itself when it holds %j',
    (text) => {
      const dir = temporaryFolder();
      writeFileSync(join(dir, 'clock.json'), text);

      expect(() => loadClockOffset(dir)).toThrow(/clock\.json is damaged/);
    },
  );
});
