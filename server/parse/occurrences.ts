/** Where a text has something that is looked for, to tell of any part of it at once whether it is worth looking through. */
export class Occurrences {
  readonly #places: readonly number[];

  /** @param pattern what is looked for, with the flag `g` */
  constructor(text: string, pattern: RegExp) {
    this.#places = [...text.matchAll(pattern)].map(({ index }) => index);
  }

  /** Whether one begins in a stretch of the text. */
  isIn({ pos, end }: { readonly pos: number; readonly end: number }): boolean {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#places[middle]! < pos) low = middle + 1;
      else high = middle;
    }
    return low < this.#places.length && this.#places[low]! < end;
  }
}
