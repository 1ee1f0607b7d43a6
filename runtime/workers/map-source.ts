import { sep } from 'node:path';

/** A path as a source map names a source: parts of a URL, so that every reader of the map finds `öne 100%.ts`. */
export function mapSource(path: string): string {
  return path.split(sep).map(encodeURIComponent).join('/');
}

/** The path that a source in a map stands for. */
export function sourcePath(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}
