import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { packagedExtension } from '../../scripts/package/names.mjs';
import { mustRun } from '../../scripts/toolchain/child.mjs';
import { ensureChromium } from '../../scripts/toolchain/chromium.mjs';
import { ensureCodeServer } from '../../scripts/toolchain/code-server.mjs';
import { ensureCurrentNode } from '../../scripts/toolchain/node.mjs';
import { timed } from '../../scripts/toolchain/report.mjs';
import { root } from '../../scripts/toolchain/root.mjs';
import { installExtension } from '../../scripts/workbench/install.mjs';
import { installed } from './workbench/installed.js';

/**
 * Once before the journeys: package the extension and install it. `STEPWELL_VSIX` names one that is packaged already.
 */
export default async function prepare(): Promise<void> {
  const node = await ensureCurrentNode();
  const entry = await ensureCodeServer();
  const chromium = await ensureChromium();
  const vsix = process.env.STEPWELL_VSIX ?? (await packaged(node));
  rmSync(installed.folder, { recursive: true, force: true });
  mkdirSync(installed.extensions, { recursive: true });
  await timed('Installing the extension', () =>
    installExtension({ entry, node, vsix, userData: installed.userData, extensions: installed.extensions }),
  );
  // Tests run in processes of their own, which inherit the environment.
  process.env.STEPWELL_JOURNEY_TOOLS = JSON.stringify({ node, entry, chromium });
}

async function packaged(node: string): Promise<string> {
  await mustRun('Packaging the extension', node, [path.join(root, 'scripts/package.mjs'), '--extension']);
  return packagedExtension();
}
