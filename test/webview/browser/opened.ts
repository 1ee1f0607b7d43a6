import type { Browser } from '@playwright/test';
import { afterAll, beforeAll } from 'vitest';
import { buildView, openBrowser, openPage, type PageOptions, type PageServer, serveView } from '../page.js';

/** A browser and the built view, for all tests of a file. */
export interface OpenedView {
  readonly browser: Browser;
  /** A new page with the view. */
  page(options?: PageOptions): ReturnType<typeof openPage>;
}

/** Opens both before the first test of a file, and closes them behind the last. */
export function openedView(): OpenedView {
  let opened: { readonly browser: Browser; readonly server: PageServer } | undefined;
  const there = () => {
    if (!opened) throw new Error('No test is being run.');
    return opened;
  };
  beforeAll(async () => {
    const [browser, server] = await Promise.all([openBrowser(), buildView().then(serveView)]);
    opened = { browser, server };
  }, 60_000);
  afterAll(async () => {
    await opened?.browser.close();
    opened?.server.close();
  });
  return {
    get browser() {
      return there().browser;
    },
    page: options => openPage(there().browser, there().server, options),
  };
}
