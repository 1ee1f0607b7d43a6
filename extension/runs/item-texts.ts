import { itemOf } from '../../runtime/model/items.js';
import { oneLine } from '../../runtime/model/plain-text.js';
import type { ItemChunk, Run, TaskRun } from '../../runtime/model/run.js';
import { Objects } from '../../runtime/store/objects.js';
import { shownValue } from '../../runtime/store/shown-value.js';
import { load } from '../../runtime/store/value.js';

/** Items are stored together until they have about 128 KB; more is loaded for a large one alone, which nobody reads here. */
const mostBytes = 1024 * 1024;
const mostCharacters = 200;
/** Neighbours in a list are mostly of the same chunk. */
const mostChunks = 4;

/** What the tasks of a run were given as items of a fan-out, as text for one line. */
export class ItemTexts {
  readonly #objects: Objects;
  readonly #chunks = new Map<string, readonly unknown[] | null>();

  constructor(readonly store: string) {
    this.#objects = new Objects(store);
  }

  /** Null for a task that was given none, and for what can't be read. */
  of(run: Run, task: TaskRun): string | null {
    // A log is a stranger's: its fan-out may have fewer items than tasks, and the items may be gone.
    try {
      const place = itemOf(run, task)?.place;
      const items = place && this.#chunk(place.chunk);
      return items && place ? textOf(items[place.at]) : null;
    } catch {
      return null;
    }
  }

  #chunk({ ref }: ItemChunk): readonly unknown[] | null {
    const known = this.#chunks.get(ref.hash);
    if (known !== undefined) return known;
    const items = ref.size > mostBytes ? null : this.#read(ref);
    this.#chunks.set(ref.hash, items);
    const [oldest] = this.#chunks.keys();
    if (oldest !== undefined && this.#chunks.size > mostChunks) this.#chunks.delete(oldest);
    return items;
  }

  #read(ref: ItemChunk['ref']): readonly unknown[] | null {
    try {
      const items = load(this.#objects, ref);
      return Array.isArray(items) ? items : null;
    } catch {
      return null;
    }
  }
}

function textOf(item: unknown): string {
  const text =
    typeof item === 'string'
      ? item
      : shownValue(item, {
          depth: 2,
          breakLength: Number.POSITIVE_INFINITY,
          maxArrayLength: 6,
          maxStringLength: 80,
        });
  return oneLine(text, mostCharacters);
}
