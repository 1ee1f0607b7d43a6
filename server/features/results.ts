import { fileURLToPath } from 'node:url';
import type { FlowResult } from '../protocol.js';

/** The last result of a document's flow, if there is one. */
export function resultOf(results: readonly FlowResult[], uri: string, flow: string): FlowResult | undefined {
  const file = filePath(uri);
  return file === null ? undefined : results.find(one => one.flow === flow && samePath(one.file, file));
}

function filePath(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    // A `file:` address with a host, on a system that has no such paths.
    return null;
  }
}

/** Windows writes the same path with either slash, and its drive with a small or a capital letter. */
function samePath(one: string, other: string): boolean {
  const plain = (path: string): string =>
    path.replaceAll('\\', '/').replace(/^[a-z]:/, drive => drive.toUpperCase());
  return plain(one) === plain(other);
}
