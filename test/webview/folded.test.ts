import { describe, expect, test } from 'vitest';
import type { Graph } from '../../runtime/model/graph.js';
import { namedEdges } from '../../webview/graph/state/edges.js';
import { folded } from '../../webview/graph/state/folded.js';
import { type RegionName, regionName, regionsOf } from '../../webview/graph/state/regions.js';
import { random } from '../runtime/recordedRun.js';
import { edge, etlFlow, step, trainFlow } from './graphs.js';
import { madeUpFlow } from './madeUp.js';

const stepsOf = (graph: Graph, name: RegionName) =>
  regionsOf(graph).find(one => regionName(one) === name)?.steps;
const namesOf = (graph: Graph) => regionsOf(graph).map(regionName);

/** A made-up flow with some loops, and some edges that fit nowhere. */
function flow(seed: number): Graph {
  const made = madeUpFlow(seed);
  const chance = random(seed + 1);
  const any = () => made.steps[Math.floor(chance() * made.steps.length)]?.name ?? '';
  const more = Array.from({ length: Math.floor(chance() * 4) }, (_, nth) => ({
    ...edge(any(), any(), 'next', `more ${nth}`),
    loop: chance() < 0.6,
  }));
  return { ...made, edges: [...made.edges, ...more] };
}

/** Some of what can be folded. */
function someOf(graph: Graph, seed: number): RegionName[] {
  const chance = random(seed + 2);
  return namesOf(graph).filter(() => chance() < 0.4);
}

const seeds = Array.from({ length: 400 }, (_, seed) => seed);

describe('what can be folded', () => {
  test('is what a split or fan-out opens, each longer branch, and each loop', () => {
    expect(stepsOf(etlFlow, 'body:discoverSources')).toEqual([
      'listRegions',
      'listFiles',
      'loadFile',
      'mergeFiles',
      'mergeRegions',
      'fetchRates',
      'checkRates',
    ]);
    expect(stepsOf(etlFlow, 'branch:listRegions')).toEqual([
      'listRegions',
      'listFiles',
      'loadFile',
      'mergeFiles',
      'mergeRegions',
    ]);
    expect(stepsOf(etlFlow, 'body:listRegions')).toEqual(['listFiles', 'loadFile', 'mergeFiles']);
    expect(stepsOf(etlFlow, 'loop:fetchRates')).toEqual(['fetchRates', 'checkRates']);
  });

  test('is more than one step', () => {
    expect(namesOf(trainFlow)).toEqual([]);
    expect(stepsOf(etlFlow, 'body:listFiles')).toBeUndefined();
  });

  test('a loop within a loop is part of it, and what leads in from the side is not', () => {
    const back = (from: string, to: string) => ({ ...edge(from, to, 'next', 'more'), loop: true });
    const graph = {
      ...trainFlow,
      steps: ['a', 'b', 'c', 'd', 'side', 'end'].map(name => step(name, 'linear', { start: name === 'a' })),
      edges: [
        edge('a', 'b'),
        edge('a', 'side'),
        edge('side', 'd'),
        edge('b', 'c'),
        back('c', 'b'),
        edge('c', 'd'),
        back('d', 'b'),
        edge('d', 'end'),
      ],
    };
    expect(stepsOf(graph, 'loop:b')).toEqual(['b', 'c', 'd']);
  });
});

describe('a folded graph', () => {
  test('is the flow itself where nothing is folded', () => {
    for (const names of [[], ['body:nobody'] as const]) expect(folded(etlFlow, names).graph).toBe(etlFlow);
  });

  test('draws a loop as one node, with the edges that lead in and out', () => {
    const { graph, folds, nodeOf } = folded(etlFlow, ['loop:fetchRates']);
    expect([...folds.keys()]).toEqual(['fetchRates']);
    expect(nodeOf('checkRates')).toBe('fetchRates');
    const near = graph.edges.filter(({ from, to }) => [from, to].includes('fetchRates'));
    expect(near.map(({ from, to, condition }) => [from, to, condition])).toEqual([
      ['discoverSources', 'fetchRates', null],
      ['fetchRates', 'convert', 'else'],
    ]);
  });

  test('of a wide split has one edge for all that are alike', () => {
    const branches = Array.from({ length: 80 }, (_, nth) => `b${nth}`);
    const wide = {
      ...trainFlow,
      steps: [
        step('start', 'split', { start: true }),
        ...branches.map(name => step(name, 'linear')),
        step('join', 'join'),
      ],
      edges: branches.flatMap(name => [edge('start', name, 'split'), edge(name, 'join', 'join')]),
    };
    const { graph, ways } = folded(wide, ['body:start']);
    expect(graph.steps.map(({ name }) => name)).toEqual(['start', 'b0', 'join']);
    expect(namedEdges(graph).map(({ id }) => [id, ways.get(id)?.length])).toEqual([
      ['start→b0', 80],
      ['b0→join', 80],
    ]);
  });

  test('loses no edge between what is drawn, and makes none up', () => {
    let foldedAway = 0;
    for (const seed of seeds) {
      const whole = flow(seed);
      const { graph, folds, ways, nodeOf } = folded(whole, someOf(whole, seed));
      foldedAway += whole.steps.length - graph.steps.length;
      const isInside = (name: string) => folds.has(nodeOf(name));
      const between = namedEdges(whole).filter(
        ({ from, to }) => nodeOf(from) !== nodeOf(to) || (from === to && !isInside(from)),
      );
      const told = namedEdges(graph).flatMap(drawn => {
        const all = ways.get(drawn.id) ?? [drawn];
        for (const { from, to, kind, condition, loop } of all)
          expect([nodeOf(from), nodeOf(to), kind, condition, loop], `seed ${seed}`).toEqual([
            drawn.from,
            drawn.to,
            drawn.kind,
            drawn.condition,
            drawn.loop,
          ]);
        return all.map(({ id }) => id);
      });
      // Each exactly once.
      expect(told.toSorted(), `seed ${seed}`).toEqual(between.map(({ id }) => id).toSorted());
    }
    expect(foldedAway).toBeGreaterThan(seeds.length);
  });

  test('has each step in one node, and is the first graph again when all is opened', () => {
    for (const seed of seeds) {
      const whole = flow(seed);
      const { graph, folds, nodeOf } = folded(whole, someOf(whole, seed));
      const nodes = graph.steps.map(({ name }) => name);
      expect(new Set(nodes).size, `seed ${seed}`).toBe(nodes.length);
      expect(new Set(whole.steps.map(({ name }) => nodeOf(name))), `seed ${seed}`).toEqual(new Set(nodes));
      for (const [node, { steps }] of folds) for (const one of steps) expect(nodeOf(one)).toBe(node);
      expect(graph.steps.filter(({ start }) => start)).toHaveLength(1);
      expect(folded(whole, []).graph).toBe(whole);
    }
  });

  test('changes nothing outside of what is opened, and shows what was folded within it', () => {
    for (const seed of seeds) {
      const whole = madeUpFlow(seed);
      const names = someOf(whole, seed);
      const before = folded(whole, names);
      for (const region of before.folds.values()) {
        // A branch may be all that is opened, and then has the same steps.
        const isSame = (name: RegionName) => stepsOf(whole, name)?.join() === region.steps.join();
        const kept = names.filter(name => !isSame(name));
        const after = folded(whole, kept);
        for (const { name } of whole.steps)
          if (!region.steps.includes(name)) expect(after.nodeOf(name)).toBe(before.nodeOf(name));
        const within = kept.some(name => stepsOf(whole, name)?.every(one => region.steps.includes(one)));
        const drawn = new Set(region.steps.map(after.nodeOf)).size;
        expect(drawn < region.steps.length, `seed ${seed}`).toBe(within);
      }
    }
  });
});
