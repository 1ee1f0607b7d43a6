/** Lists of names by their numbers. Most things have the names that the one before them has. */
export class Shapes {
  readonly #known = new Map<string, { readonly names: readonly string[]; readonly number: number }[]>();
  #last: { readonly names: readonly string[]; readonly number: number } = { names: [], number: -1 };
  count = 0;

  /** Null for one that is new, and has a number from now on. */
  number(names: readonly string[]): number | null {
    if (this.#last.number >= 0 && areSame(this.#last.names, names)) return this.#last.number;
    const key = `${names.length} ${names[0]} ${names.at(-1)}`;
    const alike = this.#known.get(key) ?? [];
    const found = alike.find(shape => areSame(shape.names, names));
    if (found !== undefined) {
      this.#last = found;
      return found.number;
    }
    this.#last = { names, number: this.count++ };
    if (alike.length === 0) this.#known.set(key, alike);
    alike.push(this.#last);
    return null;
  }

  /** Forgets those that came after so many. */
  back(count: number): void {
    this.count = count;
    this.#last = { names: [], number: -1 };
    for (const alike of this.#known.values()) {
      while ((alike.at(-1)?.number ?? -1) >= count) alike.pop();
    }
  }
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
