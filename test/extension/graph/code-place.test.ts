import { expect, test } from 'vitest';
import { codePlace, type Group } from '../../../extension/graph/code-place.js';

const graph: Group = { column: 2, showsGraph: true, documents: ['a'], inFront: null };
const group = (column: number, inFront: string | null, ...behind: string[]): Group => ({
  column,
  showsGraph: false,
  documents: inFront === null ? behind : [inFront, ...behind],
  inFront,
});

test.each([
  ['the group that has it in front', [group(1, 'b', 'a'), graph, group(3, 'a')], 3],
  ['else the one that has it behind another', [group(1, 'b'), graph, group(3, 'c', 'a')], 3],
  ['else one with a text in front', [group(1, null), graph, group(3, 'c')], 3],
  ['else any other', [graph, group(3, null)], 3],
  [
    'a group whose graph is behind is like any other',
    [{ ...group(1, 'b'), documents: ['b', 'a'] }, graph],
    1,
  ],
] as const)('a document is shown in %s', (_, groups, column) => {
  expect(codePlace(groups, 'a', false)).toBe(column);
  expect(codePlace(groups, 'a', true)).toBe(column);
});

test('with the graph alone nothing is shown by the way, and a new group is opened for who goes there', () => {
  expect(codePlace([graph], 'a', false)).toBe(null);
  expect(codePlace([graph], 'a', true)).toBe('beside');
});
