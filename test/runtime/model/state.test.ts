import { expect, test } from 'vitest';
import {
  type ArtifactRef,
  advance,
  emptyState,
  joinStates,
  type State,
} from '../../../runtime/model/index.js';

const ref = (hash: string): ArtifactRef => ({ hash, size: 1, type: 'number', inline: '' });
const state = (set: Record<string, string>): State => ({
  set: Object.fromEntries(Object.entries(set).map(([name, hash]) => [name, ref(hash)])),
  disputed: {},
});

test('a task that changes nothing leaves the very state', () => {
  const before = state({ a: '1' });
  expect(advance(before)).toBe(before);
  expect(advance(before, {}, [])).toBe(before);
});

test('setting and unsetting, also of what was disputed', () => {
  const dispute = { join: 'j/0', inputs: ['a/0', 'b/0'], of: 2 };
  const before: State = {
    set: { a: ref('1'), b: ref('2') },
    disputed: { x: dispute, y: dispute, z: dispute },
  };
  expect(advance(before, { x: ref('3'), b: ref('4') }, ['a', 'y'])).toEqual({
    set: { b: ref('4'), x: ref('3') },
    disputed: { z: dispute },
  });
  expect(before.set).toEqual({ a: ref('1'), b: ref('2') });
});

test('a join of no inputs begins where its opener ended', () => {
  const opener = state({ a: '1' });
  expect(joinStates('j/0', opener, [])).toBe(opener);
});

test('what agrees carries over; what differs, or only some have, is disputed', () => {
  const joined = joinStates('j/0', emptyState, [
    { id: 'a/0', state: state({ same: '1', differs: '1', some: '5' }) },
    { id: 'b/0', state: state({ same: '1', differs: '2' }) },
    { id: 'c/0', state: state({ same: '1', differs: '1' }) },
  ]);
  expect(joined).toEqual({
    set: { same: ref('1') },
    disputed: {
      differs: { join: 'j/0', inputs: ['a/0', 'b/0'], of: 3 },
      some: { join: 'j/0', inputs: ['a/0', 'b/0'], of: 3 },
    },
  });
});

test('a dispute stays while all agree that there is one, and ends where one branch settled it', () => {
  const older = { join: 'old/0', inputs: ['p/0', 'q/0'], of: 2 };
  const open: State = { set: {}, disputed: { x: older } };
  const settled = advance(open, { x: ref('1') });
  expect(
    joinStates('j/0', open, [
      { id: 'a/0', state: open },
      { id: 'b/0', state: open },
    ]).disputed,
  ).toEqual({ x: older });
  // Whether the branch that lost it or one that never had it comes first.
  for (const states of [
    [open, emptyState],
    [emptyState, open],
  ]) {
    const arrivals = states.map((state, i) => ({ id: `b${i}/0`, state }));
    expect(joinStates('j/0', emptyState, arrivals).disputed).toEqual({ x: older });
  }
  expect(
    joinStates('j/0', open, [
      { id: 'a/0', state: open },
      { id: 'b/0', state: settled },
    ]).disputed.x,
  ).toMatchObject({ join: 'j/0' });
});

test('no more than a few inputs are named, and names such as __proto__ are names', () => {
  const many = Array.from({ length: 100 }, (_, i) => ({ id: `t/${i}`, state: state({ x: String(i) }) }));
  expect(joinStates('j/0', emptyState, many).disputed.x).toEqual({
    join: 'j/0',
    inputs: ['t/0', 't/1', 't/2', 't/3'],
    of: 100,
  });
  const odd = joinStates('j/0', emptyState, [
    { id: 'a/0', state: state({ constructor: '1', toString: '2' }) },
    { id: 'b/0', state: state({ constructor: '1' }) },
  ]);
  expect(Object.keys(odd.set)).toEqual(['constructor']);
  expect(Object.keys(odd.disputed)).toEqual(['toString']);
});
