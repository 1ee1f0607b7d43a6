/**
 * Work that is done bit by bit, so that others have their turn: a generator that stops wherever it may be left for a while, and gives what it
 * came to.
 */
export type Bits<Result> = Generator<void, Result, void>;

/** All of it at once, for those who have nothing else to do. */
export function atOnce<Result>(work: Bits<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** So many are looked at in one bit. */
const some = 500;

/** Gives its things, and stops now and then. */
export function* each<Thing>(things: readonly Thing[], act: (thing: Thing) => void): Bits<void> {
  for (const [place, thing] of things.entries()) {
    act(thing);
    if (place % some === some - 1) yield;
  }
}

/** Those of the largest key first; of equal ones the earlier. Short stretches are sorted, and two and two made one. */
export function* largestFirst<Thing>(
  things: readonly Thing[],
  keyOf: (thing: Thing) => number,
): Bits<Thing[]> {
  let runs: (readonly { readonly thing: Thing; readonly key: number }[])[] = [];
  for (let from = 0; from < things.length; from += some) {
    const stretch = things.slice(from, from + some).map(thing => ({ thing, key: keyOf(thing) }));
    runs.push(stretch.sort((one, other) => other.key - one.key));
    yield;
  }
  while (runs.length > 1) {
    const longer: typeof runs = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [one = [], other = []] = [runs[at], runs[at + 1]];
      longer.push(yield* merged(one, other));
    }
    runs = longer;
  }
  return (runs[0] ?? []).map(({ thing }) => thing);
}

function* merged<Keyed extends { readonly key: number }>(
  one: readonly Keyed[],
  other: readonly Keyed[],
): Bits<Keyed[]> {
  const all: Keyed[] = [];
  let [a, b] = [0, 0];
  while (a < one.length || b < other.length) {
    const [first, second] = [one[a], other[b]];
    if (first && (!second || first.key >= second.key)) {
      all.push(first);
      a++;
    } else if (second) {
      all.push(second);
      b++;
    }
    if (all.length % (4 * some) === 0) yield;
  }
  return all;
}
