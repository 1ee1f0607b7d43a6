/** The layout, over graphs of every shape: blocks in one another, and edges from anywhere to anywhere. */
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../runtime/model/graph.js';
import { layered } from '../../runtime/model/layered/layered.js';
import type { Arrangement, Box, Direction, Plan, PlanEdge, Point } from '../../runtime/model/layered/plan.js';
import { planOf } from '../../webview/graph/canvas/layout/input.js';
import { random } from '../runtime/recordedRun.js';
import { overlap, shrunk, span } from './boxes.js';
import { edge, generatedFlow, step, trainFlow } from './graphs.js';
import { madeUpFlow } from './madeUp.js';

/** A graph that nobody planned: `edges` from anywhere to anywhere, some of them said to be loops; nothing leads on from the small ones. */
function wild(seed: number, nodes: number, edges: number, direction: Direction): Plan {
  const chance = random(seed);
  const any = (count: number) => Math.floor(chance() * count);
  return {
    direction,
    wraps: seed % 3 === 0,
    nodes: Array.from({ length: nodes }, (_, at) => {
      const [width, height] = isSmall(at) ? [28, 28] : [240, 60];
      return { id: `n${at}`, width, height, start: at === 0, minor: isSmall(at) };
    }),
    edges: Array.from({ length: edges }, (_, at): PlanEdge => {
      const some = any(nodes);
      const from = isSmall(some) ? some - 1 : some;
      // Most go on, and not far.
      const to = chance() < 0.8 ? Math.min(nodes - 1, from + 1 + any(4)) : any(nodes);
      const label = chance() < 0.4 ? { width: 32 + 16 * any(11), height: 20 } : null;
      return { id: `e${at}`, from: `n${from}`, to: `n${to}`, loop: to <= from && chance() < 0.7, label };
    }),
  };
}

/** Each node has one that leads to it, and its edges in no order of their names; some lead to the end as well, before, between or behind the others. */
function tree(seed: number, nodes: number): Plan {
  const chance = random(seed);
  const ids = Array.from({ length: nodes }, (_, at) => `n${at}`);
  const edges = ids.slice(1).map((to, at) => ({ from: `n${Math.floor(chance() * (at + 1))}`, to }));
  const ends = ids.filter(() => chance() < 0.4).map(from => ({ from, to: 'end' }));
  const written = [...edges, ...ends].map(edge => ({ edge, at: chance() })).toSorted((a, b) => a.at - b.at);
  return {
    direction: 'DOWN',
    wraps: false,
    nodes: [...ids, 'end'].map(id => ({ id, width: 240, height: 60, start: id === 'n0', minor: false })),
    edges: written.map(({ edge }, at) => ({ id: `e${at}`, ...edge, loop: false, label: null })),
  };
}

const isSmall = (at: number) => at % 7 === 6;

const plans: Plan[] = [];
for (let seed = 1; seed <= 150; seed++)
  for (const direction of ['DOWN', 'RIGHT'] as const)
    plans.push(wild(seed, 2 + (seed % 24), Math.round((2 + (seed % 24)) * (1 + (seed % 3) / 3)), direction));

/** What is wrong is told by plan, so that a fault can be drawn. */
function wrongs(find: (plan: Plan, arrangement: Arrangement) => readonly string[]): readonly string[] {
  return plans.flatMap((plan, index) => find(plan, layered(plan)).map(what => `plan ${index}: ${what}`));
}

describe('over graphs of every shape', () => {
  test('every node has its place, and none meets another', () => {
    const found = wrongs((plan, { boxes, width, height }) => {
      const all = plan.nodes.map(({ id }) => ({ id, ...boxes.get(id)! }));
      return [
        ...all
          .filter(({ x, y }) => !Number.isInteger(x) || !Number.isInteger(y))
          .map(({ id }) => `${id} is nowhere`),
        ...all
          .filter(box => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height)
          .map(({ id }) => `${id} stands outside`),
        ...all.flatMap((one, at) =>
          all.slice(at + 1).flatMap(other => (overlap(one, other) ? [`${one.id} covers ${other.id}`] : [])),
        ),
      ];
    });
    expect(found).toEqual([]);
  });

  test('every edge has a line that runs straight along or across, from the one to the other', () => {
    const found = wrongs(({ edges }, { routes, boxes }) =>
      edges.flatMap(({ id, from, to }) => {
        const points = routes.get(id)?.points ?? [];
        const [first, last] = [points[0], points.at(-1)];
        if (!first || !last) return [`${id} is not drawn`];
        const isSlanting = points
          .slice(1)
          .some((point, at) => point.x !== points[at]!.x && point.y !== points[at]!.y);
        const leaves = onBorder(first, boxes.get(from)!) && onBorder(last, boxes.get(to)!);
        return [...(isSlanting ? [`${id} slants`] : []), ...(leaves ? [] : [`${id} hangs loose`])];
      }),
    );
    expect(found).toEqual([]);
  });

  test('no line runs through a node', () => {
    const found = wrongs(({ edges }, { routes, boxes }) =>
      edges.flatMap(({ id }) => {
        const points = routes.get(id)?.points ?? [];
        return [...boxes].flatMap(([node, box]) =>
          points.slice(1).some((to, at) => overlap(shrunk(box), span(points[at]!, to)))
            ? [`${id} through ${node}`]
            : [],
        );
      }),
    );
    expect(found).toEqual([]);
  });

  test('words stand on their own line, and cover neither a node nor other words', () => {
    const found = wrongs(({ edges }, { routes, boxes, width, height }) => {
      const labels = edges.flatMap(({ id, label }) => {
        const drawn = routes.get(id)?.label;
        return label && drawn ? [{ id, points: routes.get(id)!.points, ...drawn }] : [];
      });
      return [
        ...edges
          .filter(({ id, label }) => (label === null) !== (routes.get(id)?.label == null))
          .map(({ id }) => `${id} says too much or too little`),
        ...labels.flatMap((one, at) => [
          ...(one.x < 0 || one.y < 0 || one.x + one.width > width || one.y + one.height > height
            ? [`${one.id} speaks outside`]
            : []),
          ...(one.points.slice(1).some((to, index) => overlap(one, span(one.points[index]!, to)))
            ? []
            : [`${one.id} speaks elsewhere`]),
          ...labels
            .slice(at + 1)
            .flatMap(other => (overlap(one, other) ? [`${one.id} over ${other.id}`] : [])),
          ...[...boxes].flatMap(([node, box]) => (overlap(one, box) ? [`${one.id} over ${node}`] : [])),
        ]),
      ];
    });
    expect(found).toEqual([]);
  });

  test('lines lie upon each other only where they leave the same node or come to the same one', () => {
    const found = wrongs(({ edges }, { routes }) => {
      const pieces = edges.flatMap(({ id, from, to }) => {
        const points = routes.get(id)?.points ?? [];
        return points.slice(1).map((end, at) => ({ id, from, to, ...span(points[at]!, end) }));
      });
      const upon = pieces.flatMap((one, at) =>
        pieces
          .slice(at + 1)
          .flatMap(other =>
            one.from !== other.from &&
            one.to !== other.to &&
            one.from !== other.to &&
            one.to !== other.from &&
            lieUpon(one, other)
              ? [`${one.id} upon ${other.id}`]
              : [],
          ),
      );
      return [...new Set(upon)];
    });
    expect(found).toEqual([]);
  });

  test('what one step leads to stands in the order of the code', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const plan = tree(seed, 40);
      const { boxes } = layered(plan);
      const place = (id: string) => boxes.get(id)!.x + boxes.get(id)!.width / 2;
      for (const own of Map.groupBy(plan.edges, ({ from }) => from).values()) {
        const targets = own.filter(({ to }) => to !== 'end').map(({ to }) => place(to));
        expect(targets, `tree ${seed}`).toEqual(targets.toSorted((a, b) => a - b));
      }
    }
  });
});

describe('what a flow looks like', () => {
  const measure = { name: (text: string) => text.length * 7, label: (text: string) => text.length * 7 };
  const laidOut = (graph: Graph, direction: Direction = 'DOWN') => {
    const plan = planOf(graph, direction, measure);
    return { plan, ...layered(plan) };
  };

  test('no lines cross where splits and conditions lie within one another', () => {
    let lines = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { plan, routes } = laidOut(madeUpFlow(seed));
      const pieces = plan.edges.flatMap(({ id, from, to }) => {
        const points = routes.get(id)?.points ?? [];
        return points.slice(1).map((end, at) => ({ from, to, ...span(points[at]!, end) }));
      });
      lines += plan.edges.length;
      for (const one of pieces.filter(({ height }) => height === 0))
        for (const other of pieces.filter(({ width }) => width === 0)) {
          if (one.from === other.from || one.to === other.to) continue;
          const crosses =
            other.x > one.x &&
            other.x < one.x + one.width &&
            one.y > other.y &&
            one.y < other.y + other.height;
          expect({ seed, one, other, crosses }).toMatchObject({ crosses: false });
        }
    }
    expect(lines).toBeGreaterThan(2_000);
  });

  test('a flow that may end from everywhere is straight, and has one way out beside it', () => {
    const names = ['start', ...Array.from({ length: 40 }, (_, at) => `c${at}`), 'end'];
    for (const first of ['out', 'on']) {
      const edges = names.slice(0, -1).flatMap((name, at) => {
        const ways = [edge(name, names[at + 1]!, 'next', 'ok'), edge(name, 'end', 'next', 'not')];
        return first === 'on' ? ways : ways.toReversed();
      });
      const { boxes, routes, plan } = laidOut({
        ...trainFlow,
        steps: names.map(name => step(name, 'condition', { start: name === 'start' })),
        edges,
      });
      const middles = new Set([...boxes.values()].map(({ x, width }) => x + width / 2));
      expect([...middles]).toHaveLength(1);
      // Long ones run up and down in few places: their words', the common one, and the middle.
      const upright = plan.edges.flatMap(({ id }) => routes.get(id)?.points.map(({ x }) => x) ?? []);
      expect(new Set(upright).size).toBeLessThan(12);
    }
  });

  test('a mark at the end of a line puts no step aside', () => {
    const graph = {
      ...trainFlow,
      steps: trainFlow.steps.map(each => ({
        ...each,
        unknown: each.name === 'train',
        ends: each.name === 'start' ? [null] : [],
      })),
    };
    for (const direction of ['DOWN', 'RIGHT'] as const) {
      const { boxes } = laidOut(graph, direction);
      const across = ['start', 'train', 'pick'].map(name => {
        const box = boxes.get(`step:${name}`)!;
        return direction === 'DOWN' ? box.x : box.y;
      });
      expect(new Set(across).size).toBe(1);
      expect(boxes.size).toBe(graph.steps.length + 2);
    }
  });

  test('what nothing leads to stands beside the rest, and what leads into it in front of where it leads', () => {
    const chain = ['start', 'a', 'b', 'c', 'end'];
    const alone = ['p', 'q', 'r'];
    const graph = {
      ...trainFlow,
      steps: [...chain, ...alone, 'late'].map(name => step(name, 'linear', { start: name === 'start' })),
      edges: [
        ...chain.slice(1).map((name, at) => edge(chain[at]!, name)),
        edge('p', 'q'),
        edge('late', 'end'),
      ],
    };
    const { boxes } = laidOut(graph);
    const at = (name: string) => boxes.get(`step:${name}`)!;
    const widest = Math.max(...[...chain, 'late'].map(name => at(name).x + at(name).width));
    for (const name of alone) expect(at(name).x).toBeGreaterThan(widest);
    expect(at('late').y).toBe(at('c').y);
  });

  test('a long one is drawn in columns, cut where one line goes on, and seen several times as large', () => {
    const size = ({ width, height }: Arrangement) => 1 / Math.max(width / 1000, height / 760);
    for (const [steps, larger] of [
      [45, 2.5],
      [100, 3.5],
    ] as const) {
      const plan = planOf(generatedFlow(steps), 'DOWN', measure);
      const [one, several] = [layered(plan), layered({ ...plan, wraps: true })];
      expect(size(several) / size(one)).toBeGreaterThan(larger);
      // Nothing is turned round within a column, and what is cut goes on above it, at the top of the next one.
      const up = plan.edges.filter(({ from, to }) => several.boxes.get(to)!.y < several.boxes.get(from)!.y);
      const tops = up.map(({ to }) => several.boxes.get(to)!.y);
      expect(up.length).toBeGreaterThan(1);
      expect(new Set(tops)).toEqual(new Set([Math.min(...tops)]));
      for (const { from, to } of up) {
        expect(plan.edges.filter(edge => edge.from === from)).toHaveLength(1);
        expect(plan.edges.filter(edge => edge.to === to)).toHaveLength(1);
      }
    }
  });

  test('a short one, and one that has no waist, stay in one column', () => {
    for (const graph of [trainFlow, generatedFlow(6)]) {
      const plan = planOf(graph, 'DOWN', measure);
      expect(layered({ ...plan, wraps: true })).toEqual(layered(plan));
    }
    const names = ['start', ...Array.from({ length: 60 }, (_, at) => `s${at}`), 'end'];
    const edges = names
      .slice(1)
      .flatMap((name, at) => [edge(names[at]!, name, 'next', 'on'), edge(names[at]!, 'end', 'next', 'out')]);
    const plan = planOf(
      { ...trainFlow, steps: names.map(name => step(name, 'condition', { start: name === 'start' })), edges },
      'DOWN',
      measure,
    );
    expect(layered({ ...plan, wraps: true })).toEqual(layered(plan));
  });

  test('is made of any number of steps, however long or wide', () => {
    const many = 1_000;
    const names = Array.from({ length: many }, (_, at) => `s${at}`);
    const steps = names.map(name => step(name, 'linear', { start: name === 's0' }));
    const long = names.slice(1).map((name, at) => edge(names[at]!, name));
    const wide = names
      .slice(1, -1)
      .flatMap(name => [edge('s0', name, 'split'), edge(name, names.at(-1)!, 'join')]);
    const out = names
      .slice(1)
      .flatMap((name, at) => [edge(names[at]!, name, 'next', 'ok'), edge(names[at]!, 's999', 'next', 'no')]);
    // Each with a place in every row that it passes: a quarter of a million.
    const far = [
      ...long,
      ...names.slice(0, many / 2).map((name, at) => edge(name, names[at + many / 2]!, 'split')),
    ];
    for (const edges of [long, wide, out, far, []]) {
      const { boxes } = laidOut({ ...trainFlow, steps, edges });
      expect(boxes.size).toBe(many);
    }
  });
});

function lieUpon(one: Box, other: Box): boolean {
  const along = (from: number, length: number, begin: number, long: number) =>
    Math.min(from + length, begin + long) - Math.max(from, begin);
  const flat = one.height === 0 && other.height === 0 && one.y === other.y;
  const upright = one.width === 0 && other.width === 0 && one.x === other.x;
  return (
    (flat && along(one.x, one.width, other.x, other.width) > 1) ||
    (upright && along(one.y, one.height, other.y, other.height) > 1)
  );
}

function onBorder(point: Point, { x, y, width, height }: Box): boolean {
  const within = point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
  return within && (point.x === x || point.x === x + width || point.y === y || point.y === y + height);
}
