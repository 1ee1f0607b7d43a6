import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { toolsFolder } from './root.mjs';

/**
 * Makes a folder of tools once. It is made under another name and renamed when it is whole, so that a kill half
 * way leaves nothing that looks installed, and two scripts at it together don't harm each other.
 *
 * @param {string} name of the folder; carries the version, so that a new version is a new folder
 * @param {(folder: string) => Promise<void>} install fills the folder it is given
 * @returns {Promise<string>} the folder
 */
export async function installOnce(name, install) {
  const whole = path.join(toolsFolder, name);
  if (existsSync(whole)) return whole;
  removeLeftovers(name);
  const partial = `${whole}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await install(partial);
  if (existsSync(whole)) rmSync(partial, { recursive: true, force: true });
  else renameSync(partial, whole);
  return whole;
}

/**
 * Clears what killed installs left behind; those still at work belong to a living process.
 *
 * @param {string} name
 */
function removeLeftovers(name) {
  if (!existsSync(toolsFolder)) return;
  for (const entry of readdirSync(toolsFolder)) {
    const owner = entry.match(/^(.+)\.partial-(\d+)$/);
    if (owner?.[1] === name && !alive(Number(owner[2]))) {
      rmSync(path.join(toolsFolder, entry), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
