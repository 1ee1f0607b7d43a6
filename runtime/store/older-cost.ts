import { ByteReader, NoValue } from './byte-reader.js';

/**
 * What memory a serialised value takes when it is read, told from its bytes before they are: a few of them can say "an array thirty
 * million long", or hold a million things that take a hundred bytes each. The format is V8's (`src/objects/value-serializer.cc`,
 * versions 13 to 15), with what Node writes for typed arrays.
 */

/** Deeper than this V8 itself gives up, sooner or later. */
const deepest = 5_000;

/** Longer arrays with holes are kept as tables, and take what they hold. */
const longestFlat = 32 * 1024 * 1024;

const anObject = 64;
const aSlot = 8;
const aCollection = 200;

/**
 * Bytes of memory, about.
 *
 * @param bytes what `v8.serialize` gives
 * @param skipHost skips what stands for a typed array: `read` gives the next number, and what it returns is skipped
 * @returns null for what is no serialised value
 */
export function memoryOf(
  bytes: Uint8Array,
  skipHost: (read: () => number) => number = skipNodeView,
): number | null {
  const walk = new Walk(bytes, skipHost);
  try {
    walk.header();
    walk.value(0);
    return walk.memory;
  } catch (error) {
    if (error instanceof NoValue) return null;
    throw error;
  }
}

/** The kind of the array, then its bytes. */
function skipNodeView(read: () => number): number {
  read();
  return read();
}

class Walk extends ByteReader {
  memory = 0;

  constructor(
    bytes: Uint8Array,
    readonly skipHost: (read: () => number) => number,
  ) {
    super(bytes);
  }

  header(): void {
    if (this.byte() !== 0xff) throw new NoValue();
    const version = this.number();
    if (version < 13 || version > 15) throw new NoValue();
  }

  value(depth: number): void {
    if (depth > deepest) throw new NoValue();
    const tag = this.#tag();
    switch (tag) {
      case '_':
      case '0':
      case 'T':
      case 'F':
      case '-':
        return;
      case 'I':
      case 'U':
      case '^':
        this.number();
        return;
      case 'N':
        this.#skip(8, 16);
        return;
      case 'D':
      case 'n':
        this.#skip(8, anObject);
        return;
      case 'y':
      case 'x':
        this.memory += anObject;
        return;
      case 'Z':
        this.#bigint();
        return;
      case 'z':
        this.memory += anObject;
        this.#bigint();
        return;
      case '"':
      case 'c':
      case 'S':
        this.#text(tag);
        return;
      case 's':
        this.memory += anObject;
        this.#text(this.#tag());
        return;
      case 'R':
        this.memory += aCollection;
        this.#text(this.#tag());
        this.number();
        return;
      case 'o':
        this.memory += anObject;
        this.#properties('{', depth);
        this.number();
        return;
      case 'A':
        this.#list(depth);
        return;
      case 'a': {
        const length = this.number();
        this.memory += anObject + (length > longestFlat ? 0 : length * aSlot);
        this.#endOfList('@', depth);
        return;
      }
      case ';':
        this.#collection(':', depth);
        return;
      case "'":
        this.#collection(',', depth);
        return;
      case 'B':
        this.#skip(this.number(), aCollection);
        this.#view();
        return;
      case '~': {
        const length = this.number();
        this.memory += this.number();
        this.#skip(length, aCollection);
        this.#view();
        return;
      }
      case '\\':
        this.#skip(
          this.skipHost(() => this.number()),
          aCollection,
        );
        return;
      case 'r':
        this.#error(depth);
        return;
      default:
        throw new NoValue();
    }
  }

  #list(depth: number): void {
    const length = this.number();
    // Each takes a byte, be it for nothing.
    if (length > this.bytes.length - this.at) throw new NoValue();
    this.memory += anObject + length * aSlot;
    for (let i = 0; i < length; i++) this.value(depth + 1);
    this.#endOfList('$', depth);
  }

  #endOfList(end: string, depth: number): void {
    this.#properties(end, depth);
    this.number();
    this.number();
  }

  #collection(end: string, depth: number): void {
    this.memory += aCollection;
    while (this.#peek() !== end) {
      this.memory += 4 * aSlot;
      this.value(depth + 1);
    }
    this.#tag();
    this.number();
  }

  #properties(end: string, depth: number): void {
    while (this.#peek() !== end) {
      this.memory += 3 * aSlot;
      this.value(depth + 1);
      this.value(depth + 1);
    }
    this.#tag();
  }

  #bigint(): void {
    // The sign, and how many bytes.
    this.#skip(this.number() >> 1, 24);
  }

  #text(tag: string): void {
    const length = this.number();
    if (tag !== '"' && tag !== 'c' && tag !== 'S') throw new NoValue();
    this.#skip(length, 24 + (tag === 'S' ? length : 0));
  }

  #view(): void {
    if (this.at >= this.bytes.length || this.#peek() !== 'V') return;
    this.#tag();
    this.memory += aCollection;
    for (let i = 0; i < 4; i++) this.number();
  }

  #error(depth: number): void {
    this.memory += aCollection;
    for (;;) {
      switch (this.#tag()) {
        case '.':
          return;
        case 'm':
        case 's':
          this.#text(this.#tag());
          break;
        case 'c':
          this.value(depth + 1);
          break;
        case 'E':
        case 'R':
        case 'F':
        case 'S':
        case 'T':
        case 'U':
          break;
        default:
          throw new NoValue();
      }
    }
  }

  #skip(length: number, more: number): void {
    if (length > this.bytes.length - this.at) throw new NoValue();
    this.at += length;
    this.memory += length + more;
  }

  /** The next that is no padding. */
  #tag(): string {
    for (;;) {
      const byte = this.byte();
      if (byte !== 0) return String.fromCharCode(byte);
    }
  }

  #peek(): string {
    while (this.bytes[this.at] === 0) this.at++;
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new NoValue();
    return String.fromCharCode(byte);
  }
}
