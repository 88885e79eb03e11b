import { describe, expect, it } from 'vitest';
import { flawOf } from '../../build/rehearsal/events.ts';
import { FUNCTIONS } from '../../shared/contract/routes.ts';
import { ran } from './run.ts';
import { loopback } from './services.ts';

/** Modules of Node that a cold start cannot afford, and what each would come from. */
const FORBIDDEN = [
  ['undici, by fetch or an import of node:http', /undici/],
  ['http2, by a handler of the SDK that nobody uses', /http2/],
  ['child_process, by a credential chain', /child_process/],
] as const;

/** Of the built-in modules that a first event needs; today it is some 110. */
const MOST_MODULES = 125;

describe.each(FUNCTIONS)('%s, after its first event', (name) => {
  it('has loaded nothing of Node that is slow and not needed, and read no file', async () => {
    const { address } = await loopback();

    await ran('create-session', address);

    const { loaded, read, answer } = await ran(name, address);

    expect(flawOf(answer)).toBeUndefined();
    // The SDK looks into the home folder for each setting that it is not given.
    expect(read).toEqual([]);
    for (const [, pattern] of FORBIDDEN) {
      expect(loaded.filter((each) => pattern.test(each))).toEqual([]);
    }
    expect(loaded).toContain('http');
    expect(loaded.length).toBeLessThanOrEqual(MOST_MODULES);
  });
});
