import { existsSync, realpathSync, type Stats } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { lookAt, mkdirAllOnce } from './paths/files.js';

/**
 * The user's own folder for what can be made again: bundles of flows, compiled code, the key by which their own indexes are known.
 * What is executed comes from here and never from a store, which may be somebody else's. `STEPWELL_CACHE`, else where the
 * system keeps such things.
 *
 * @returns null when it can't be made, or others could write into it: then nothing is kept
 */
export function userCache(env: NodeJS.ProcessEnv = process.env): string | null {
  const path = cachePath(env);
  if (path === null) return null;
  if (known?.path !== path) known = { path, cache: madeCache(path) };
  return known.cache;
}

/** Why the folder that `STEPWELL_CACHE` names is not used, though something else is; null where it is, or none is named. */
export function whyNotCache(env: NodeJS.ProcessEnv = process.env): string | null {
  if (!env.STEPWELL_CACHE || userCache(env) !== null) return null;
  return `STEPWELL_CACHE names ${resolve(env.STEPWELL_CACHE)}, which is not used, so all is made anew each time: it must be a folder of yours that nobody else can write to, or put another in place of`;
}

let known: { readonly path: string; readonly cache: string | null } | null = null;

function madeCache(path: string): string | null {
  try {
    mkdirAllOnce(path);
    // Named by the user, it may well be reached through links, but not through somebody else's.
    if (!isTrusted(lookAt(path))) return null;
    const real = realpathSync(path);
    const found = lookAt(real);
    if (!found?.isDirectory() || !isOurs(found) || isOpenToOthers(found)) return null;
    return isMovable(real) ? null : real;
  } catch {
    return null;
  }
}

/** Ours, or the system's: in a container, folders of the machine's own root are nobody's. */
function isTrusted(found: Stats | null): boolean {
  return found !== null && (isOurs(found) || found.uid === 0 || found.uid === nobody);
}

const nobody = 65_534;

/** Whether others could put another folder in a folder's place. */
function isMovable(path: string): boolean {
  for (let at = dirname(path); ; at = dirname(at)) {
    const found = lookAt(at);
    const isSticky = found !== null && (found.mode & 0o1000) !== 0;
    if (!isTrusted(found) || (found !== null && isOpenToAll(found) && !isSticky)) return true;
    if (at === dirname(at)) return false;
  }
}

/** A folder in the user's cache; null where there is none. */
export function cacheFolder(name: 'flows' | 'compiled', env: NodeJS.ProcessEnv = process.env): string | null {
  const cache = userCache(env);
  if (cache === null) return null;
  const path = join(cache, name);
  try {
    mkdirAllOnce(path);
    const found = lookAt(path);
    return found?.isDirectory() && isOurs(found) && !isOpenToOthers(found) ? path : null;
  } catch {
    return null;
  }
}

function cachePath(env: NodeJS.ProcessEnv): string | null {
  if (env.STEPWELL_CACHE) return resolve(env.STEPWELL_CACHE);
  if (process.platform === 'win32')
    return env.LOCALAPPDATA ? join(env.LOCALAPPDATA, 'stepwell', 'Cache') : null;
  const given = env.XDG_CACHE_HOME;
  if (given && isAbsolute(given)) return join(given, 'stepwell');
  const home = homeFolder();
  if (home === null) return null;
  return process.platform === 'darwin'
    ? join(home, 'Library', 'Caches', 'stepwell')
    : join(home, '.cache', 'stepwell');
}

/** Never made: a user without one has no cache either. */
function homeFolder(): string | null {
  const home = homedir() || userInfo().homedir;
  return home && existsSync(home) ? home : null;
}

/** Windows gives a user's own folders to nobody else. */
export function isOurs(found: Pick<Stats, 'uid'>): boolean {
  return process.getuid === undefined || found.uid === process.getuid();
}

/** Members of the group are those whom the user has given a part in it. */
export function isOpenToAll(found: Pick<Stats, 'mode'>): boolean {
  return process.platform !== 'win32' && (found.mode & 0o002) !== 0;
}

export function isOpenToOthers(found: Pick<Stats, 'mode'>): boolean {
  return process.platform !== 'win32' && (found.mode & 0o022) !== 0;
}
