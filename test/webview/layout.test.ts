import { describe, expect, test } from 'vitest';
import type { Graph } from '../../runtime/model/graph.js';
import { layered } from '../../runtime/model/layered/layered.js';
import { anchored } from '../../webview/graph/canvas/layout/anchor.js';
import type { Box, Direction, Layout, Point } from '../../webview/graph/canvas/layout/geometry.js';
import { planOf } from '../../webview/graph/canvas/layout/input.js';
import { readLayout } from '../../webview/graph/canvas/layout/output.js';
import { middleOf, roundedPath } from '../../webview/graph/canvas/layout/path.js';
import {
  carriedOn,
  firstSight,
  fitted,
  isInSight,
  showing,
} from '../../webview/graph/canvas/layout/placement.js';
import { folded } from '../../webview/graph/state/folded.js';
import type { Picture } from '../../webview/graph/state/view.js';
import { moveOf, nextEdge, walk } from '../../webview/graph/state/walk.js';
import { overlap, shrunk, span } from './boxes.js';
import { edge, etlFlow, generatedFlow, step, trainFlow } from './graphs.js';
import { madeUpFlow } from './madeUp.js';

const measure = { name: (text: string) => text.length * 7, label: (text: string) => text.length * 7 };

function arrange(graph: Graph, direction: Direction = 'DOWN'): Layout {
  return readLayout(layered(planOf(graph, direction, measure)), graph, { direction });
}

describe('the plan', () => {
  test('is equal for graphs that look the same, whatever their docs and options', () => {
    const steps = trainFlow.steps.map(each => ({ ...each, doc: 'Something else.', options: { retry: 9 } }));
    const input = JSON.stringify(planOf(trainFlow, 'DOWN', measure));
    expect(JSON.stringify(planOf({ ...trainFlow, steps }, 'DOWN', measure))).toBe(input);
    expect(JSON.stringify(planOf(trainFlow, 'RIGHT', measure))).not.toBe(input);
  });

  test('gives a fan-out one node, an unknown transition a stub, and leaves out edges to nowhere', () => {
    const graph = {
      ...trainFlow,
      steps: [...trainFlow.steps, step('odd', 'linear', { unknown: true })],
      edges: [...trainFlow.edges, edge('odd', 'nowhere')],
    };
    const input = planOf(graph, 'DOWN', measure);
    expect(input.nodes.map(({ id }) => id)).toEqual([
      ...graph.steps.map(({ name }) => `step:${name}`),
      'unknown:odd',
    ]);
    expect(input.edges.at(-1)).toMatchObject({ from: 'step:odd', to: 'unknown:odd' });
    expect([...arrange(graph).routes.keys()]).not.toContain('odd→nowhere');
  });

  test('all nodes are equally wide and a multiple of four', () => {
    const { nodes } = planOf(etlFlow, 'DOWN', measure);
    const widths = new Set(nodes.slice(0, -1).map(({ width }) => width));
    expect(widths.size).toBe(1);
    expect([...widths][0]! % 4).toBe(0);
  });
});

describe.each(['DOWN', 'RIGHT'] as const)('the layout %s', direction => {
  const layout = arrange(etlFlow, direction);

  test('places every step and routes every edge', () => {
    expect([...layout.steps.keys()]).toEqual(etlFlow.steps.map(({ name }) => name));
    expect(layout.routes.size).toBe(etlFlow.edges.length);
    expect([...layout.unknown.keys()]).toEqual(['publish']);
  });

  test('no two steps overlap, and no line runs through one', () => {
    const boxes = [...layout.steps.values()];
    for (const [index, box] of boxes.entries()) {
      expect(boxes.slice(index + 1).some(other => overlap(box, other))).toBe(false);
    }
    for (const [id, { points }] of layout.routes) {
      const crossed = boxes.filter(box =>
        points.slice(1).some((to, at) => overlap(shrunk(box), span(points[at]!, to))),
      );
      expect({ id, crossed }).toEqual({ id, crossed: [] });
    }
  });

  test('no label covers a step or another label', () => {
    const labels = [...layout.routes.values()].flatMap(({ label }) => label ?? []);
    expect(labels).toHaveLength(6);
    const things = [...layout.steps.values(), ...labels];
    for (const label of labels) {
      expect(things.filter(other => other !== label && overlap(label, other))).toEqual([]);
    }
  });
});

describe('the order of the code', () => {
  test('is that of branches and arms, and nothing stands above the start', () => {
    let pairs = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const graph = madeUpFlow(seed);
      const { steps } = arrange(graph);
      const start = steps.get(graph.steps.find(({ start }) => start)!.name)!;
      for (const { name } of graph.steps)
        expect({ seed, name, above: steps.get(name)!.y < start.y }).toEqual({ seed, name, above: false });
      for (const { name } of graph.steps) {
        const targets = new Set(graph.edges.filter(({ from }) => from === name).map(({ to }) => to));
        const boxes = [...targets].map(to => ({ to, ...steps.get(to)! }));
        for (const [i, a] of boxes.entries()) {
          // Those of another layer have something between them and the split.
          for (const b of boxes.slice(i + 1).filter(({ y }) => y === a.y)) {
            expect({ seed, a: a.to, b: b.to, inOrder: a.x < b.x }).toEqual({
              seed,
              a: a.to,
              b: b.to,
              inOrder: true,
            });
            pairs++;
          }
        }
      }
    }
    expect(pairs).toBeGreaterThan(750);
  });
});

describe('holding on', () => {
  test('the selected step stays where it was when the flow grows', () => {
    const before = arrange(trainFlow);
    const grown = {
      ...trainFlow,
      steps: [...trainFlow.steps, step('extra', 'linear')],
      edges: [...trainFlow.edges, edge('pick', 'extra', 'next', 'x'), edge('extra', 'end')],
    };
    const after = anchored(arrange(grown), before, ['gone', 'pick']);
    expect(after.steps.get('pick')).toEqual(before.steps.get('pick'));
    const [route] = after.routes.get('pick→extra')?.points ?? [];
    const pick = after.steps.get('pick')!;
    expect(route).toEqual({ x: pick.x + pick.width / 2, y: pick.y + pick.height });
  });

  test('nothing is held across a turn of the flow', () => {
    const right = arrange(trainFlow, 'RIGHT');
    expect(anchored(right, arrange(trainFlow), ['pick'])).toBe(right);
  });
});

describe('placement', () => {
  const box: Box = { x: 0, y: 0, width: 240, height: 60 };
  const layout = (height: number): Layout => ({
    direction: 'DOWN',
    wraps: false,
    ...{ x: 0, y: 0, width: 600, height },
    steps: new Map(),
    routes: new Map(),
    unknown: new Map(),
    ends: new Map(),
  });
  const screen = { width: 800, height: 600 };

  test('fits a flow without enlarging it', () => {
    expect(fitted(layout(300), screen)).toEqual({ zoom: 1, x: 100, y: 150 });
    expect(fitted(layout(5200), screen).zoom).toBeCloseTo(0.1);
  });
  test('begins a long flow at its start, large enough to read', () => {
    expect(firstSight(layout(5200), box, screen)).toMatchObject({ zoom: 0.85, y: 40 });
  });
  test('moves as little as is needed to show a step', () => {
    expect(showing(box, { x: 100, y: 100, zoom: 1 }, screen)).toBeNull();
    expect(showing(box, { x: 100, y: 590, zoom: 1 }, screen)).toEqual({ x: 100, y: 500, zoom: 1 });
    expect(showing(box, { x: -50, y: 100, zoom: 1 }, screen)).toEqual({ x: 40, y: 100, zoom: 1 });
  });
  test('what was seen whole is seen whole again, if it can be read', () => {
    for (const [before, after, size] of [
      [300, 300, { width: 500, height: 600 }],
      [300, 500, screen],
      [300, 700, screen],
      [300, 500, { width: 700, height: 400 }],
    ] as const) {
      const lens = fitted(layout(before), screen);
      const next = carriedOn({ layout: layout(before), lens, screen }, layout(after), size, null) ?? lens;
      expect({ before, after, seen: isInSight(layout(after), next, size) }).toEqual({
        before,
        after,
        seen: true,
      });
    }
  });
  test('nothing moves that need not, and what was too large to be seen keeps its middle', () => {
    const lens = { x: 40, y: 40, zoom: 1 };
    expect(carriedOn({ layout: layout(300), lens, screen }, layout(400), screen, null)).toBeNull();
    const long = { layout: layout(5200), lens, screen };
    expect(carriedOn(long, layout(5300), screen, null)).toBeNull();
    expect(carriedOn(long, layout(5200), { width: 400, height: 600 }, null)).toEqual({
      ...lens,
      x: lens.x - 200,
    });
    const narrow = { width: 300, height: 600 };
    const kept = carriedOn(long, layout(5200), narrow, box);
    expect(isInSight(box, kept ?? lens, narrow)).toBe(true);
  });
});

test('of a flow too long to be seen whole, what was seen across it and has room is seen still', () => {
  const screen = { width: 560, height: 700 };
  const tall = (width: number): Layout => ({
    direction: 'DOWN',
    wraps: false,
    ...{ x: 0, y: 0, width, height: 3_000 },
    steps: new Map(),
    routes: new Map(),
    unknown: new Map(),
    ends: new Map(),
  });
  for (const [width, next, from] of [
    [430, 500, 60],
    [430, 500, 120],
    [500, 430, 10],
    [300, 550, 0],
  ] as const) {
    const lens = { x: from, y: -400, zoom: 1 };
    // A selected step holds its place on the screen, and what comes beside it grows to the right.
    const placed = carriedOn({ layout: tall(width), lens, screen }, tall(next), screen, null) ?? lens;
    const left = placed.x;
    expect({ width, next, from, seen: left >= 0 && left + next <= screen.width }).toEqual({
      width,
      next,
      from,
      seen: true,
    });
    expect(placed.y).toBe(lens.y);
  }
  // Where there was no room for it, and is none, nothing is moved.
  const lens = { x: -50, y: -400, zoom: 1 };
  expect(carriedOn({ layout: tall(900), lens, screen }, tall(950), screen, null)).toBeNull();
});

describe('walking by arrows', () => {
  const layout = arrange(etlFlow);
  const picture: Picture = { place: '', graph: etlFlow, shown: folded(etlFlow, []), layout };
  const go = (from: string, move: Parameters<typeof walk>[3], trail: string[] = []) =>
    walk(etlFlow, layout, from, move, trail);

  test('keys follow the direction of the flow', () => {
    expect(moveOf('ArrowDown', 'DOWN')).toBe('forward');
    expect(moveOf('ArrowRight', 'RIGHT')).toBe('forward');
    expect(moveOf('ArrowUp', 'RIGHT')).toBe('before');
  });
  test('forward and back follow the edges, and loops last', () => {
    expect(go('start', 'forward')).toBe('discoverSources');
    expect(go('checkRates', 'forward')).toBe('convert');
    expect(go('fetchRates', 'back')).toBe('discoverSources');
    expect(go('end', 'forward')).toBeNull();
  });
  test('going back goes the way one came', () => {
    expect(go('convert', 'back', ['fetchRates', 'checkRates'])).toBe('checkRates');
    expect(go('convert', 'back', ['mergeRegions'])).toBe('mergeRegions');
    expect(go('discoverSources', 'forward', ['fetchRates'])).toBe('fetchRates');
  });
  test('sideways goes to the neighbour', () => {
    const [left, right] = ['listRegions', 'fetchRates'].sort(
      (a, b) => layout.steps.get(a)!.x - layout.steps.get(b)!.x,
    ) as [string, string];
    expect(go(left, 'after')).toBe(right);
    expect(go(right, 'before')).toBe(left);
  });
  test('edges of a step come one after another, round and round', () => {
    const first = nextEdge(picture, 'discoverSources', null, 1)!;
    const second = nextEdge(picture, 'discoverSources', first, 1)!;
    expect(new Set([first, second])).toEqual(
      new Set(['discoverSources→listRegions', 'discoverSources→fetchRates']),
    );
    expect(nextEdge(picture, 'discoverSources', second, 1)).toBe(first);
    expect(nextEdge(picture, 'end', null, 1)).toBeNull();
  });
  test('every step of a large flow can be reached', () => {
    const graph = generatedFlow(120);
    const large = arrange(graph);
    const reached = new Set(['start']);
    for (const from of reached) {
      for (const move of ['forward', 'back', 'before', 'after'] as const) {
        const next = walk(graph, large, from, move);
        if (next !== null) reached.add(next);
      }
    }
    expect(reached.size).toBe(graph.steps.length);
  });
});

describe('paths', () => {
  const corner: Point[] = [
    { x: 0, y: 0 },
    { x: 0, y: 20 },
    { x: 40, y: 20 },
  ];
  test('round their corners, no more than there is room for', () => {
    expect(roundedPath(corner)).toBe('M 0 0 L 0 12 Q 0 20 8 20 L 40 20');
    expect(roundedPath(corner, 100)).toBe('M 0 0 L 0 10 Q 0 20 10 20 L 40 20');
    expect(roundedPath([])).toBe('');
  });
  test('have a middle', () => {
    expect(middleOf(corner)).toEqual({ x: 10, y: 20 });
  });
});
