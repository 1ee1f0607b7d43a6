import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { nextTick } from '../clock.js';

type Stream = 'out' | 'err';

/** Takes what was written; false when it is not to be taken here, and goes where it was meant for. */
export type Taker = (stream: Stream, chunk: string | Uint8Array, encoding?: BufferEncoding) => boolean;

/**
 * Takes over what is written to standard output and standard error by their numbers, as `fs.writeSync(1, …)` and fast loggers do, so that it
 * stands in the log in the order in which it was written, between what `console.log` prints.
 */
export function takeDirectWrites(take: Taker): void {
  const { writeSync, write, writevSync, writev, writeFileSync, appendFileSync, closeSync, close } = fs;
  const taken = (file: unknown, chunk: unknown, encoding: unknown): boolean =>
    isOwnPipe(file) &&
    (typeof chunk === 'string' || ArrayBuffer.isView(chunk)) &&
    take(
      file === 1 ? 'out' : 'err',
      typeof chunk === 'string' ? chunk : bytesOf(chunk),
      typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : undefined,
    );
  const replace = (name: keyof typeof fs, by: (...given: unknown[]) => unknown): void => {
    const real = fs[name] as object;
    // What hangs on a function, such as its form for promises, stays with it.
    Object.defineProperties(by, Object.getOwnPropertyDescriptors(real));
    Reflect.set(fs, name, by);
  };
  replace('writeSync', (file, chunk, ...rest) => {
    const part = partOf(chunk, rest);
    return taken(file, part, rest[1])
      ? sizeOf(part, rest[1])
      : Reflect.apply(writeSync, fs, [file, chunk, ...rest]);
  });
  replace('write', (file, chunk, ...rest) => {
    const done = rest.findLast(given => typeof given === 'function');
    const part = partOf(chunk, rest);
    if (typeof done !== 'function' || !taken(file, part, rest[1]))
      return Reflect.apply(write, fs, [file, chunk, ...rest]);
    nextTick(done, null, sizeOf(part, rest[1]), chunk);
    return undefined;
  });
  replace(
    'writevSync',
    (file, chunks, ...rest) =>
      takenAll(file, chunks, taken) ?? Reflect.apply(writevSync, fs, [file, chunks, ...rest]),
  );
  replace('writev', (file, chunks, ...rest) => {
    const done = rest.at(-1);
    const size = typeof done === 'function' ? takenAll(file, chunks, taken) : null;
    if (size === null || typeof done !== 'function')
      return Reflect.apply(writev, fs, [file, chunks, ...rest]);
    nextTick(done, null, size, chunks);
    return undefined;
  });
  // What is opened next may get the number of one that was closed.
  replace('closeSync', (file, ...rest) => {
    ownPipes.delete(file);
    return Reflect.apply(closeSync, fs, [file, ...rest]);
  });
  replace('close', (file, ...rest) => {
    ownPipes.delete(file);
    return Reflect.apply(close, fs, [file, ...rest]);
  });
  for (const [name, real] of [
    ['writeFileSync', writeFileSync],
    ['appendFileSync', appendFileSync],
  ] as const) {
    replace(name, (file, chunk, options) => {
      const encoding =
        typeof options === 'object' ? (options as { encoding?: unknown } | null)?.encoding : options;
      return taken(file, chunk, encoding) ? undefined : Reflect.apply(real, fs, [file, chunk, options]);
    });
  }
  syncBuiltinESMExports();
}

/** The pipes of this process that a step has not closed. */
const ownPipes = new Set<unknown>([1, 2]);

export function isOwnPipe(file: unknown): boolean {
  return ownPipes.has(file);
}

/** All chunks, if they can be taken: their size in bytes. */
function takenAll(
  file: unknown,
  chunks: unknown,
  taken: (file: unknown, chunk: unknown, encoding: unknown) => boolean,
): number | null {
  if (!isOwnPipe(file) || !Array.isArray(chunks)) return null;
  const all = Buffer.concat(chunks.filter(ArrayBuffer.isView).map(bytesOf));
  return taken(file, all, undefined) ? all.length : null;
}

/** The part of a chunk that is meant: `[offset, length]` or an object that has them. */
function partOf(chunk: unknown, rest: readonly unknown[]): unknown {
  if (!ArrayBuffer.isView(chunk)) return chunk;
  const bytes = bytesOf(chunk);
  const named = rest[0];
  const { offset, length } =
    typeof named === 'object' && named !== null
      ? (named as { readonly offset?: unknown; readonly length?: unknown })
      : { offset: named, length: rest[1] };
  const from = typeof offset === 'number' ? offset : 0;
  return bytes.subarray(from, typeof length === 'number' ? from + length : undefined);
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk !== 'string') return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
  return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
}
