import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookAt } from './paths/files.js';
import { isOurs, userCache } from './user-cache.js';

const keyBytes = 32;
const keyFile = 'stepwell-key';
let known: { readonly cache: string; readonly key: Buffer } | null = null;

/**
 * 32 random bytes that only this user has: by them their own marks on files are told from anybody else's, and secrets are compared
 * without being kept. Made when they are first needed; null where the user has no folder to keep them in.
 */
export function userKey(env: NodeJS.ProcessEnv = process.env): Buffer | null {
  const cache = userCache(env);
  if (cache === null) return null;
  if (known?.cache !== cache) {
    const key = readKey(cache) ?? makeKey(cache);
    known = key === null ? null : { cache, key };
  }
  return known?.key ?? null;
}

/** What only who has the key can say of a text: HMAC-SHA256 in hex. */
export function signed(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function readKey(cache: string): Buffer | null {
  const path = join(cache, keyFile);
  const found = lookAt(path);
  if (!found?.isFile() || !isOurs(found) || found.size !== keyBytes) return null;
  // One that others could read is no secret.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) return null;
  try {
    const key = readFileSync(path);
    return key.length === keyBytes ? key : null;
  } catch {
    return null;
  }
}

function makeKey(cache: string): Buffer | null {
  const path = join(cache, keyFile);
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(temporary, randomBytes(keyBytes), { flag: 'wx', mode: 0o600 });
    try {
      // One that others could read is no secret any more. What looks like anything else is left alone.
      const old = lookAt(path);
      if (old?.isFile() && isOurs(old) && old.size === keyBytes && readKey(cache) === null) unlinkSync(path);
      // Of several processes that make one at once the first wins.
      linkSync(temporary, path);
    } catch {
      // Another process was faster, or the file system knows no links.
      if (lookAt(path) === null) renameSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch {
    return null;
  }
  return readKey(cache);
}
