import { defineConfig } from 'vitest/config';

/** The domain by its own tests alone, for mutation testing. */
export default defineConfig({ test: { include: ['test/domain/**/*.test.ts'] } });
