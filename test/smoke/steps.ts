import { SmokeFailure, wordsOf } from './failure.ts';

/** Where a run tells what it does, line by line. */
export type Print = (line: string) => void;

/** Milliseconds; only differences count. */
export type Clock = () => number;

/** Runs one step after the other and tells of each. */
export interface Steps {
  /** How many have held. */
  readonly passed: number;
  /** Runs a step; what it throws ends it, is told, and is thrown again. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** What failed, in three lines under its step. */
function failureLines(error: unknown): readonly string[] {
  if (!(error instanceof SmokeFailure)) return [`  ${wordsOf(error)}`];
  return [
    `  expected  ${error.expected}`,
    `  seen      ${error.seen}`,
    `  look at   ${error.lookAt}`,
  ];
}

/** The runner of one run's steps. */
export function stepRunner(print: Print, now: Clock): Steps {
  let passed = 0;
  return {
    get passed() {
      return passed;
    },
    async step(name, work) {
      const from = now();
      try {
        const result = await work();
        passed += 1;
        print(`ok      ${name}, ${seconds(now() - from)}`);
        return result;
      } catch (error) {
        print(`FAILED  ${name}, ${seconds(now() - from)}`);
        for (const line of failureLines(error)) print(line);
        throw error;
      }
    },
  };
}
