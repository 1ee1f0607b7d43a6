import { tag } from './value-format.js';

/** Bytes that grow: numbers and text as values have them (`value-format.ts`). */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(512);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** How many there are. */
  protected get size(): number {
    return this.#at;
  }

  /** As if nothing had been written since there were so many. */
  protected rewind(size: number): void {
    this.#at = size;
  }

  protected get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  protected double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#at, Number.isNaN(value) ? Number.NaN : value, true);
    this.#at += 8;
  }

  protected text(value: string): void {
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
      this.byte(tag.utf16);
      this.number(2 * length);
      this.#room(2 * length);
      this.#at += this.#bytes.write(value, this.#at, 'utf16le');
      return;
    }
    const size = Buffer.byteLength(value);
    this.byte(tag.utf8);
    this.number(size);
    this.#room(size);
    this.#at += this.#bytes.write(value, this.#at, 'utf8');
  }

  protected raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  protected byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  protected number(value: number): void {
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
