import { defineConfig } from '@playwright/test';

/**
 * Journeys of a person through the packaged extension in a real VS Code. One at a time: a workbench takes both cores
 * of a small machine. A journey that fails now and then is a fault: CI tries it once more, and lists it as unsteady.
 */
export default defineConfig({
  testDir: 'test/journeys',
  outputDir: 'test-results',
  workers: 1,
  retries: process.env.CI ? 1 : 0,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  globalSetup: './test/journeys/prepare.ts',
  reporter: [['list'], ['json', { outputFile: 'test-results/journeys.json' }]],
});
