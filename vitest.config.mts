import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts'],
    // What a test that failed has set must not reach the next.
    unstubEnvs: true,
    // What another process does takes as long as the machine is busy; polling longer costs only failures.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 30_000,
    // Made-up repositories are set up by some dozens of git processes.
    hookTimeout: 30_000,
    // What needs more of the editor than its events is tested in a real one.
    alias: { vscode: fileURLToPath(new URL('test/unit/host/editorEvents.ts', import.meta.url)) },
  },
});
