import { ByteWriter } from './byte-writer.js';
import { Shapes } from './shapes.js';
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
import { hasNames, isError, isIndex, isSparse, symbolIn } from './value-looks.js';

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

class Writer extends ByteWriter {
  #depth = 0;
  readonly #shapes = new Shapes();
  readonly #things = new Map<object, number>();
  readonly #order: object[] = [];
  readonly #segments: Uint8Array[] = [];
  readonly #left = new Set<string>();

  written(): Written {
    return { body: this.bytes, segments: this.#segments, left: [...this.#left] };
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        this.byte(tag.undefined);
        return;
      case 'boolean':
        this.byte(value ? tag.true : tag.false);
        return;
      case 'number':
        this.#numeric(value);
        return;
      case 'string':
        this.text(value);
        return;
      case 'bigint':
        this.#bigint(value);
        return;
      case 'object':
        if (value === null) {
          this.byte(tag.null);
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
      this.byte(tag.same);
      this.number(known);
      return;
    }
    this.#note(value);
    if (++this.#depth > deepest) throw new NotKept();
    if (Array.isArray(value)) this.#array(value);
    else this.#object(value);
    this.#depth--;
  }

  /** Things have numbers in the order in which they come. */
  #note(thing: object): void {
    this.#things.set(thing, this.#order.length);
    this.#order.push(thing);
  }

  #object(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      if (Object.getOwnPropertySymbols(value).length > 0) requireNoSymbols(value);
      this.byte(prototype === null ? tag.bare : tag.object);
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
      this.number(0);
      this.number(names.length);
      for (const name of names) this.text(name);
    } else this.number(known + 1);
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
    this.byte(tag.array);
    this.number(length);
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
    this.byte(tag.numbers);
    this.number(all.length);
    this.raw(littleEndian(all));
    return true;
  }

  /** As if nothing had been written since. */
  #back(at: number, [shapes = 0, things = 0, segments = 0]: readonly number[]): void {
    this.rewind(at);
    this.#shapes.back(shapes);
    for (const thing of this.#order.splice(things)) this.#things.delete(thing);
    this.#segments.length = segments;
  }

  /** An array by what it holds: each place that there is, and each field. */
  #loose(value: readonly unknown[]): void {
    if (Object.getOwnPropertySymbols(value).length > 0) requireNoSymbols(value);
    const names = Object.keys(value);
    const first = names.findIndex(name => !isIndex(name));
    const places = first < 0 ? names : names.slice(0, first);
    this.byte(tag.loose);
    this.number(value.length);
    this.number(places.length);
    let last = -1;
    for (const name of places) {
      const place = Number(name);
      this.number(place - last - 1);
      this.value(value[place]);
      last = place;
    }
    this.#fields(value, names.slice(places.length));
  }

  #error(error: Error): void {
    const kind = errorKind(error);
    const part = (name: string) => textOf(() => Reflect.get(error, name));
    const name = part('name');
    const hasName = name !== errorKinds[kind]?.name;
    const hasCause = 'cause' in error;
    const hasErrors = 'errors' in error;
    if (error instanceof DOMException) this.byte(tag.domException);
    else {
      this.byte(tag.error);
      this.byte(kind);
    }
    this.byte(
      errorParts.name * Number(hasName) +
        errorParts.message +
        errorParts.stack +
        errorParts.cause * Number(hasCause) +
        errorParts.errors * Number(hasErrors),
    );
    if (hasName) this.text(name);
    this.text(part('message'));
    this.text(userFrames(part('stack')));
    if (hasCause && !this.#lenient('cause', () => this.value(error.cause))) this.byte(tag.undefined);
    if (hasErrors && !this.#lenient('errors', () => this.#errors(error.errors))) this.byte(tag.undefined);
    for (const key of Object.keys(error)) {
      if (ownParts.has(key)) continue;
      this.#lenient(key, () => {
        this.text(key);
        this.value(Reflect.get(error, key));
      });
    }
    this.byte(tag.undefined);
  }

  /** Of several errors, one that can't be kept is no reason to lose the others. */
  #errors(list: unknown): void {
    if (!Array.isArray(list) || this.#things.has(list) || Object.getPrototypeOf(list) !== Array.prototype) {
      this.value(list);
      return;
    }
    this.#note(list);
    this.byte(tag.array);
    this.number(list.length);
    for (let i = 0; i < list.length; i++) {
      if (!this.#lenient('errors', () => this.value(list[i]))) this.byte(tag.undefined);
    }
  }

  /**
   * What an error has may be anything; what can't be kept of it, be it that it can't even be looked at, is no reason to lose the error, and leaves
   * nothing written.
   */
  #lenient(name: string, write: () => void): boolean {
    const state = [this.#shapes.count, this.#things.size, this.#segments.length];
    const [at, depth] = [this.size, this.#depth];
    try {
      write();
      return true;
    } catch {
      this.#left.add(name);
      this.#depth = depth;
      this.#back(at, state);
      return false;
    }
  }

  map(value: ReadonlyMap<unknown, unknown>): void {
    requireNoFields(value);
    this.byte(tag.map);
    this.number(value.size);
    for (const [key, entry] of value) {
      this.value(key);
      this.value(entry);
    }
  }

  set(value: ReadonlySet<unknown>): void {
    requireNoFields(value);
    this.byte(tag.set);
    this.number(value.size);
    for (const member of value) this.value(member);
  }

  date(value: Date): void {
    requireNoFields(value);
    this.byte(tag.date);
    this.double(value.getTime());
  }

  regexp(value: RegExp): void {
    requireNoFields(value);
    this.byte(tag.regexp);
    this.text(value.source);
    this.text(value.flags);
  }

  boxed(value: object): void {
    if (Object.keys(value).some(key => !(value instanceof String && isIndex(key)))) throw new NotKept();
    this.byte(tag.boxed);
    this.value(value.valueOf());
  }

  buffer(value: ArrayBuffer): void {
    requireNoFields(value);
    if (value.resizable) {
      this.byte(tag.resizable);
      this.number(value.maxByteLength);
    } else this.byte(tag.buffer);
    this.number(value.byteLength);
    this.raw(new Uint8Array(value));
  }

  view(value: NodeJS.ArrayBufferView, kind: number): void {
    if (hasNames(value)) throw new NotKept();
    // Bits of NaN too: whoever looks at the memory in another way would miss them.
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    if (bytes.length >= largeView) {
      this.byte(tag.beside);
      this.byte(kind);
      this.number(this.#segments.length);
      this.#segments.push(bytes);
      return;
    }
    this.byte(tag.view);
    this.byte(kind);
    this.number(bytes.length);
    this.raw(bytes);
  }

  #numeric(value: number): void {
    if (isSmall(value)) {
      if (value >= 0 && value < 128) {
        this.byte(smallWhole + value);
        return;
      }
      this.byte(tag.whole);
      this.number(value < 0 ? -2 * value - 1 : 2 * value);
    } else {
      this.byte(tag.double);
      this.double(value);
    }
  }

  #bigint(value: bigint): void {
    this.byte(value < 0n ? tag.negativeBigint : tag.bigint);
    let hex = (value < 0n ? -value : value).toString(16);
    if (hex.length % 2 === 1) hex = `0${hex}`;
    this.number(hex.length / 2);
    this.raw(Buffer.from(hex, 'hex'));
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

/** Of the classes that an error is of, the one that is built in and nearest. */
function errorKind(error: object): number {
  for (let at: unknown = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const kind = errorKinds.findIndex(({ prototype }) => prototype === at);
    if (kind >= 0) return kind;
  }
  return 0;
}

const ownParts = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Whatever stands in the place of a text, which may throw when it is looked at. */
function textOf(read: () => unknown): string {
  try {
    const value = read();
    return value === undefined ? '' : String(value);
  } catch {
    return '';
  }
}
