import { defineConfig } from 'vitest/config';

/**
 * The faults that a host survives, on one machine: `npm run test:faults`. One file after the other, since
 * each measures what a process holds.
 */
// oxlint-disable-next-line import/no-default-export -- the shape that vitest asks for
export default defineConfig({
  test: {
    // Signals and reload have their suite in `npm test` too: .ci/run has run it just before.
    include: [
      'test/faults/**/*.test.ts',
      ...(process.env['CI'] ? [] : ['test/e2e/serve-life.test.ts']),
    ],
    exclude: ['**/node_modules/**'],
    watch: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    restoreMocks: true,
    // What is waited for comes late on a busy machine.
    expect: { poll: { timeout: 15_000 } },
  },
});
