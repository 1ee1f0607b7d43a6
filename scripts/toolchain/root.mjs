import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's own folder, whatever folder a script was started from. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Where large tools live that npm packages can't carry. Outside node_modules, so `npm ci` leaves them alone. */
export const toolsFolder = path.join(root, '.vscode-test');
