import { ByteReader, NoValue } from './byte-reader.js';
import { deepest, errorKinds, errorParts, smallWhole, tag, viewKinds } from './value-format.js';
import { isIndex } from './value-looks.js';

/** The value would take more memory than it may. */
export class TooCostly extends Error {}

/**
 * Reads what `write` has written.
 *
 * @param segments the large views' bytes; each becomes its view's memory
 * @param most bytes of memory that the value may take, about
 * @throws NoValue, TooCostly
 */
export function read(
  body: Uint8Array,
  segments: readonly Uint8Array[] = [],
  most = Number.POSITIVE_INFINITY,
): unknown {
  const reader = new Reader(body, segments, most);
  const value = reader.value();
  reader.end();
  return value;
}

/** What things take, about, in bytes. */
const anObject = 64;
const aSlot = 8;
const anEntry = 32;
const aCollection = 200;

class Reader extends ByteReader {
  readonly #view: DataView;
  #depth = 0;
  #left: number;
  readonly #shapes: (readonly string[])[] = [];
  readonly #things: object[] = [];

  constructor(
    body: Uint8Array,
    readonly segments: readonly Uint8Array[],
    most: number,
  ) {
    super(body);
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.#left = most;
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new NoValue();
  }

  value(): unknown {
    const what = this.byte();
    if (what >= smallWhole) return what - smallWhole;
    switch (what) {
      case tag.undefined:
        return undefined;
      case tag.null:
        return null;
      case tag.true:
        return true;
      case tag.false:
        return false;
      case tag.whole: {
        const number = this.number();
        return number % 2 === 1 ? -(number + 1) / 2 : number / 2;
      }
      case tag.double:
        return this.#double();
      case tag.bigint:
        return this.#bigint();
      case tag.negativeBigint:
        return -this.#bigint();
      case tag.utf8:
      case tag.utf16:
        return this.#text(what);
      case tag.same: {
        const thing = this.#things[this.number()];
        if (thing === undefined) throw new NoValue();
        return thing;
      }
      // These hold most of what is deep, and each call takes its part of the stack.
      case tag.array:
        return this.#array();
      case tag.object:
        return this.#fields(this.#noted({}, anObject));
      case tag.bare:
        return this.#fields(this.#noted(Object.create(null) as object, anObject));
      default:
        return this.#made(what);
    }
  }

  /** What is neither a list nor a bag of fields. */
  #made(what: number): object {
    this.#deeper();
    const thing = this.#other(what);
    this.#depth--;
    return thing;
  }

  #deeper(): void {
    // A loose list has its fields besides.
    if (++this.#depth > 2 * deepest + 2) throw new NoValue();
  }

  #other(what: number): object {
    switch (what) {
      case tag.numbers:
        return this.#numbers();
      case tag.loose:
        return this.#loose();
      case tag.map: {
        const map = this.#noted(new Map<unknown, unknown>(), aCollection);
        for (let left = this.#count(2); left > 0; left--) {
          this.#spend(anEntry);
          map.set(this.value(), this.value());
        }
        return map;
      }
      case tag.set: {
        const set = this.#noted(new Set<unknown>(), aCollection);
        for (let left = this.#count(1); left > 0; left--) {
          this.#spend(anEntry);
          set.add(this.value());
        }
        return set;
      }
      case tag.date:
        return this.#noted(new Date(this.#double()), anObject);
      case tag.regexp: {
        const [source, flags] = [this.#string(), this.#string()];
        return this.#noted(regexp(source, flags), aCollection);
      }
      case tag.buffer:
        return this.#noted(this.#memory(this.#count(1)).buffer as ArrayBuffer, aCollection);
      case tag.resizable: {
        const most = this.number();
        const bytes = this.#raw(this.#count(1));
        this.#spend(most);
        return this.#noted(resizable(bytes, most), aCollection);
      }
      case tag.view: {
        const kind = this.byte();
        return this.#noted(viewOf(kind, this.#memory(this.#count(1))), aCollection);
      }
      case tag.beside: {
        const kind = this.byte();
        const segment = this.segments[this.number()];
        if (segment === undefined) throw new NoValue();
        return this.#noted(viewOf(kind, segment), aCollection);
      }
      case tag.boxed:
        return this.#boxed();
      case tag.error:
        return this.#error(this.byte());
      case tag.domException:
        return this.#error(null);
      default:
        throw new NoValue();
    }
  }

  /** Things have numbers in the order in which they begin. */
  #noted<T extends object>(thing: T, cost: number): T {
    this.#spend(cost);
    this.#things.push(thing);
    return thing;
  }

  /** @param isTaken says of a name that it can't be a field's */
  #fields<T extends object>(thing: T, isTaken?: (name: string) => boolean): T {
    const names = this.#shape();
    if (isTaken !== undefined && names.some(isTaken)) throw new NoValue();
    this.#spend(names.length * aSlot);
    this.#deeper();
    for (const name of names) {
      const value = this.value();
      if (name === '__proto__') define(thing, name, value);
      else (thing as Record<string, unknown>)[name] = value;
    }
    this.#depth--;
    return thing;
  }

  #shape(): readonly string[] {
    const number = this.number();
    if (number > 0) {
      const names = this.#shapes[number - 1];
      if (names === undefined) throw new NoValue();
      return names;
    }
    const names: string[] = [];
    this.#shapes.push(names);
    for (let left = this.#count(2); left > 0; left--) names.push(this.#string());
    return names;
  }

  #numbers(): number[] {
    const length = this.#count(8);
    this.#spend(length * aSlot);
    const numbers = this.#noted<number[]>([], anObject);
    for (let i = 0; i < length; i++, this.at += 8) numbers.push(this.#view.getFloat64(this.at, true));
    return numbers;
  }

  #array(): unknown[] {
    const length = this.#count(1);
    this.#spend(length * aSlot);
    const array = this.#noted<unknown[]>([], anObject);
    this.#deeper();
    for (let i = 0; i < length; i++) array.push(this.value());
    this.#depth--;
    return array;
  }

  #loose(): unknown[] {
    const length = this.number();
    if (length >= 2 ** 32) throw new NoValue();
    const array = this.#noted<unknown[]>([], anObject);
    if (length <= flat) this.#spend(length * aSlot);
    setLength(array, length);
    let place = -1;
    for (let left = this.#count(2); left > 0; left--) {
      this.#spend(anEntry);
      place += this.number() + 1;
      if (place >= length) throw new NoValue();
      array[place] = this.value();
    }
    return this.#fields(array, name => name === 'length' || isIndex(name));
  }

  /** Its number comes before that of nothing it holds, for it holds no thing. */
  #boxed(): object {
    const place = this.#things.length;
    const value = this.value();
    if (typeof value === 'object' || value === undefined || this.#things.length !== place)
      throw new NoValue();
    return this.#noted(Object(value) as object, anObject);
  }

  #error(kind: number | null): Error {
    const Kind = kind === null ? null : errorKinds[kind];
    if (Kind === undefined) throw new NoValue();
    const parts = this.byte();
    const name = parts & errorParts.name ? this.#string() : null;
    const message = parts & errorParts.message ? this.#string() : '';
    const stack = parts & errorParts.stack ? this.#string() : '';
    const error = this.#noted(made(Kind, message, name), aCollection);
    define(error, 'stack', stack, false);
    if (name !== null && Kind !== null) define(error, 'name', name, false);
    if (parts & errorParts.cause) define(error, 'cause', this.value(), false);
    if (parts & errorParts.errors) define(error, 'errors', this.value(), false);
    else if (Kind === AggregateError) Reflect.deleteProperty(error, 'errors');
    for (let what = this.byte(); what !== tag.undefined; what = this.byte()) {
      this.#spend(anEntry);
      const key = this.#text(what);
      define(error, key, this.value());
    }
    return error;
  }

  #double(): number {
    this.need(8);
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  #bigint(): bigint {
    const bytes = this.#raw(this.#count(1));
    return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
  }

  #string(): string {
    return this.#text(this.byte());
  }

  #text(what: number): string {
    if (what !== tag.utf8 && what !== tag.utf16) throw new NoValue();
    const size = this.#count(1);
    this.#spend(24 + size);
    const start = this.at;
    this.at += size;
    return what === tag.utf16
      ? this.bytes.toString('utf16le', start, this.at)
      : size < 16
        ? this.#short(start, this.at)
        : this.bytes.toString('utf8', start, this.at);
  }

  /** A call into Node takes longer than a few characters. */
  #short(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = this.bytes[at] ?? 0;
      if (byte >= 128) return this.bytes.toString('utf8', start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Memory of its own, of just that size. */
  #memory(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    bytes.set(this.#raw(size));
    return bytes;
  }

  #raw(size: number): Buffer {
    this.need(size);
    this.#spend(size);
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  /** So many things follow, of which each takes at least so many bytes. */
  #count(least: number): number {
    const count = this.number();
    this.need(count * least);
    return count;
  }

  #spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new TooCostly();
  }
}

function define(thing: object, name: string, value: unknown, enumerable = true): void {
  Object.defineProperty(thing, name, { value, enumerable, configurable: true, writable: true });
}

function regexp(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw new NoValue();
  }
}

function resizable(bytes: Uint8Array, maxByteLength: number): ArrayBuffer {
  if (maxByteLength < bytes.length) throw new NoValue();
  const buffer = new ArrayBuffer(bytes.length, { maxByteLength });
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** A view of some memory, of a kind that the format has a number for. @throws NoValue */
export function viewOf(number: number, memory: Uint8Array): NodeJS.ArrayBufferView {
  const kind = viewKinds[number];
  const { buffer, byteOffset, byteLength } = memory;
  if (kind === undefined) throw new NoValue();
  if (kind === Buffer) return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  const width = 'BYTES_PER_ELEMENT' in kind ? kind.BYTES_PER_ELEMENT : 1;
  if (byteLength % width !== 0) throw new NoValue();
  const View = kind as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => NodeJS.ArrayBufferView;
  return new View(buffer, byteOffset, byteLength / width);
}

/** An array of that length that holds nothing, and takes no memory for it. */
function setLength(array: unknown[], length: number): void {
  if (length > flat) {
    // Something far out makes a table of it, which it stays.
    array[length - 1] = null;
    delete array[length - 1];
  }
  array.length = length;
}

/** Shorter arrays are given room for all. */
const flat = 1_024;

function made(Kind: (typeof errorKinds)[number] | null, message: string, name: string | null): Error {
  const limit = Error.stackTraceLimit;
  // It has a stack of its own.
  Error.stackTraceLimit = 0;
  try {
    if (Kind === null) return new DOMException(message, name ?? 'Error');
    return Kind === AggregateError
      ? new AggregateError([], message)
      : new (Kind as ErrorConstructor)(message);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
