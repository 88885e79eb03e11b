/** Text of a file, and what stands there instead while the bug is planted. */
export interface Replacement {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly found: string;
  readonly becomes: string;
}

/** One mistake that somebody could make, and the tests that are to notice it. */
export interface Bug {
  readonly id: string;
  /** What is wrong then, in a sentence. */
  readonly sentence: string;
  readonly changes: readonly Replacement[];
  /** Test files or folders, run one after the other until one is red. */
  readonly tests: readonly string[];
  /** It is about what happens over time, so the simulation is to find it as well. */
  readonly inSimulation?: true;
}
