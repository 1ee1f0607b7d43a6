import type { Chance } from './chance.js';
import { mostConditions, type Site } from './site.js';

/** What a step takes and where it stands. */
export interface Around {
  readonly item: string | null;
  readonly inputs: Site['inputs'];
  /** Inside how many splits and fan-outs. */
  readonly depth: number;
  /** Runs come to it again. */
  readonly isInLoop: boolean;
}

/** The conditions of a made-up flow. */
export class Conditions {
  readonly #chance: Chance;
  readonly #isWild: boolean;
  readonly #names: string[] = [];
  /** How many of a step ask for its item. */
  readonly #askedFor = new Map<Around, number>();

  /** @param isWild they ask again for what others ask for */
  constructor(chance: Chance, isWild: boolean) {
    this.#chance = chance;
    this.#isWild = isWild;
  }

  /** The parameters of the flow that they ask for. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Whether two of a step ask for its item: then its list has to have four for all that may come about. */
  areManyOfItem(around: Around): boolean {
    return (this.#askedFor.get(around) ?? 0) > 1;
  }

  /** Null when there are enough. */
  at(around: Around): string | null {
    const chance = this.#chance;
    const ofItem = around.item !== null && chance.oneIn(2) ? this.#ofItem(around) : null;
    if (ofItem !== null) return ofItem;
    const first = this.#parameter();
    // What holds on the first visit need not on the next one.
    const next = first !== null && around.isInLoop && !this.#isWild ? this.#parameter() : first;
    if (first === null || next === null) return null;
    return next === first
      ? this.#asked(first)
      : `(this.current.iteration < 1 ? ${this.#asked(first)} : ${this.#asked(next)})`;
  }

  /** One condition asks for the one half of an item's place in its list, and another one for the other half: each holds whatever the other does. */
  #ofItem(around: Around): string | null {
    const chance = this.#chance;
    if (this.#isWild) return chance.pick(['nth === 0', 'nth !== 1', 'nth > 0', 'nth % 2 < 1', 'item === 1']);
    const asked = this.#askedFor.get(around) ?? 0;
    this.#askedFor.set(around, asked + 1);
    if (asked === 0) return chance.pick(['nth % 2 === 0', 'nth % 2 > 0', '!(nth % 2)']);
    return asked === 1 ? chance.pick(['nth > 1', 'nth < 2', '!(nth >= 2)']) : null;
  }

  /** The name of another parameter that is true in some runs; null when there are enough. */
  #parameter(): string | null {
    if (this.#isWild && this.#names.length > 0 && this.#chance.oneIn(2))
      return this.#chance.pick(this.#names);
    if (this.#names.length >= mostConditions) return null;
    const name = `p${this.#names.length}`;
    this.#names.push(name);
    return name;
  }

  #asked(name: string): string {
    return this.#chance.pick([
      `this.${name}`,
      `this.${name}`,
      `!this.${name}`,
      `this.${name} === true`,
      `Boolean(this.${name})`,
    ]);
  }
}
