/** What is said to have changed between two graphs is what makes the one of the other. */
import { expect, test } from 'vitest';
import type { Edge, Graph, Step } from '../../../runtime/model/graph.js';
import { type Coded, diffGraphs, edgeWords, isEqual, unionOf } from '../../../runtime/model/graph-diff.js';
import { random } from '../recordedRun.js';

const kinds = ['linear', 'split', 'condition', 'terminal'] as const;

function madeUp(seed: number): Coded {
  const next = random(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const names = [...'abcdefg'].filter(() => next() < 0.7);
  const steps = names.map(
    (name): Step => ({
      name,
      kind: kinds[below(kinds.length)] ?? 'linear',
      start: name === names[0],
      join: next() < 0.2,
      unknown: false,
      doc: next() < 0.3 ? 'Said.' : '',
      options: next() < 0.3 ? { retry: below(3) } : {},
    }),
  );
  const edges = Array.from({ length: names.length === 0 ? 0 : below(9) }, (): Edge => {
    const condition = next() < 0.5 ? `x > ${below(3)}` : null;
    const [from = '', to = ''] = [names[below(names.length)], names[below(names.length)]];
    return { from, to, kind: 'next', condition, loop: false };
  });
  const code = Object.fromEntries(names.map(name => [name, `code ${below(2)}`]));
  return { graph: { flow: 'F', doc: '', parameters: [], steps, edges }, code };
}

const sorted = (edges: readonly Edge[]) => edges.map(edge => JSON.stringify(edge)).toSorted();

test('the older graph, changed as it says, is the newer one', () => {
  for (let seed = 1; seed <= 2_000; seed++) {
    const [before, after] = [madeUp(seed), madeUp(seed + 10_000)];
    const diff = diffGraphs(before, after);
    const gone = diff.steps.flatMap(change => (change.kind === 'removed' ? [change.step.name] : []));
    const fresh = new Map(
      diff.steps.flatMap(change =>
        change.kind === 'removed' ? [] : [[change.step.name, change.step] as const],
      ),
    );
    const kept = before.graph.steps.filter(({ name }) => !gone.includes(name));
    const steps = [
      ...kept.map(step => fresh.get(step.name) ?? step),
      ...[...fresh.values()].filter(({ name }) => !kept.some(step => step.name === name)),
    ];
    // What is not told is the same; an unchanged kind of words hides nothing but the kinds join and start.
    expect({ seed, steps: steps.toSorted(byName) }).toEqual({
      seed,
      steps: after.graph.steps.toSorted(byName),
    });
    const left = sorted(before.graph.edges);
    for (const change of diff.edges) {
      const was = change.kind === 'changed' ? change.was : change.kind === 'removed' ? change.edge : null;
      if (was) left.splice(left.indexOf(JSON.stringify(was)), 1);
      if (change.kind !== 'removed') left.push(JSON.stringify(change.edge));
      if (change.kind === 'changed') expect(edgeWords(change)).not.toBe('');
    }
    expect({ seed, edges: left.toSorted() }).toEqual({ seed, edges: sorted(after.graph.edges) });
    for (const change of diff.steps) {
      if (change.kind !== 'changed') continue;
      expect(change.structure.length > 0 || change.code).toBe(true);
    }
    // Everything of both is in the union, once.
    const union = unionOf(after.graph, diff);
    const names = [...new Set([...before.graph.steps, ...after.graph.steps].map(({ name }) => name))];
    expect(union.steps.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    const removed = diff.edges.filter(({ kind }) => kind === 'removed').map(({ edge }) => edge);
    expect(sorted(union.edges)).toEqual(sorted([...after.graph.edges, ...removed]));
  }
});

const byName = (one: Step, other: Step): number => one.name.localeCompare(other.name);

test('nothing has changed in a graph and its copy', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const coded = madeUp(seed);
    expect(isEqual(diffGraphs(coded, structuredClone(coded)))).toBe(true);
  }
});

test('options and parameters are told with both values', () => {
  const graph = (retry: number | undefined, max: number): Graph => ({
    flow: 'F',
    doc: '',
    parameters: [{ name: 'n', type: 'number', required: false, doc: '', default: 1, max }],
    steps: [
      {
        name: 'a',
        kind: 'start',
        start: true,
        join: false,
        unknown: false,
        doc: '',
        options: retry === undefined ? {} : { retry },
      },
    ],
    edges: [],
  });
  const diff = diffGraphs({ graph: graph(2, 5), code: {} }, { graph: graph(undefined, 7), code: {} });
  expect(diff.steps).toMatchObject([{ kind: 'changed', structure: ['no retry, was 2'], code: false }]);
  expect(diff.parameters).toEqual([{ kind: 'changed', name: 'n', structure: ['max: 7, was 5'] }]);
});
