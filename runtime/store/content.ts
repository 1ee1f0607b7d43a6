import { createHash } from 'node:crypto';

/** Bytes in pieces, in order. Hundreds of megabytes are hashed and written where they lie, and never joined. */
export type Content = readonly Uint8Array[];

/** In bytes. */
export function sizeOf(content: Content): number {
  return content.reduce((size, piece) => size + piece.length, 0);
}

/** All of it as one buffer: for what is small. */
export function joined(content: Content): Buffer {
  const [only] = content;
  if (only instanceof Buffer && content.length === 1) return only;
  return Buffer.concat(content);
}

/** sha-256 in hex. The same bytes have the same hash, however they are cut. */
export function hashOf(bytes: Content | Uint8Array | string): string {
  const hash = createHash('sha256');
  if (typeof bytes === 'string' || bytes instanceof Uint8Array) hash.update(bytes);
  // One call takes no more than two gigabytes.
  else for (const piece of cut(bytes, 1024 ** 3)) hash.update(piece);
  return hash.digest('hex');
}

/** Cuts into pieces of at most so many bytes, without copying. */
export function* cut(content: Content, most: number): Generator<Uint8Array> {
  for (const piece of content) {
    for (let at = 0; at < piece.length; at += most) yield piece.subarray(at, at + most);
  }
}
