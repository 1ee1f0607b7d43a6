import type { ItemChunk } from '../model/run.js';
import { type Content, sizeOf } from '../store/content.js';
import type { Objects } from '../store/objects.js';
import { Unstorable } from '../store/storable.js';
import { encode, load, store } from '../store/value.js';
import { UnstorableArtifact, unstorable } from './artifacts.js';
import type { Secrets } from './secrets.js';
import type { Values } from './values.js';

/** Items are stored together until a chunk has about this many bytes: few files, and no task loads much more than its own. */
const chunkSize = 128 * 1024;
/** About how many bytes an item takes. @throws Unstorable */
function weight(item: unknown): number {
  if (typeof item === 'string') return item.length;
  if (ArrayBuffer.isView(item)) return item.byteLength;
  return isThing(item) ? sizeOf(encode(item)) : 8;
}

function isThing(item: unknown): boolean {
  return (
    (typeof item === 'object' && item !== null) || typeof item === 'function' || typeof item === 'symbol'
  );
}

/**
 * Stores a fan-out's items in order and gives the chunks they are in.
 *
 * @param steps that fan out, and that the items are for, by whose name they may have a codec
 */
export async function storeItems(
  objects: Objects,
  steps: { readonly from: string; readonly to: string },
  items: Iterable<unknown> | AsyncIterable<unknown>,
  values: Pick<Values, 'kept'>,
  secrets: Secrets | null = null,
): Promise<{ chunks: ItemChunk[]; count: number }> {
  const chunks: ItemChunk[] = [];
  let count = 0;
  let open: unknown[] = [];
  let bytes = 0;
  const close = () => {
    if (open.length === 0) return;
    chunks.push({
      count: open.length,
      ref: store(
        objects,
        encodeItems(steps.from, open, count - open.length, secrets),
        `Array(${open.length})`,
      ),
    });
    open = [];
    bytes = 0;
  };
  const add = (given: unknown) => {
    const item = values.kept(steps.to, given);
    open.push(item);
    count++;
    try {
      bytes += weight(item);
    } catch {
      close(); // It can't be stored, and closing the chunk says so in words.
    }
    if (bytes >= chunkSize) close();
  };
  if (isAsync(items)) for await (const item of items) add(item);
  else for (const item of items) add(item);
  close();
  return { chunks, count };
}

/** A text can be iterated, and is no object. */
function isAsync(items: Iterable<unknown> | AsyncIterable<unknown>): items is AsyncIterable<unknown> {
  return Symbol.asyncIterator in Object(items);
}

function encodeItems(
  step: string,
  items: readonly unknown[],
  first: number,
  secrets: Secrets | null,
): Content {
  try {
    const content = encode(items);
    secrets?.refuse(content);
    return content;
  } catch (cause) {
    const last = first + items.length - 1;
    const [which, why] = culprit(first, cause) ?? [`an item of the fan-out (${first} to ${last})`, cause];
    throw new UnstorableArtifact(unstorable(which, step, why), { cause });
  }
}

/** The item that can't be stored, by its place among all of them, and what is wrong with it. */
function culprit(first: number, cause: unknown): [which: string, why: Unstorable] | null {
  const [, place, rest = ''] = (cause instanceof Unstorable && /^\[(\d+)\](.*)$/s.exec(cause.path)) || [];
  if (place === undefined || !(cause instanceof Unstorable)) return null;
  return [`the item ${first + Number(place)} of the fan-out`, new Unstorable(rest, cause.what)];
}

/** The chunks a worker used last: neighbours in a fan-out come to the same worker one after the other. */
export class ItemCache {
  readonly #chunks = new Map<string, readonly unknown[]>();

  constructor(readonly objects: Objects) {}

  /** As it is kept, for all tasks that ask. */
  get(chunk: ItemChunk, at: number): unknown {
    let items = this.#chunks.get(chunk.ref.hash);
    if (items === undefined) {
      items = load(this.objects, chunk.ref) as unknown[];
      this.#chunks.set(chunk.ref.hash, items);
      const oldest = this.#chunks.keys().next();
      if (this.#chunks.size > 4 && !oldest.done) this.#chunks.delete(oldest.value);
    }
    return items[at];
  }
}
