/** A set of small whole numbers. */
export class Bits {
  readonly #words: Uint32Array;

  constructor(readonly size: number) {
    this.#words = new Uint32Array((size + 31) >> 5);
  }

  add(at: number): void {
    this.#words[at >> 5]! |= 1 << (at & 31);
  }

  has(at: number): boolean {
    return (this.#words[at >> 5]! & (1 << (at & 31))) !== 0;
  }

  /** Adds what another has, but for what a third one has; true when that was news. */
  addAll(other: Bits, except: Bits | null = null): boolean {
    let news = false;
    for (let at = 0; at < this.#words.length; at++) {
      const more = except === null ? other.#words[at]! : other.#words[at]! & ~except.#words[at]!;
      const sum = this.#words[at]! | more;
      // `|` gives a signed number, and the words are unsigned.
      if (sum >>> 0 !== this.#words[at]) {
        this.#words[at] = sum;
        news = true;
      }
    }
    return news;
  }

  /** Keeps what another has as well. */
  keep(other: Bits): void {
    for (let at = 0; at < this.#words.length; at++) this.#words[at]! &= other.#words[at]!;
  }
}
