import { existsSync } from 'node:fs';
import { ensureDebianPackages, hasApt } from './debian.mjs';
import { onPath } from './on-path.mjs';
import { CannotGoOn } from './report.mjs';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Makes a browser that knows no graphics card, no network and no first-run page. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/**
 * A Chromium to test in. `CHROMIUM_PATH` names one; else it is looked for, else installed where apt-get can.
 *
 * @returns {Promise<string>} the program's path
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  // A bare system has no font at all, and a page without one shows no text.
  if (hasApt()) await ensureDebianPackages(['chromium', 'fonts-dejavu-core'], 'Chromium');
  const installed = findChromium();
  if (installed) return installed;
  throw new CannotGoOn(
    'No Chromium, Chrome or Edge was found. Install one, or set CHROMIUM_PATH to the program, and try again.',
  );
}

/** @returns {string | undefined} */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new CannotGoOn(`CHROMIUM_PATH names ${named}, which does not exist.`);
  }
  for (const program of programs) {
    const found = onPath(program);
    if (found) return found;
  }
  return applications.find(file => existsSync(file));
}
