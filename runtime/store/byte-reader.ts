/** The bytes are no value. */
export class NoValue extends Error {}

/** Bytes that are read from the first to the last. What they say is checked before it is believed. */
export class ByteReader {
  protected readonly bytes: Buffer;
  protected at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Seven bits at a time, the lowest first. */
  protected number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      if (factor > 2 ** 42) throw new NoValue();
    }
  }

  protected byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new NoValue();
    return byte;
  }

  protected need(bytes: number): void {
    if (bytes > this.bytes.length - this.at) throw new NoValue();
  }
}
