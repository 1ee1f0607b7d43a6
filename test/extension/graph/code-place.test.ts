import { expect, test } from 'vitest';
import { codePlace, type Group } from '../../../extension/graph/code-place.js';

const graph: Group = { column: 2, showsGraph: true, documents: ['a'], isEmpty: false, inFront: null };
/** One with a text in front, or with something else where that is null. */
const group = (column: number, inFront: string | null, ...behind: string[]): Group => ({
  column,
  showsGraph: false,
  documents: inFront === null ? behind : [inFront, ...behind],
  isEmpty: false,
  inFront,
});
const empty: Group = { column: 3, showsGraph: false, documents: [], isEmpty: true, inFront: null };

test.each([
  ['the group that has it in front', [group(1, 'b', 'a'), graph, group(3, 'a')], 3],
  ['else the one that has it behind another', [group(1, 'b'), graph, group(3, 'c', 'a')], 3],
  ['else one with a text in front', [group(1, null), graph, group(3, 'c')], 3],
  ['or with nothing in it', [group(1, null), graph, empty], 3],
  [
    'a group whose graph is behind like in any other',
    [{ ...group(1, 'b'), documents: ['b', 'a'] }, graph],
    1,
  ],
] as const)('a document is shown in %s', (_, groups, column) => {
  expect(codePlace(groups, 'a', false)).toBe(column);
  expect(codePlace(groups, 'a', true)).toBe(column);
});

test.each([
  ['where something else than text is in front', [graph, group(3, null)], 3],
  ['even if it is behind that', [graph, group(3, null, 'a')], 3],
  ['beside a graph that is alone', [graph], 'beside'],
] as const)('only who goes to the code gets it %s', (_, groups, place) => {
  expect(codePlace(groups, 'a', false)).toBe(null);
  expect(codePlace(groups, 'a', true)).toBe(place);
});
