import { closeSync, fstatSync } from 'node:fs';
import { openToRead, readBytes } from './paths/files.js';
import { Unsafe } from './paths/unsafe.js';

export interface TailBounds {
  /** Bytes of a line. */
  readonly line: number;
  /** Bytes of the file. */
  readonly file?: number;
  /** A line that is too long is given cut, and not the end of all. */
  readonly cut?: boolean;
  /** How bytes are read as text. Default: as UTF-8. */
  readonly read?: (bytes: Buffer) => string;
}

const utf8 = (bytes: Buffer) => bytes.toString('utf8');

/** A line that is given cut is followed to its end, unless that is further away than this, in bytes. */
const mostSkipped = 64 * 1024 * 1024;

/** So much is read at once. */
const onePiece = 1024 * 1024;

/**
 * Reads a log that may still grow: each `read` gives the complete lines that came since the last. A torn last line stays
 * unread until the rest of it is there.
 */
export class LineTail {
  /** Where the next piece begins. */
  #offset: number;
  /** Where the line begins that has no end yet. */
  #lineStart: number;
  /** What was read of it: its beginning, where it is too long. */
  #pieces: Buffer[] = [];
  #kept = 0;
  #fault: string | null = null;
  #isAtEnd = false;

  constructor(
    readonly store: string,
    readonly path: string,
    readonly bounds: TailBounds,
    offset = 0,
  ) {
    this.#offset = offset;
    this.#lineStart = offset;
  }

  /** Bytes up to the end of the last complete line that was given. */
  get offset(): number {
    return this.#lineStart;
  }

  /** Why nothing more is read of it; null while all is well. */
  get fault(): string | null {
    return this.#fault;
  }

  /** The last look has read all that was there then, or nothing more will be read. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /**
   * The lines that end in the next piece of the file: none where it lies within a long one. Call again until `isAtEnd`.
   *
   * @param limit about so many bytes are read
   */
  read(limit = onePiece): string[] {
    this.#isAtEnd = true;
    if (this.#fault !== null) return [];
    try {
      const file = openToRead(this.store, this.path);
      if (file === null) return [];
      try {
        return this.#read(file, limit);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (!(error instanceof Unsafe)) throw error;
      this.#fault = error.message;
      return [];
    }
  }

  #read(file: number, limit: number): string[] {
    const { size } = fstatSync(file);
    const { file: most = Number.POSITIVE_INFINITY } = this.bounds;
    if (size > most) {
      this.#fault = `it has ${size} bytes, and no more than ${most} are read`;
      return [];
    }
    if (size < this.#offset) {
      this.#fault = `it has become shorter than what was read of it (${size} bytes of ${this.#offset})`;
      return [];
    }
    const piece = readBytes(file, Math.max(0, Math.min(size - this.#offset, limit)), this.#offset);
    if (piece.length === 0) return [];
    this.#offset += piece.length;
    const lines = this.#take(piece);
    this.#isAtEnd = this.#offset >= size || this.#fault !== null;
    return lines;
  }

  #take(piece: Buffer): string[] {
    const first = piece.indexOf(10);
    if (first < 0) {
      this.#keep(piece);
      return [];
    }
    this.#keep(piece.subarray(0, first));
    const last = piece.lastIndexOf(10);
    const begun = this.#complete(this.#offset - piece.length + first);
    const others = first === last ? [] : this.#text(piece.subarray(first + 1, last)).split('\n');
    this.#lineStart = this.#offset - piece.length + last + 1;
    this.#keep(piece.subarray(last + 1));
    return begun === null ? [] : [begun].concat(this.#cut(others));
  }

  /** Keeps a part of a line that has no end yet. */
  #keep(part: Buffer): void {
    const room = this.bounds.line - this.#kept;
    const skipped = this.#offset - this.#lineStart;
    if (part.length > room && (!this.bounds.cut || skipped > Math.max(mostSkipped, 8 * this.bounds.line))) {
      this.#fault = `it has a line of more than ${this.bounds.line} bytes (at byte ${this.#lineStart})`;
    }
    if (part.length === 0 || room <= 0) return;
    const kept = Buffer.from(part.subarray(0, room));
    this.#pieces.push(kept);
    this.#kept += kept.length;
  }

  /** The line whose end has come. */
  #complete(end: number): string | null {
    const missing = end - this.#lineStart - this.#kept;
    const [only] = this.#pieces;
    const bytes = this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#kept = 0;
    if (this.#fault !== null) return null;
    return this.#text(bytes) + (missing > 0 ? cutMark(missing) : '');
  }

  #text(bytes: Buffer): string {
    return (this.bounds.read ?? utf8)(bytes);
  }

  #cut(lines: string[]): string[] {
    const { line: most, cut } = this.bounds;
    if (!cut || most >= onePiece) return lines;
    return lines.map(line => (line.length > most ? line.slice(0, most) + cutMark(line.length - most) : line));
  }
}

function cutMark(bytes: number): string {
  return `… (${bytes} more bytes, which are not shown)`;
}
