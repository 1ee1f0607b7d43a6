import { defineConfig } from '@playwright/test';

/** What `npm run bench` measures in a real VS Code, with the extension as a person has it installed. No test: nothing here fails for being slow. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.speed.ts',
  outputDir: '../../../test-results/speed',
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  globalSetup: '../prepare.ts',
  reporter: 'line',
});
