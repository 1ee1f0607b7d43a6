import { realpathSync, statSync } from 'node:fs';
import { ts } from 'ts-morph';
import { isRegularFile, mostJsonBytes, readBounded } from './bounded-read.js';

/** So many files are read, and so many looked for, to find out what one tsconfig says: those that it extends, and theirs. */
const mostReadForConfig = 32;
const mostSoughtForConfig = 2_000;

/**
 * What TypeScript asks of the file system, for a workspace that may be a stranger's: it is told of regular files of a bearable size,
 * on this machine or the share that the project itself lies on. Asking another machine for a file tells it who asks.
 */
export function hostFor(folder: string): ts.ParseConfigHost & ts.ModuleResolutionHost {
  const here = shareOf(folder);
  const isNear = (path: string): boolean => {
    const share = shareOf(path);
    return share === null || share === here;
  };
  return {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    // Which files a tsconfig is about is not asked for.
    readDirectory: () => [],
    fileExists: path => isNear(path) && isThere(() => isRegularFile(path)),
    directoryExists: path =>
      isNear(path) && isThere(() => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false),
    // Packages that nobody named are not looked for.
    getDirectories: () => [],
    getCurrentDirectory: () => folder,
    realpath: path => {
      try {
        return isNear(path) ? realpathSync.native(path) : path;
      } catch {
        return path;
      }
    },
    readFile: path => (isNear(path) ? (readBounded(path, mostJsonBytes) ?? undefined) : undefined),
  };
}

/** The same, which after some files says that there are no more: a tsconfig may extend any number, each of them others. */
export function configHostFor(folder: string): ts.ParseConfigHost {
  const host = hostFor(folder);
  let reads = mostReadForConfig;
  let looks = mostSoughtForConfig;
  return {
    ...host,
    readFile: path => (reads-- > 0 ? host.readFile(path) : undefined),
    fileExists: path => looks-- > 0 && host.fileExists(path),
  };
}

function isThere(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

/** The computer and share that a path of Windows leads to; null for one of this machine. */
function shareOf(path: string): string | null {
  const [, computer, share] = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(path) ?? [];
  return computer === undefined ? null : `${computer}/${share}`.toLowerCase();
}
