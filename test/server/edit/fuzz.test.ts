import { expect, test } from 'vitest';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import type { Graph } from '../../../runtime/model/graph.js';
import { editFlow } from '../../../server/edit/edit.js';
import { parseFlows } from '../../../server/parse/flows.js';

/** Bodies in all the shapes in which people write transitions; `T` stands for a step, `U` for one and the same. */
const shapes = [
  '{}',
  '{ return }',
  '{ return this.next(this.T) }',
  '{\n    return this.next(\n      this.T, /* , */\n      // two, too\n      this.T /* last */\n    )\n  }',
  '{ if (x) { return this.next(this.T); } else if (y) return this.next(this.T)\n else { log(); return this.next(this.T) } }',
  '{ switch (x) { case 1: case 2: { return this.next(this.T); } case 3: log(); return this.next(this.T); default: return this.foreach(xs, this.T) } }',
  '{ return x ? this.next(this.T) : y ? this.next(this.T, this.T) : this.next(this.T) }',
  '{ return this.next(x ? (this.T) : y ? this.T : this.T, this.T) }',
  '{ const me = this; try { return await me.next(me.T) } catch { return me.next(me.T) } }',
  '{ for (const x of xs) if (x) return this.next(this.T); return x && this.next(this.T) }',
  "{ const { T } = this; log(T, this['T']); return this.next(this['T']) }",
  '{ const t = this.T; return this.next(t) }',
  '{ const t = this.next(this.T); return t }',
  '{ this.next(this.T) }',
  '{ while (x) return this.next(this.T) }',
  '{ return this.foreach(this.xs, this.T, { concurrency: 2 }) } // end',
  '{ const { U } = this; return this.next(U) }',
  '{ const { U } = this; return this.next(U, (this.T)) }',
  '{ return this.next((this.T as any)!, (this.T)) }',
  '{ return (\n    // why\n    this.next(this.T)\n  ) }',
];

const names = ['start', 'a', 'b', 'c', 'd'];

function numbers(seed: number): (below: number) => number {
  let state = seed * 7919 + 1;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('any edit of any flow is made soundly or refused', { timeout: 180_000 }, () => {
  let made = 0;
  for (let round = 0; round < 400; round++) {
    const random = numbers(round);
    const pick = (): string => names[random(names.length)]!;
    const methods = names.map(name => {
      const parameters = name !== 'start' && random(3) === 0 ? '(inputs: Inputs<this>)' : '()';
      const same = pick();
      const body = shapes[random(shapes.length)]!.replace(/\bT\b/g, () => pick()).replace(/\bU\b/g, same);
      return `  @step() async ${name}${parameters} ${body}`;
    });
    const text = `import { Flow, step, type Inputs } from 'stepwell';\nclass F extends Flow {\n${methods.join('\n')}\n}\n`;
    const before = parseFlows(text, 'f.ts');
    expect(before.broken).toBeNull();
    const edits: GraphEdit[] = [
      { kind: 'addStep', after: pick() },
      { kind: 'addStep', after: pick(), before: pick() },
      { kind: 'connect', from: pick(), to: pick() },
      { kind: 'deleteEdge', from: pick(), to: pick() },
      { kind: 'renameStep', step: pick(), name: 'renamed' },
      { kind: 'deleteStep', step: pick() },
      { kind: 'moveEdge', from: pick(), to: pick(), target: pick() },
      { kind: 'moveEdges', to: pick(), target: pick() },
      { kind: 'addBefore', step: pick() },
      { kind: 'addBranch', from: pick() },
      { kind: 'duplicateStep', step: pick() },
      { kind: 'connectWhen', from: pick(), to: pick(), condition: 'x ?? y' },
      { kind: 'connectElse', from: pick(), to: pick() },
      { kind: 'renameField', name: pick(), to: 'renamed' },
      { kind: 'extractSteps', steps: [pick()], name: 'PartFlow' },
      { kind: 'inlineFlow', step: pick() },
      { kind: 'moveToBase', steps: [pick()], name: 'BaseFlow' },
      { kind: 'takeAlways', from: pick(), to: pick() },
      { kind: 'moveArm', from: pick(), to: pick(), by: 'on' },
      { kind: 'setCondition', from: pick(), to: pick(), condition: 'x ?? y' },
      { kind: 'fanOut', from: pick(), to: pick(), items: '[\n1,\n]' },
      { kind: 'undoFanOut', from: pick(), to: pick() },
      { kind: 'moveBranch', from: pick(), to: pick(), by: 'on' },
    ];
    for (const edit of edits) {
      const edited = editFlow(text, 'f.ts', 'F', edit);
      if (!edited.ok) {
        expect(edited.reason.length).toBeGreaterThan(10);
        continue;
      }
      made++;
      const after = parseFlows(edited.text, 'f.ts');
      const { graph } = after.flows[0]!;
      const told = `${JSON.stringify(edit)}\n${text}\n→\n${edited.text}`;
      const has = (from: string, to: string): boolean =>
        graph.edges.some(edge => edge.from === from && edge.to === to);
      expect(after.broken, told).toBeNull();
      if (edit.kind === 'addBranch') expect(has(edit.from, 'newStep'), told).toBe(true);
      if (edit.kind === 'addBefore') expect(has('newStep', edit.step), told).toBe(true);
      if (edit.kind === 'deleteEdge') expect(has(edit.from, edit.to), told).toBe(false);
      if (edit.kind === 'connect') expect(has(edit.from, edit.to), told).toBe(true);
      if (edit.kind === 'addStep') expect(has(edit.after, 'newStep'), told).toBe(true);
      if (edit.kind === 'moveEdge') {
        expect(has(edit.from, edit.target), told).toBe(true);
        expect(has(edit.from, edit.to), told).toBe(false);
      }
      if (edit.kind === 'moveEdges') {
        const befores = (of: Graph, to: string) =>
          new Set(
            of.edges.filter(edge => edge.to === to && edge.from !== edit.target).map(({ from }) => from),
          );
        expect(befores(graph, edit.to).size, told).toBe(0);
        for (const from of befores(before.flows[0]!.graph, edit.to))
          expect(has(from, edit.target), told).toBe(true);
      }
      if (edit.kind === 'deleteStep') {
        expect(
          graph.steps.some(({ name }) => name === edit.step),
          told,
        ).toBe(false);
        expect(
          graph.edges.some(({ from, to }) => from === edit.step || to === edit.step),
          told,
        ).toBe(false);
      }
      if (edit.kind === 'renameStep') {
        expect(
          graph.edges.some(({ from, to }) => from === edit.step || to === edit.step),
          told,
        ).toBe(false);
        expect(graph.edges.length, told).toBe(before.flows[0]!.graph.edges.length);
      }
    }
  }
  expect(made).toBeGreaterThan(300);
});
