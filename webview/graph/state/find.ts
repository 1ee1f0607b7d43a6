/**
 * Things that fit what was typed, best first: names that begin with it, then names that contain it, then names
 * that contain its letters in order (`vr` finds `validateRows`), then those of which it is said.
 */
export function found<Thing>(
  things: readonly Thing[],
  query: string,
  nameOf: (thing: Thing) => string,
  saidOf: (thing: Thing) => string,
): readonly Thing[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return things;
  return things
    .map((thing, place) => ({
      thing,
      place,
      score: closeness(nameOf(thing).toLowerCase(), saidOf(thing).toLowerCase(), wanted),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({ thing }) => thing);
}

function closeness(name: string, said: string, wanted: string): number {
  if (name === wanted) return 5;
  if (name.startsWith(wanted)) return 4;
  if (name.includes(wanted)) return 3;
  if (hasInOrder(name, wanted)) return 2;
  return said.includes(wanted) ? 1 : 0;
}

function hasInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
