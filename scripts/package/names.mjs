import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../toolchain/root.mjs';

/** @param {string} folder */
function version(folder) {
  return JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')).version;
}

/** Where `npm run package` puts the extension. */
export function packagedExtension() {
  return path.join(root, `dist/vscode-stepwell-${version('.')}.vsix`);
}

/** Where `npm run package` puts the npm package. */
export function packagedRuntime() {
  return path.join(root, `dist/stepwell-${version('runtime')}.tgz`);
}
