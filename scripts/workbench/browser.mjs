import { spawn } from 'node:child_process';
import { onPath } from '../toolchain/on-path.mjs';

/**
 * Shows an address in the person's browser where there is a screen. Its failure is nothing: the address is printed too.
 *
 * @param {string} address
 */
export function openInBrowser(address) {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  if (!screen || !onPath(opener)) return;
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
