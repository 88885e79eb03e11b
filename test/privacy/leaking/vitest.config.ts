import { defineConfig } from 'vitest/config';

/** The planted leaks of `watch.test.ts`, which have to fail. */
export default defineConfig({
  test: { include: ['test/privacy/leaking/leaks.ts'], setupFiles: ['test/privacy/watch.ts'] },
});
