import { type Browser, test as base, chromium } from '@playwright/test';
import { chromiumFlags } from '../../../scripts/toolchain/chromium.mjs';
import { openWorkbench, type WorkbenchOptions } from './open.js';
import type { Workbench } from './workbench.js';

/** Opens VS Code with the installed extension on a copy of a folder. Closed, and its traces kept, by itself. */
export type Open = (options: WorkbenchOptions) => Promise<Workbench>;

export const test = base.extend<{ open: Open }, { chromium: Browser }>({
  chromium: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
    async ({}, use) => {
      const { chromium: executablePath } = tools();
      const browser = await chromium.launch({ executablePath, args: chromiumFlags });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  open: async ({ chromium: browser }, use, info) => {
    const opened: Awaited<ReturnType<typeof openWorkbench>>[] = [];
    await use(async options => {
      const one = await openWorkbench(browser, tools(), options);
      opened.push(one);
      return one.workbench;
    });
    const failed = info.status !== info.expectedStatus;
    for (const [index, one] of opened.entries()) {
      await one.close(failed ? info.outputPath(`workbench-${index}`) : undefined);
    }
  },
});

export { expect } from '@playwright/test';

export interface Tools {
  readonly node: string;
  /** code-server's script. */
  readonly entry: string;
  readonly chromium: string;
}

function tools(): Tools {
  const found = process.env.STEPWELL_JOURNEY_TOOLS;
  if (!found)
    throw new Error('The journeys are prepared by playwright.config.ts: run them with npx playwright test.');
  return JSON.parse(found) as Tools;
}
