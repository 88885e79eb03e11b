import { describe, expect, it } from 'vitest';
import { SmokeFailure } from './failure.ts';
import { stepRunner } from './steps.ts';
import { type Waiting, waitFor } from './wait.ts';

/** A clock that moves only when it is told to. */
function world() {
  const lines: string[] = [];
  let at = 0;
  return {
    lines,
    print: (line: string) => lines.push(line),
    now: () => at,
    pass: (milliseconds: number) => {
      at += milliseconds;
    },
    pause: async (milliseconds: number) => {
      at += milliseconds;
      return Promise.resolve();
    },
  };
}

describe('a step', () => {
  it('is one line with its time, and its result', async () => {
    const { lines, print, now, pass } = world();
    const steps = stepRunner(print, now);

    const result = await steps.step('created', async () => {
      pass(1234);
      return Promise.resolve('id');
    });

    expect([result, steps.passed, lines]).toEqual(['id', 1, ['ok      created, 1.2 s']]);
  });

  it('that fails tells what was expected, what was seen and where to look', async () => {
    const { lines, print, now } = world();
    const steps = stepRunner(print, now);
    const failure = new SmokeFailure({ expected: '201', seen: '503', lookAt: 'the log' });

    await expect(steps.step('created', async () => Promise.reject(failure))).rejects.toBe(failure);

    expect(steps.passed).toBe(0);
    expect(lines).toEqual([
      'FAILED  created, 0.0 s',
      '  expected  201',
      '  seen      503',
      '  look at   the log',
    ]);
  });

  it('that fails otherwise tells the error and its cause', async () => {
    const { lines, print, now } = world();
    const error = new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });

    await expect(
      stepRunner(print, now).step('created', async () => Promise.reject(error)),
    ).rejects.toBe(error);

    expect(lines).toContain('  TypeError: fetch failed (Error: ECONNREFUSED)');
  });
});

describe('waiting', () => {
  const waiting = (seen: () => string): Waiting<string> => ({
    expected: 'status declined',
    look: async () => Promise.resolve(seen()),
    isThere: (status) => status === 'declined',
    describe: (status) => `status ${status}`,
    atMost: 60_000,
    lookAt: 'the sweep',
  });

  it('ends with what was waited for', async () => {
    const around = world();

    const seen = await waitFor(
      waiting(() => (around.now() < 5000 ? 'submitted' : 'declined')),
      around,
    );

    expect([seen, around.now(), around.lines]).toEqual(['declined', 6000, []]);
  });

  it('says every half minute what is seen', async () => {
    const around = world();

    await waitFor(
      waiting(() => (around.now() < 50_000 ? 'submitted' : 'declined')),
      around,
    );

    expect(around.lines).toEqual(['        30 s: status submitted']);
  });

  it('is bounded', async () => {
    const around = world();

    await expect(
      waitFor(
        waiting(() => 'submitted'),
        around,
      ),
    ).rejects.toMatchObject({
      expected: 'status declined within 60 s',
      seen: 'status submitted',
      lookAt: 'the sweep',
    });
  });

  it('does not begin where what is seen is not worth waiting', async () => {
    const around = world();
    const hopeless: Waiting<string> = {
      ...waiting(() => '403'),
      atMost: (seen) => (seen === '503' ? 60_000 : 0),
      lookAt: (seen) => `${seen} in the table of errors`,
    };

    await expect(waitFor(hopeless, around)).rejects.toMatchObject({
      expected: 'status declined',
      seen: 'status 403',
      lookAt: '403 in the table of errors',
    });
    expect(around.now()).toBe(0);
  });
});
