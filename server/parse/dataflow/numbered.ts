import { Bits } from './bits.js';

/** Names that go by their numbers, so that sets of them take little. */
export class Numbered {
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.#numbers = new Map(names.map((name, at) => [name, at]));
  }

  /** A set of those names that are known here. */
  set(names: Iterable<string>): Bits {
    const bits = new Bits(this.#numbers.size);
    for (const name of names) {
      const number = this.#numbers.get(name);
      if (number !== undefined) bits.add(number);
    }
    return bits;
  }

  /** Null where the name is not known here. */
  isIn(set: Bits, name: string): boolean | null {
    const number = this.#numbers.get(name);
    return number === undefined ? null : set.has(number);
  }
}
