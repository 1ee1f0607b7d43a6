import { serialize } from 'node:v8';
import type { ItemChunk } from '../model/run.js';
import type { Content } from '../store/content.js';
import type { Objects } from '../store/objects.js';
import { encode, load, store } from '../store/value.js';
import { UnstorableArtifact, unstorable } from './artifacts.js';
import type { Secrets } from './secrets.js';

/** Items are stored together until a chunk has about this many bytes: few files, and no task loads much more than its own. */
const chunkSize = 128 * 1024;
/** About how many bytes an item takes. */
function weight(item: unknown): number {
  if (typeof item === 'string') return item.length;
  if (ArrayBuffer.isView(item)) return item.byteLength;
  return typeof item === 'object' && item !== null ? serialize(item).length : 8;
}

/** Stores a fan-out's items in order and gives the chunks they are in. */
export async function storeItems(
  objects: Objects,
  step: string,
  items: Iterable<unknown> | AsyncIterable<unknown>,
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
      ref: store(objects, encodeItems(step, open, count - open.length, secrets), `Array(${open.length})`),
    });
    open = [];
    bytes = 0;
  };
  const add = (item: unknown) => {
    open.push(item);
    count++;
    try {
      bytes += weight(item);
    } catch {
      close(); // It can't be stored, and closing the chunk says so in words.
    }
    if (bytes >= chunkSize) close();
  };
  if (Symbol.asyncIterator in items) for await (const item of items) add(item);
  else for (const item of items) add(item);
  close();
  return { chunks, count };
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
    throw new UnstorableArtifact(
      unstorable(`an item of the fan-out (${first} to ${first + items.length - 1})`, step, cause),
      { cause },
    );
  }
}

/** The chunks a worker used last: neighbours in a fan-out come to the same worker one after the other. */
export class ItemCache {
  readonly #chunks = new Map<string, readonly unknown[]>();

  constructor(readonly objects: Objects) {}

  get(chunk: ItemChunk, at: number): unknown {
    let items = this.#chunks.get(chunk.ref.hash);
    if (items === undefined) {
      items = load(this.objects, chunk.ref) as unknown[];
      this.#chunks.set(chunk.ref.hash, items);
      const oldest = this.#chunks.keys().next();
      if (this.#chunks.size > 4 && !oldest.done) this.#chunks.delete(oldest.value);
    }
    const item = items[at];
    // Each task owns its item and may change it; a neighbour must not see that.
    return typeof item === 'object' && item !== null ? structuredClone(item) : item;
  }
}
