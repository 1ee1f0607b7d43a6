import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder, wherever in it this module ended up: sources, `dist`, or a chunk below it. */
export const packageRoot = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder: string): string {
  const up = dirname(folder);
  return existsSync(join(folder, 'package.json')) || up === folder ? folder : rootAbove(up);
}

/** Path of a file the package was built with. */
export function builtFile(name: 'index.js' | 'cli.js' | 'worker.js' | 'lsp.js'): string {
  return join(packageRoot, 'dist', name);
}
