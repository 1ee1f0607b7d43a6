import { inspect, types } from 'node:util';
import { userFrames } from './user-frames.js';
import {
  deepest,
  errorKinds,
  errorParts,
  fewNumbers,
  largeView,
  smallWhole,
  tag,
  viewKinds,
} from './value-format.js';

/** The value has something in it that is not kept. Where that is takes a second, slower look. */
export class NotKept extends Error {}

/** A value's bytes, but for large views, which lie beside it. */
export interface Written {
  readonly body: Uint8Array;
  readonly segments: readonly Uint8Array[];
  /** Fields of errors that could not be kept, by name. */
  readonly left: readonly string[];
}

/** @throws NotKept */
export function write(value: unknown): Written {
  const writer = new Writer();
  writer.value(value);
  return writer.written();
}

class Writer {
  #bytes = Buffer.allocUnsafeSlow(512);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #depth = 0;
  readonly #shapes = new Shapes();
  readonly #things = new Map<object, number>();
  readonly #segments: Uint8Array[] = [];
  readonly #left = new Set<string>();

  written(): Written {
    return { body: this.#bytes.subarray(0, this.#at), segments: this.#segments, left: [...this.#left] };
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        this.#byte(tag.undefined);
        return;
      case 'boolean':
        this.#byte(value ? tag.true : tag.false);
        return;
      case 'number':
        this.#numeric(value);
        return;
      case 'string':
        this.#text(value);
        return;
      case 'bigint':
        this.#bigint(value);
        return;
      case 'object':
        if (value === null) {
          this.#byte(tag.null);
          return;
        }
        this.#thing(value);
        return;
      default:
        throw new NotKept();
    }
  }

  #thing(value: object): void {
    const known = this.#things.get(value);
    if (known !== undefined) {
      this.#byte(tag.same);
      this.#number(known);
      return;
    }
    this.#things.set(value, this.#things.size);
    if (++this.#depth > deepest) throw new NotKept();
    if (Array.isArray(value)) this.#array(value);
    else this.#object(value);
    this.#depth--;
  }

  #object(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      if (Object.getOwnPropertySymbols(value).length > 0) requireNoSymbols(value);
      this.#byte(prototype === null ? tag.bare : tag.object);
      this.#fields(value, Object.keys(value));
      return;
    }
    const write = forms.get(prototype as object);
    if (write !== undefined) write(this, value as never);
    else if (isError(value)) this.#error(value);
    else throw new NotKept();
  }

  #fields(value: object, names: readonly string[]): void {
    const known = this.#shapes.number(names);
    if (known === null) {
      this.#number(0);
      this.#number(names.length);
      for (const name of names) this.#text(name);
    } else this.#number(known + 1);
    for (const name of names) this.value((value as Record<string, unknown>)[name]);
  }

  #array(value: readonly unknown[]): void {
    if (Object.getPrototypeOf(value) !== Array.prototype) throw new NotKept();
    const { length } = value;
    if (hasNames(value) || isSparse(value)) {
      this.#loose(value);
      return;
    }
    for (let i = 0; i < length; i++) {
      if (value[i] !== undefined || i in value) continue;
      this.#loose(value);
      return;
    }
    if (Object.getOwnPropertySymbols(value).length > 0) requireNoSymbols(value);
    if (length >= fewNumbers && typeof value[0] === 'number' && this.#numbers(value)) return;
    this.#byte(tag.array);
    this.#number(length);
    for (let i = 0; i < length; i++) this.value(value[i]);
  }

  /** @returns whether it was a list of numbers, not all of them small and whole, and is written */
  #numbers(value: readonly unknown[]): boolean {
    const all = new Float64Array(value.length);
    let isWhole = true;
    for (let i = 0; i < all.length; i++) {
      const number = value[i];
      if (typeof number !== 'number') return false;
      // There is one NaN.
      all[i] = Number.isNaN(number) ? Number.NaN : number;
      isWhole &&= isSmall(number);
    }
    if (isWhole) return false;
    this.#byte(tag.numbers);
    this.#number(all.length);
    this.#raw(littleEndian(all));
    return true;
  }

  /** As if nothing had been written since. */
  #back(at: number, [shapes = 0, things = 0, segments = 0]: readonly number[]): void {
    this.#at = at;
    this.#shapes.back(shapes);
    for (const [thing, number] of this.#things) if (number >= things) this.#things.delete(thing);
    this.#segments.length = segments;
  }

  /** An array by what it holds: each place that there is, and each field. */
  #loose(value: readonly unknown[]): void {
    if (Object.getOwnPropertySymbols(value).length > 0) requireNoSymbols(value);
    const names = Object.keys(value);
    const first = names.findIndex(name => !isIndex(name));
    const places = first < 0 ? names : names.slice(0, first);
    this.#byte(tag.loose);
    this.#number(value.length);
    this.#number(places.length);
    let last = -1;
    for (const name of places) {
      const place = Number(name);
      this.#number(place - last - 1);
      this.value(value[place]);
      last = place;
    }
    this.#fields(value, names.slice(places.length));
  }

  #error(error: Error): void {
    const kind = errorKind(error);
    const read = (name: string): unknown => {
      try {
        return Reflect.get(error, name);
      } catch {
        return undefined;
      }
    };
    const name = textOf(read('name'));
    const message = textOf(read('message'));
    const stack = userFrames(textOf(read('stack')));
    const own = Object.keys(error).filter(key => !ownParts.has(key));
    const hasCause = 'cause' in error;
    const hasErrors = Array.isArray(read('errors'));
    if (error instanceof DOMException) this.#byte(tag.domException);
    else {
      this.#byte(tag.error);
      this.#byte(kind);
    }
    this.#byte(
      errorParts.name * Number(name !== errorKinds[kind]?.name) +
        errorParts.message +
        errorParts.stack +
        errorParts.cause * Number(hasCause) +
        errorParts.errors * Number(hasErrors),
    );
    if (name !== errorKinds[kind]?.name) this.#text(name);
    this.#text(message);
    this.#text(stack);
    if (hasCause && !this.#lenient('cause', read('cause'))) this.#byte(tag.undefined);
    if (hasErrors && !this.#lenient('errors', read('errors'))) this.#byte(tag.undefined);
    for (const key of own) this.#lenient(key, read(key), key);
    this.#byte(tag.undefined);
  }

  /**
   * What an error has may be anything; what can't be kept of it is no reason to lose the error, and leaves nothing written.
   *
   * @param key is written before it
   */
  #lenient(name: string, value: unknown, key?: string): boolean {
    const state = [this.#shapes.count, this.#things.size, this.#segments.length];
    const [at, depth] = [this.#at, this.#depth];
    try {
      if (key !== undefined) this.#text(key);
      this.value(value);
      return true;
    } catch (cause) {
      if (!(cause instanceof NotKept)) throw cause;
      this.#left.add(name);
      this.#depth = depth;
      this.#back(at, state);
      return false;
    }
  }

  map(value: ReadonlyMap<unknown, unknown>): void {
    requireNoFields(value);
    this.#byte(tag.map);
    this.#number(value.size);
    for (const [key, entry] of value) {
      this.value(key);
      this.value(entry);
    }
  }

  set(value: ReadonlySet<unknown>): void {
    requireNoFields(value);
    this.#byte(tag.set);
    this.#number(value.size);
    for (const member of value) this.value(member);
  }

  date(value: Date): void {
    requireNoFields(value);
    this.#byte(tag.date);
    this.#double(value.getTime());
  }

  regexp(value: RegExp): void {
    requireNoFields(value);
    this.#byte(tag.regexp);
    this.#text(value.source);
    this.#text(value.flags);
  }

  boxed(value: object): void {
    if (Object.keys(value).some(key => !(value instanceof String && isIndex(key)))) throw new NotKept();
    this.#byte(tag.boxed);
    this.value(value.valueOf());
  }

  buffer(value: ArrayBuffer): void {
    requireNoFields(value);
    if (value.resizable) {
      this.#byte(tag.resizable);
      this.#number(value.maxByteLength);
    } else this.#byte(tag.buffer);
    this.#number(value.byteLength);
    this.#raw(new Uint8Array(value));
  }

  view(value: NodeJS.ArrayBufferView, kind: number): void {
    if (hasNames(value)) throw new NotKept();
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    if (bytes.length >= largeView) {
      this.#byte(tag.beside);
      this.#byte(kind);
      this.#number(this.#segments.length);
      this.#segments.push(bytes);
      return;
    }
    this.#byte(tag.view);
    this.#byte(kind);
    this.#number(bytes.length);
    this.#raw(bytes);
  }

  #numeric(value: number): void {
    if (isSmall(value)) {
      if (value >= 0 && value < 128) {
        this.#byte(smallWhole + value);
        return;
      }
      this.#byte(tag.whole);
      this.#number(value < 0 ? -2 * value - 1 : 2 * value);
    } else {
      this.#byte(tag.double);
      this.#double(value);
    }
  }

  #double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#at, Number.isNaN(value) ? Number.NaN : value, true);
    this.#at += 8;
  }

  #bigint(value: bigint): void {
    this.#byte(value < 0n ? tag.negativeBigint : tag.bigint);
    let hex = (value < 0n ? -value : value).toString(16);
    if (hex.length % 2 === 1) hex = `0${hex}`;
    this.#number(hex.length / 2);
    this.#raw(Buffer.from(hex, 'hex'));
  }

  #text(value: string): void {
    const { length } = value;
    // Short plain text is most of what there is, and written here sooner than anywhere else.
    if (length < 24) {
      this.#room(length + 2);
      const start = this.#at;
      let at = start + 2;
      let all = 0;
      for (let i = 0; i < length; i++) {
        const code = value.charCodeAt(i);
        all |= code;
        this.#bytes[at++] = code;
      }
      if (all < 128) {
        this.#bytes[start] = tag.utf8;
        this.#bytes[start + 1] = length;
        this.#at = at;
        return;
      }
    }
    if (!value.isWellFormed()) {
      this.#byte(tag.utf16);
      this.#number(2 * length);
      this.#room(2 * length);
      this.#at += this.#bytes.write(value, this.#at, 'utf16le');
      return;
    }
    const size = Buffer.byteLength(value);
    this.#byte(tag.utf8);
    this.#number(size);
    this.#room(size);
    this.#at += this.#bytes.write(value, this.#at, 'utf8');
  }

  #raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  #number(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#at + more));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Whole, and of no more than thirty bits and a sign; zero is not minus zero. */
function isSmall(value: number): boolean {
  return (value | 0) === value && value >= -0x4000_0000 && value < 0x4000_0000 && !Object.is(value, -0);
}

function littleEndian(numbers: Float64Array): Uint8Array {
  const bytes = Buffer.from(numbers.buffer);
  return isLittle ? bytes : bytes.swap64();
}

const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Lists of names by their numbers. Most things have the names that the one before them has. */
class Shapes {
  readonly #known = new Map<string, { readonly names: readonly string[]; readonly number: number }[]>();
  #last: { readonly names: readonly string[]; readonly number: number } = { names: [], number: -1 };
  count = 0;

  /** Null for one that is new, and has a number from now on. */
  number(names: readonly string[]): number | null {
    if (this.#last.number >= 0 && areSame(this.#last.names, names)) return this.#last.number;
    const key = `${names.length} ${names[0]} ${names.at(-1)}`;
    const alike = this.#known.get(key) ?? [];
    const found = alike.find(shape => areSame(shape.names, names));
    if (found !== undefined) {
      this.#last = found;
      return found.number;
    }
    this.#last = { names, number: this.count++ };
    if (alike.length === 0) this.#known.set(key, alike);
    alike.push(this.#last);
    return null;
  }

  /** Forgets those that came after so many. */
  back(count: number): void {
    this.count = count;
    this.#last = { names: [], number: -1 };
    for (const alike of this.#known.values()) {
      while ((alike.at(-1)?.number ?? -1) >= count) alike.pop();
    }
  }
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

type Form = (writer: Writer, value: never) => void;

const boxed: Form = (writer, value: object) => writer.boxed(value);
/** How things are written, by their prototype; what is of no class that is known here is not kept. */
export const forms = new Map<object, Form>([
  [Map.prototype, (writer, value: Map<unknown, unknown>) => writer.map(value)],
  [Set.prototype, (writer, value: Set<unknown>) => writer.set(value)],
  [Date.prototype, (writer, value: Date) => writer.date(value)],
  [RegExp.prototype, (writer, value: RegExp) => writer.regexp(value)],
  [ArrayBuffer.prototype, (writer, value: ArrayBuffer) => writer.buffer(value)],
  ...[Boolean, Number, String, BigInt].map(({ prototype }) => [prototype, boxed] as const),
  ...viewKinds.map(
    ({ prototype }, kind) =>
      [prototype, (writer: Writer, value: NodeJS.ArrayBufferView) => writer.view(value, kind)] as const,
  ),
] as [object, Form][]);

function requireNoFields(value: object): void {
  if (Object.keys(value).length > 0) throw new NotKept();
}

function requireNoSymbols(value: object): void {
  if (symbolIn(value) !== undefined) throw new NotKept();
}

/** An enumerable field with a symbol for its name. */
export function symbolIn(value: object): symbol | undefined {
  return Object.getOwnPropertySymbols(value).find(symbol =>
    Object.prototype.propertyIsEnumerable.call(value, symbol),
  );
}

export function isError(value: object): value is Error {
  return types.isNativeError(value) || value instanceof DOMException;
}

/** Of the classes that an error is of, the one that is built in and nearest. */
function errorKind(error: object): number {
  for (let at: unknown = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const kind = errorKinds.findIndex(({ prototype }) => prototype === at);
    if (kind >= 0) return kind;
  }
  return 0;
}

const ownParts = new Set(['name', 'message', 'stack', 'cause', 'errors']);

function textOf(value: unknown): string {
  try {
    return value === undefined ? '' : String(value);
  } catch {
    return '';
  }
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
