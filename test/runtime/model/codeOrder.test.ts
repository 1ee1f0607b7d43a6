import { expect, test } from 'vitest';
import { inCodeOrder } from '../../../runtime/model/code-order.js';
import type { Edge, Graph, Step } from '../../../runtime/model/graph.js';

const steps = (names: string): Step[] =>
  [...names].map(name => ({
    ...{ name, kind: 'linear', start: name === 's', join: false, unknown: false, doc: '', options: {} },
  }));
const edge = (from: string, to: string, loop = false): Edge => ({
  from,
  to,
  kind: 'next',
  condition: null,
  loop,
});
const graph = (names: string, edges: Edge[]): Graph => ({
  flow: 'F',
  doc: '',
  parameters: [],
  steps: steps(names),
  edges,
});
const namesOf = (of: Graph) => of.steps.map(({ name }) => name).join('');

test('the order is where one comes to, whatever order the steps stand in', () => {
  const edges = [
    edge('s', 'b'),
    edge('s', 'a'),
    edge('a', 'c'),
    edge('b', 'c'),
    edge('x', 'c'),
    edge('c', 's', true),
  ];
  for (const names of ['sabcx', 'xcbas', 'bxsca']) {
    const ordered = inCodeOrder(graph(names, edges));
    expect(namesOf(ordered)).toBe('sbcax');
    expect(ordered.edges.map(({ from, to }) => from + to).join(' ')).toBe('sb sa bc cs ac xc');
  }
});

test('edges to nowhere, and graphs without a start, have one too', () => {
  expect(namesOf(inCodeOrder(graph('ab', [edge('a', 'gone'), edge('lost', 'b')])))).toBe('ab');
  expect(namesOf(inCodeOrder(graph('', [])))).toBe('');
});

test('a chain of 20,000 steps', () => {
  const long = Array.from({ length: 20_000 }, (_, i) => `n${i}`);
  const made = {
    ...graph(
      '',
      long.slice(1).map((to, i) => edge(long[i]!, to)),
    ),
    steps: long.toReversed().map(name => ({ ...steps('q')[0]!, name, start: name === 'n0' })),
  };
  expect(inCodeOrder(made).steps.map(({ name }) => name)).toEqual(long);
});
