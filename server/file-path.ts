import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a document on disk; null for any other. */
export function filePath(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    // A `file:` address with a host, on a system that has no such paths.
    return null;
  }
}

/** The address of the document at a path. */
export function fileUri(path: string): string {
  return pathToFileURL(path).href;
}
