import { expect, test } from 'vitest';
import {
  hasPlainNames,
  readableGraph,
  readableProblem,
  readableRun,
  shownAndWritten,
} from '../../../extension/graph/shown-text.js';
import type { Graph, Step } from '../../../runtime/model/graph.js';
import type { RunOverlay } from '../../../runtime/model/overlay.js';

const hostile = `a\u202eb\x1b[31m\u2028c${'x'.repeat(100_000)}`;
const odd = /[\0-\x09\x0b-\x1f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

const step = (name: string, doc = ''): Step => ({
  name,
  kind: 'linear',
  start: false,
  join: false,
  unknown: false,
  doc,
  options: {},
});
const graph: Graph = {
  flow: 'F',
  doc: hostile,
  parameters: [{ name: 'p', type: 'string', required: false, doc: hostile }],
  steps: [step('a', hostile), { ...step('b'), ends: [hostile, null] }],
  edges: [{ from: 'a', to: 'b', kind: 'next', condition: hostile, loop: false }],
};

test('what the view is told can be read, and names stay names', () => {
  const failure = { task: '0', message: hostile };
  const run = {
    steps: { a: { failure } },
    error: { step: 'a', task: '0', message: hostile },
  } as unknown as RunOverlay;
  const problem = { code: 'c', severity: 'error', message: hostile, step: 'a' } as const;
  for (const told of [readableGraph(graph), readableRun(run), readableProblem(problem)]) {
    const strings: string[] = [];
    JSON.stringify(told, (_, value: unknown) => {
      if (typeof value === 'string') strings.push(value);
      return value;
    });
    for (const text of strings) {
      expect(text).not.toMatch(odd);
      expect(text.length).toBeLessThanOrEqual(4_000);
    }
  }
  expect(readableGraph(graph).steps.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(readableRun(run).steps.a?.failure?.task).toBe('0');
});

test('a stored graph with names that no source has is not drawn', () => {
  expect(hasPlainNames(graph)).toBe(true);
  for (const name of ['', 'a\u202eb', 'a\nb', ' a', 'x'.repeat(2_000)]) {
    expect(hasPlainNames({ ...graph, flow: name })).toBe(false);
    expect(hasPlainNames({ ...graph, steps: [step(name)] })).toBe(false);
    expect(hasPlainNames({ ...graph, edges: [{ ...graph.edges[0]!, to: name }] })).toBe(false);
  }
});

test('beside what is shown stands what is written, where that is more', () => {
  expect(shownAndWritten(graph)).toEqual({ graph: readableGraph(graph), written: graph });
  const plain = {
    ...graph,
    doc: 'Adds.',
    parameters: [],
    steps: [step('a', 'One\ntwo.'), step('b')],
    edges: [],
  };
  expect(shownAndWritten(plain)).toEqual({ graph: plain, written: null });
});
