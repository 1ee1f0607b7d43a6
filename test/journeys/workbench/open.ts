import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from '@playwright/test';
import { root } from '../../../scripts/toolchain/root.mjs';
import { startServer } from '../../../scripts/workbench/server.mjs';
import { installed } from './installed.js';
import { settings, type Theme } from './settings.js';
import type { Tools } from './test.js';
import { Workbench } from './workbench.js';

export interface WorkbenchOptions {
  /** The folder to open, from the repository's; a copy of it is opened. */
  readonly folder: string;
  readonly theme?: Theme;
  /** Opens the folder in Restricted Mode, as VS Code opens one that it does not know. */
  readonly restricted?: boolean;
  /** More settings for `settings.json`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Keys of the person's own, as `keybindings.json` holds them; asked for once the copy is prepared. */
  readonly keys?: () => readonly object[];
  /** Lets the copy find this repository's npm packages, `stepwell` too, as those of a folder above it. */
  readonly packages?: boolean;
  /** Changes the copy before it is opened: write files, link packages. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  /** Whether what is done is recorded, to be looked at when it fails; left out where its cost would be measured. True when absent. */
  readonly traced?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Starts a VS Code of its own, so that no journey sees what another left. */
export async function openWorkbench(browser: Browser, tools: Tools, options: WorkbenchOptions) {
  const temporary = realpathSync(mkdtempSync(path.join(tmpdir(), 'stepwell-journey-')));
  // Its name is what the title and the trust page show.
  const folder = path.join(temporary, path.basename(options.folder));
  cpSync(path.join(root, options.folder), folder, {
    recursive: true,
    filter: file => !['node_modules', '.stepwell'].includes(path.basename(file)),
  });
  if (options.packages) symlinkSync(path.join(root, 'node_modules'), path.join(temporary, 'node_modules'));
  await options.prepare?.(folder);

  const userData = path.join(temporary, 'user-data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  const chosen = { ...settings(options.theme ?? 'dark', options.restricted ?? false), ...options.settings };
  writeFileSync(path.join(userData, 'User/settings.json'), JSON.stringify(chosen, null, 2));
  if (options.keys)
    writeFileSync(path.join(userData, 'User/keybindings.json'), JSON.stringify(options.keys()));

  const server = await startServer({
    entry: tools.entry,
    node: tools.node,
    userData,
    extensions: installed.extensions,
    askForTrust: options.restricted ?? false,
  });
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const traced = options.traced ?? true;
  if (traced) await context.tracing.start({ screenshots: true, snapshots: true });
  const page = await context.newPage();

  /** @param evidence where to keep a trace and a picture of a journey that failed */
  const close = async (evidence: string | undefined) => {
    if (evidence !== undefined) {
      await page.screenshot({ path: path.join(evidence, 'screen.png') });
      if (traced) await context.tracing.stop({ path: path.join(evidence, 'trace.zip') });
      cpSync(path.join(userData, 'code-server.log'), path.join(evidence, 'code-server.log'));
    }
    await context.close();
    await server.stop();
    rmSync(temporary, { recursive: true, force: true });
  };

  try {
    await page.goto(`${server.address}/?folder=${encodeURIComponent(folder)}`);
    const workbench = new Workbench(page, folder);
    await workbench.ready();
    return { workbench, close };
  } catch (error) {
    await close(path.join(root, 'test-results', `not-opened-${Date.now()}`));
    throw error;
  }
}
