import { statSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';
import { real, wayBelow } from '../../runtime/store/paths/within.js';
import { label } from '../text/inert.js';

/** A source that a run names may be opened, or why not. */
export type OwnFile =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly why: string };

/**
 * Whether what a run's log names as its source is one of the project's own: a regular file below the folder that the store belongs
 * to, or in one of the workspace. The log may be a stranger's, and so may every path in it; opening one already tells
 * another machine who asks, or waits for ever for a device.
 *
 * @param folders the workspace's, as paths
 */
export function ownFile(file: string, store: string, folders: readonly string[]): OwnFile {
  const own = [dirname(store), ...folders];
  const refused = whyForeign(file, own) ?? whyForeign(real(file), own.map(real));
  if (refused !== null) return { ok: false, why: refused };
  try {
    if (!statSync(file).isFile()) return { ok: false, why: `${label(file)} is not a file.` };
  } catch {
    return { ok: false, why: `The run’s source is no longer there: ${label(file)}.` };
  }
  return { ok: true, path: file };
}

/** Why a path is not one of a project's in these folders, by its name alone; null when it is. */
export function whyForeign(
  file: string,
  folders: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string | null {
  const path = platform === 'win32' ? win32 : posix;
  if (!isLocalPath(file, platform))
    return `The run names no file of this machine as its source: ${label(file)}.`;
  const isBelow = folders.some(folder => wayBelow(folder, file, path));
  return isBelow
    ? null
    : `The run’s source lies in no folder of this workspace: ${label(file)}. Open the folder it lies in, if you trust it.`;
}

/** An absolute path of a file of this machine: no share of another one, no device. */
export function isLocalPath(file: string, platform: NodeJS.Platform = process.platform): boolean {
  if (file.length > longestPath || /[\0-\x1f]/.test(file)) return false;
  if (platform === 'win32') {
    const [, rest] = /^[a-z]:[\\/](.*)$/i.exec(file) ?? [];
    // A second colon would name a stream of a file.
    return rest !== undefined && !rest.includes(':') && !rest.split(/[\\/]/).some(isDevice);
  }
  return (
    posix.isAbsolute(file) &&
    !file.startsWith('//') &&
    !/^\/(?:dev|proc|sys)(?:\/|$)/.test(posix.normalize(file))
  );
}

const longestPath = 4_096;

/** Windows takes these for devices in every folder, whatever ending they have. */
function isDevice(part: string): boolean {
  return /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])[ ]*(?:\.|$)/i.test(part);
}
