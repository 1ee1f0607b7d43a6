import { inspect, types } from 'node:util';

/** What a thing is, as far as it is asked before it is kept. */

/** An enumerable field with a symbol for its name. */
export function symbolIn(value: object): symbol | undefined {
  return Object.getOwnPropertySymbols(value).find(symbol =>
    Object.prototype.propertyIsEnumerable.call(value, symbol),
  );
}

export function isError(value: object): value is Error {
  return types.isNativeError(value) || value instanceof DOMException;
}

export function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(name) && Number(name) < 2 ** 32 - 1;
}

const manyItems = 64;

/** Whether an array or a view has fields besides its items. To list all names would take longer than to write the items. */
export function hasNames(value: readonly unknown[] | NodeJS.ArrayBufferView): boolean {
  if (value instanceof DataView) return Object.keys(value).length > 0;
  const { length } = value as { readonly length: number };
  if (length <= manyItems) {
    const names = Object.keys(value);
    const last = names.at(-1);
    return last !== undefined && !isIndex(last);
  }
  // Node lists what has a name, and of the items only how many there are.
  const text = inspect(value, {
    maxArrayLength: 0,
    depth: 0,
    customInspect: false,
    // Whatever a program has set for what it prints itself.
    showHidden: false,
    showProxy: false,
    colors: false,
    sorted: false,
    compact: true,
    breakLength: Number.POSITIVE_INFINITY,
  });
  return !/\[ \.\.\. \d+ more items? \]$/.test(text);
}

const long = 100_000;
const probes = 64;

/** A long array that holds next to nothing: its length may be any number, and to go through it would take as long. */
export function isSparse(value: readonly unknown[]): boolean {
  if (value.length < long) return false;
  const step = Math.floor(value.length / probes);
  let held = 0;
  for (let i = 0; i < probes; i++) if (Object.hasOwn(value, i * step)) held++;
  return held < probes / 4;
}
