import { mkdirSync } from 'node:fs';
import { mustRun } from '../toolchain/child.mjs';
import { folders, serverEnvironment } from './server.mjs';

/**
 * Installs a packaged extension into a folder of extensions, as a person would from a file.
 *
 * @param {object} options
 * @param {string} options.entry code-server's script
 * @param {string} options.node
 * @param {string} options.vsix
 * @param {string} options.userData
 * @param {string} options.extensions
 */
export async function installExtension({ entry, node, vsix, userData, extensions }) {
  mkdirSync(userData, { recursive: true });
  await mustRun(
    `Installing ${vsix}`,
    node,
    [entry, ...folders({ userData, extensions }), '--install-extension', vsix, '--force'],
    { quiet: true, env: serverEnvironment(node) },
  );
}
