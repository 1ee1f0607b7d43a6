interface Shape {
  readonly names: readonly string[];
  readonly number: number;
}

const none: Shape = { names: [], number: -1 };

/** Lists of names by their numbers. Most things have the names that the one before them has. */
export class Shapes {
  readonly #known = new Map<string, Shape>();
  readonly #order: string[] = [];
  #last = none;

  get count(): number {
    return this.#order.length;
  }

  /** Null for one that is new, and has a number from now on. */
  number(names: readonly string[]): number | null {
    if (this.#last !== none && areSame(this.#last.names, names)) return this.#last.number;
    // Told apart wherever the names are cut.
    const key = names.map(name => `${name.length}:${name}`).join();
    const found = this.#known.get(key);
    this.#last = found ?? { names, number: this.count };
    if (found !== undefined) return found.number;
    this.#known.set(key, this.#last);
    this.#order.push(key);
    return null;
  }

  /** Forgets those that came after so many. */
  back(count: number): void {
    this.#last = none;
    for (const key of this.#order.splice(count)) this.#known.delete(key);
  }
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
