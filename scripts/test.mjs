import { continueInCurrentNode } from './toolchain/node.mjs';
import { ensurePackages } from './toolchain/packages.mjs';
import { giveUp } from './toolchain/report.mjs';

/**
 * `npm test`: installs what is missing, then runs every test. Its first lines run on Node 20 with nothing installed.
 */
try {
  await ensurePackages();
  await continueInCurrentNode(import.meta.filename);
  await import('./verify.mjs');
} catch (error) {
  giveUp(error);
}
