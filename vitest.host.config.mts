import { defineConfig } from 'vitest/config';

// Tests that drive a real VS Code in a real browser. One at a time: each has an editor, a browser and a scorer.
export default defineConfig({
  test: {
    include: ['test/host/**/*.test.ts'],
    // What appears in an editor takes as long as the machine is busy; polling longer costs only failures.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    // What a test that failed has set must not reach the next.
    unstubEnvs: true,
    testTimeout: 180_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
