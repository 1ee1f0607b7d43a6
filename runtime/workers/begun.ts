/**
 * Tells how much of a word a text ends with, in one look at the text's end: what has been met of the word is kept, and where it does not go on, the longest
 * of its beginnings that it ends with itself goes on instead (Knuth, Morris and Pratt, *Fast pattern matching in strings*, 1977).
 */
export class Begun {
  /** Of each beginning of the word, by its length less one: how long a shorter one it ends with. */
  readonly #shorter: Int32Array;

  constructor(readonly word: string) {
    this.#shorter = new Int32Array(word.length);
    for (let at = 1; at < word.length; at++)
      this.#shorter[at] = this.#after(this.#shorter[at - 1] ?? 0, word, at);
  }

  /** The length of the longest beginning of the word that a text ends with, the whole word not counted. */
  lengthAtEnd(text: string): number {
    const first = text.indexOf(this.word.charAt(0), text.length - this.word.length + 1);
    if (first < 0) return 0;
    let met = 0;
    for (let at = first; at < text.length; at++) met = this.#after(met, text, at);
    return met;
  }

  /** How much has been met with one more character. */
  #after(before: number, text: string, at: number): number {
    const char = text.charCodeAt(at);
    let met = before;
    while (met > 0 && this.word.charCodeAt(met) !== char) met = this.#shorter[met - 1] ?? 0;
    return this.word.charCodeAt(met) === char ? met + 1 : 0;
  }
}
