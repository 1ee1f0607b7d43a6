import { fileURLToPath } from 'node:url';

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
