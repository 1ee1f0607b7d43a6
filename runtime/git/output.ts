import { execFile, execFileSync } from 'node:child_process';

/** The settings that could start something are given here, which counts more than what a repository says. */
const harmless = [
  '--no-optional-locks',
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', `core.hooksPath=${process.platform === 'win32' ? 'NUL' : '/dev/null'}`],
];

/** Nor may git fetch what a partial clone lacks: how it is fetched is configured too. */
const alone = { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };

/** What git says; null where it says that it can't. */
export function output(git: string, folder: string, args: readonly string[]): Promise<string | null> {
  return new Promise(resolve => {
    const options = {
      cwd: folder,
      env: { ...process.env, ...alone },
      timeout: 5_000,
      maxBuffer: 16 * 1024 * 1024,
      windowsHide: true,
    };
    const child = execFile(git, [...harmless, ...args], options, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
    child.on('error', () => resolve(null));
  });
}

/** The same, for one who waits. */
export function outputNow(git: string, folder: string, args: readonly string[]): string | null {
  try {
    return execFileSync(git, [...harmless, ...args], {
      cwd: folder,
      env: { ...process.env, ...alone },
      encoding: 'utf8',
      timeout: 5_000,
      maxBuffer: 16 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
  } catch {
    return null;
  }
}
