import { isUtf8 } from 'node:buffer';

/**
 * Text that was read from bytes of which some are no UTF-8. Each of those is one character here, a low surrogate that stands alone (U+DC80 for
 * the byte 80 to U+DCFF for FF), which no text in UTF-8 has, so that the bytes can be written again as they were. Python calls this way
 * `surrogateescape` (PEP 383).
 */
const rawBase = 0xdc00;
/** With the flag `u` a low surrogate is only found where it stands alone. */
const rawCharacters = /[\udc80-\udcff]/gu;

/** Bytes to text, piece by piece: a character whose bytes come apart is one all the same. */
export class RawDecoder {
  #torn: Buffer = Buffer.alloc(0);

  decode(bytes: Uint8Array): string {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const all = this.#torn.length === 0 ? piece : Buffer.concat([this.#torn, piece]);
    const end = wholeEnd(all);
    // What was given may be overwritten by whoever gave it.
    this.#torn = Buffer.from(all.subarray(end));
    return decoded(all.subarray(0, end), byte => String.fromCharCode(rawBase + byte));
  }

  /** What came of a last character. */
  end(): string {
    const torn = this.#torn;
    this.#torn = Buffer.alloc(0);
    return decoded(torn, byte => String.fromCharCode(rawBase + byte));
  }
}

/** A program's text, in which nothing may be taken for bytes. */
export function plainText(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** The bytes of a text as a `RawDecoder` gives it. */
export function rawBytes(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts: Buffer[] = [];
  let done = 0;
  for (const { 0: raw, index } of text.matchAll(rawCharacters)) {
    parts.push(Buffer.from(text.slice(done, index)), Buffer.of(raw.charCodeAt(0) - rawBase));
    done = index + 1;
  }
  parts.push(Buffer.from(text.slice(done)));
  return Buffer.concat(parts);
}

/** Bytes as text to be read: those that are no UTF-8 as `\xe9`. */
export function readableText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return text;
  return decoded(bytes, byte => `\\x${byte.toString(16)}`);
}

function decoded(bytes: Buffer, raw: (byte: number) => string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) {
      text += bytes.toString('utf8', start, at) + raw(bytes[at] ?? 0);
      start = at + 1;
    }
    at += length || 1;
  }
  return text + bytes.toString('utf8', start);
}

/** Bytes of the character that begins here, 0 when none does. The ranges are those of table 3-7 of the Unicode standard. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = announced(first);
  const second = bytes[at + 1] ?? 0;
  if (length === 0 || second < leastSecond(first) || second > mostSecond(first)) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function announced(first: number): number {
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

function leastSecond(first: number): number {
  return first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
}

function mostSecond(first: number): number {
  return first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
}

/** Where a character begins at the end of which bytes are still to come; the length when there is none. */
function wholeEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const at = bytes.length - back;
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return announced(byte) > back && (back === 1 || isBegun(bytes, at)) ? at : bytes.length;
  }
  return bytes.length;
}

function isBegun(bytes: Buffer, at: number): boolean {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  return second >= leastSecond(first) && second <= mostSecond(first);
}
