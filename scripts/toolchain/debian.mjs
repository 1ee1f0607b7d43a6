import { spawnSync } from 'node:child_process';
import { mustRun } from './child.mjs';
import { CannotGoOn, timed } from './report.mjs';

/**
 * Installs Debian packages when this process may, and otherwise says which to install. Asks the package database
 * first, so nothing is fetched when all are there.
 *
 * @param {readonly string[]} names
 * @param {string} purpose for the messages, for example `Chromium`
 */
export async function ensureDebianPackages(names, purpose) {
  const missing = names.filter(name => !installed(name));
  if (missing.length === 0) return;
  const command = `apt-get install -y ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new CannotGoOn(`${purpose} needs Debian packages that are not installed. Run:\n  sudo ${command}`);
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt-get may be at work (a container's first boot does that): wait for it.
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  await timed(`Installing ${purpose} (${missing.join(' ')})`, async () => {
    await mustRun('apt-get update', 'apt-get', [...wait, 'update'], { quiet: true, env });
    await mustRun(
      'apt-get install',
      'apt-get',
      [...wait, 'install', '-y', '--no-install-recommends', ...missing],
      { quiet: true, env },
    );
  });
}

/** Whether this system installs software with apt-get at all. */
export function hasApt() {
  return process.platform === 'linux' && spawnSync('apt-get', ['--version']).status === 0;
}

/** @param {string} name */
function installed(name) {
  const query = spawnSync('dpkg-query', ['-s', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout.includes('Status: install ok installed');
}
