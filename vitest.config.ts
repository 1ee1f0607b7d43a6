import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { stepwell } from './runtime/vite.js';

/** The layers below VS Code. What a person sees is tested by test/journeys, what VS Code gives by test/vscode. */
export default defineConfig({
  test: {
    // Tests start processes of their own, and a small machine has two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for comes late where much else is done.
    expect: { poll: { timeout: 10_000 } },
    // Nothing of a person's own is touched.
    env: { STEPWELL_CACHE: join(import.meta.dirname, 'test-results/cache') },
    // One more try where a rerun by hand costs most; `verify` lists each test that needed it.
    retry: process.env.CI ? 1 : 0,
    projects: ['runtime', 'server', 'webview', 'extension'].map(name => ({
      extends: true as const,
      plugins: name === 'runtime' ? [stepwell()] : [],
      test: {
        // `unit` is what people call the tests of the runtime.
        name: name === 'runtime' ? 'unit' : name,
        include: [`test/${name}/**/*.test.{ts,tsx}`],
      },
    })),
  },
});
