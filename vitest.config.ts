import { defineConfig } from 'vitest/config';

/**
 * Unit tests lie beside their sources, suites that cross packages in test/. Built output is never read.
 * Faults have a configuration of their own: vitest-faults.config.ts.
 */
// oxlint-disable-next-line import/no-default-export -- the shape that vitest asks for
export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/faults/**', '**/node_modules/**', '**/dist/**', '**/gen/**'],
    watch: false,
    testTimeout: 40_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
    // What is waited for comes late on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    unstubEnvs: true,
  },
});
