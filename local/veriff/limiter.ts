/** Runs work, but never more than so many pieces at once; the rest waits in order. */
export type Limit = (work: () => Promise<void>) => Promise<void>;

export function limiter(most: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return async (work) => {
    if (running < most) running += 1;
    else {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      await promise;
    }
    try {
      await work();
    } finally {
      release();
    }
  };
}
