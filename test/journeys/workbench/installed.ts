import path from 'node:path';
import { root } from '../../../scripts/toolchain/root.mjs';

const folder = path.join(root, 'dist/test/journeys');

/** Where the packaged extension is installed for all journeys: installing is slow, and nothing writes there. */
export const installed = {
  folder,
  extensions: path.join(folder, 'extensions'),
  userData: path.join(folder, 'user-data'),
};
