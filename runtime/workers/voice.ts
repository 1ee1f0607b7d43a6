import { plainText, RawDecoder } from '../store/raw-text.js';
import { LineCutter } from './line-cutter.js';
import type { Secrets } from './secrets.js';

/** What is to be recorded of something that was said. */
export interface Said {
  readonly lines: readonly string[];
  /** Of the first of these lines, pieces were given before. */
  readonly isWhole: boolean;
}

/** One stream of what a task prints, as text: lines, and what there is of a line before its end has come. */
export class Voice {
  readonly #lines = new LineCutter();
  #decoder: RawDecoder | null = null;
  /** The part of the line under way that no piece was given of. */
  #unsaid = '';
  #hasPieces = false;

  say(chunk: string | Uint8Array, encoding?: unknown): Said {
    return this.#take(this.#text(chunk, encoding));
  }

  /**
   * More of the line under way, or nothing. No secret is given in parts: what may be the beginning of one waits.
   */
  piece(secrets: Secrets | null): string {
    const unsaid = this.#unsaid;
    const length = unsaid === '' ? 0 : (secrets?.safeLength(unsaid) ?? unsaid.length);
    if (length === 0) return '';
    this.#unsaid = unsaid.slice(length);
    this.#hasPieces = true;
    return unsaid.slice(0, length);
  }

  /** The line under way as if it ended here, and so what has come of a last character; no line where there is nothing. */
  end(): Said {
    const torn = this.#decoder?.end() ?? '';
    const lines = torn === '' ? [] : this.#lines.cut(torn);
    const rest = this.#lines.rest();
    const isWhole = this.#hasPieces;
    this.#hasPieces = false;
    this.#unsaid = '';
    return { lines: rest === '' ? lines : [...lines, withoutReturn(rest)], isWhole };
  }

  #take(text: string): Said {
    const lines = this.#lines.cut(text).map(withoutReturn);
    if (lines.length === 0) {
      this.#unsaid += text;
      return { lines, isWhole: false };
    }
    const isWhole = this.#hasPieces;
    this.#hasPieces = false;
    const last = text.lastIndexOf('\n');
    // A line that is too long is cut where no end is.
    this.#unsaid = last < 0 ? '' : text.slice(last + 1);
    return { lines, isWhole };
  }

  #text(chunk: string | Uint8Array, encoding: unknown): string {
    if (typeof chunk !== 'string') {
      this.#decoder ??= new RawDecoder();
      return this.#decoder.decode(chunk);
    }
    if (inBytes.has(String(encoding).toLowerCase()))
      return this.#text(Buffer.from(chunk, encoding as BufferEncoding), undefined);
    // What came of a character in bytes stands before the text.
    const torn = this.#decoder?.end() ?? '';
    return torn + plainText(chunk);
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Encodings in which a text stands for bytes that need not be those of UTF-8. */
const inBytes: ReadonlySet<string> = new Set([
  'hex',
  'base64',
  'base64url',
  'latin1',
  'binary',
  'ascii',
  'utf16le',
  'utf-16le',
  'ucs2',
  'ucs-2',
]);
