import { describe, expect, it } from 'vitest';
import {
  BATCH_SIZE,
  CONCURRENT_BATCHES,
  RUN_SECONDS,
} from '../../shared/contract/sweep-workflow.ts';
import { sweepDesign } from '../bench/fallback/designs.ts';
import { usesOf } from '../bench/fallback/quotas.ts';
import { capacityOf, play, type Scene } from '../bench/fallback/scale.ts';
import { COMMON, EAGER, PATIENT } from '../bench/fallback/schedules.ts';
import { transitionsOf } from '../bench/fallback/standard.ts';
import { unitsOfMoments } from '../bench/fallback/units.ts';
import { measure } from './traffic.ts';

const DAY = 24 * 60;
const SCENE: Scene = {
  sessionsPerDay: 50_000,
  days: 8,
  settleMs: 200,
  concurrentBatches: CONCURRENT_BATCHES,
};

describe('the account of the fallback', () => {
  it('adds up to what the real functions write', async () => {
    const measured = await measure();

    for (const moment of ['started', 'submitted', 'decided', 'poll', 'found'] as const) {
      const { record, timer, outbox } = unitsOfMoments()[moment];
      expect([moment, record + timer + outbox]).toEqual([moment, measured[moment].writes]);
    }
  });

  it('takes the polls from the schedule itself', () => {
    expect(EAGER.slice(0, 4)).toEqual([2, 6, 14, 30]);
    expect(PATIENT.slice(0, 3)).toEqual([15, 22.5, 33.75]);
    expect(COMMON.slice(0, 3)).toEqual([15, 45, 105]);
  });

  it('counts the transitions of an execution that it runs', async () => {
    expect([await transitionsOf(1), await transitionsOf(4)]).toEqual([4, 13]);
  });

  it('costs less where less is polled', async () => {
    expect((await sweepDesign('common')).usd).toBeLessThan((await sweepDesign('own')).usd);
  });
});

describe('the scale of the fallback', () => {
  it('is that of the constants: time of a run, batches at a time, sessions of a batch', () => {
    // Five at a time, 200 ms each.
    expect(capacityOf(SCENE)).toBe(RUN_SECONDS * CONCURRENT_BATCHES * BATCH_SIZE);
    expect(capacityOf({ ...SCENE, settleMs: 400 })).toBe(capacityOf(SCENE) / 2);
    expect(capacityOf({ ...SCENE, concurrentBatches: 10 })).toBe(2 * capacityOf(SCENE));
  });

  it('loses nothing: what an outage leaves is settled after it, the sooner the more a run can', () => {
    const outage = { from: 2 * DAY, minutes: 60 };
    const calm = play(SCENE);
    const narrow = play({ ...SCENE, outage, concurrentBatches: 1 });
    const wide = play({ ...SCENE, outage });

    expect([calm.left, narrow.left, wide.left]).toEqual([0, 0, 0]);
    expect(wide.drained).toBeLessThan(narrow.drained ?? 0);
    expect(calm.longestWait).toBeLessThanOrEqual(65);
  });

  it('says so where it falls behind', () => {
    const { left } = play({ ...SCENE, sessionsPerDay: 20_000_000, days: 2 });

    expect(left).toBeGreaterThan(100_000);
  });

  it('compares what it uses with the quotas, of which the Map is the narrowest', () => {
    const over = usesOf({ ...SCENE, concurrentBatches: 41 }, 10).filter(
      ({ value, quota }) => value > quota,
    );

    expect(over.map(({ what }) => what)).toEqual(['iterations of the Map at a time']);
  });
});
