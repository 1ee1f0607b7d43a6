import { ensureChromium } from '../toolchain/chromium.mjs';
import { codeServerRuns, ensureCodeServer, ensureCodeServerLibraries } from '../toolchain/code-server.mjs';

/** @typedef {'chromium' | 'vscode'} Tool */

/**
 * Begins to install what stages need. Chromium and system libraries come first; the VS Code server takes minutes, so it
 * is made while the first stages run.
 *
 * @param {ReadonlySet<Tool>} needed
 * @returns {Promise<Record<Tool, Promise<unknown>>>} each settles when its tool is there, or can't be had
 */
export async function prepareTools(needed) {
  const chromium = needed.has('chromium') ? ensureChromium() : Promise.resolve();
  await chromium.catch(() => {});
  const libraries = needed.has('vscode') && codeServerRuns ? ensureCodeServerLibraries() : Promise.resolve();
  await libraries.catch(() => {});
  const vscode = libraries.then(() => {
    if (needed.has('vscode') && codeServerRuns) return ensureCodeServer();
  });
  // A stage that needs it reports the failure; until then it is nobody's.
  vscode.catch(() => {});
  return { chromium, vscode };
}
