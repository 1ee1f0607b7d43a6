import platform, { type PlatformPath, win32 } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A source as a map in a folder names it: parts of a URL, so that every reader of the map finds `öne 100%.ts`.
 *
 * @param on whose paths they are; those of this machine, but in a test
 */
export function mapSource(folder: string, source: string, on: PlatformPath = platform): string {
  const way = on.relative(folder, source);
  // From one drive to another there is none.
  if (on.isAbsolute(way)) return pathToFileURL(source, { windows: on === win32 }).href;
  return way.split(on.sep).map(encodeURIComponent).join('/');
}

/** The path that a source in a map stands for. */
export function sourcePath(folder: string, source: string, on: PlatformPath = platform): string {
  if (source.startsWith('file:')) return fileURLToPath(source, { windows: on === win32 });
  return on.resolve(folder, decoded(source));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
