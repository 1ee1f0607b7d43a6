import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const keySize = 32;

/**
 * The user's own key, by which hashes of secrets are made; made itself when it is first asked for. It lies in the user's cache folder and
 * never in a store, so a store that is copied or shared does not help to guess them. Null when there is none that only this user can know.
 */
export function userKey(env: NodeJS.ProcessEnv = process.env): Buffer | null {
  try {
    const folder = cacheFolder(env);
    const path = join(folder, 'key');
    // A link that leads nowhere is something too, and nothing is written through it.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) makeKey(folder, path);
    return readKey(path);
  } catch {
    // Without a key, a secret counts as another one than before.
    return null;
  }
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env.STEPWELL_CACHE) return resolve(env.STEPWELL_CACHE);
  const home = homedir();
  switch (process.platform) {
    case 'win32':
      return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'stepwell');
    case 'darwin':
      return join(home, 'Library', 'Caches', 'stepwell');
    default: {
      const given = env.XDG_CACHE_HOME;
      return join(given && isAbsolute(given) ? given : join(home, '.cache'), 'stepwell');
    }
  }
}

/** Written whole beside its place, then given its name unless another process was faster. */
function makeKey(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(temporary, randomBytes(keySize), { flag: 'wx', mode: 0o600 });
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // A file system without links.
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Null for anything but a file of this user's own that nobody else can read. */
function readKey(path: string): Buffer | null {
  // Windows has no such flag, and a link there takes rights that few have.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size !== keySize) return null;
    const isOwn =
      process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o077) === 0);
    return isOwn ? readFileSync(file) : null;
  } finally {
    closeSync(file);
  }
}
