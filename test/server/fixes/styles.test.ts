import { expect, test } from 'vitest';
import type { EditKind, GraphEdit } from '../../../runtime/model/edit.js';
import { applied } from '../../../server/edit/draft.js';
import { editFlow } from '../../../server/edit/edit.js';
import { refactorings } from '../../../server/fixes/refactorings.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { random } from '../../runtime/recordedRun.js';
import { cases } from './cases.js';
import { offeredFor } from './offered.js';
import { expectSound, expectTyped } from './sound.js';
import { type Written, written } from './styles.js';
import { Typed } from './typed.js';

/** How many times the whole table, and from which seed on: `STEPWELL_ROUNDS=100 STEPWELL_SEED=7 npx vitest run styles`. */
const rounds = Number(process.env.STEPWELL_ROUNDS ?? 2);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);

const typed = [new Typed(false), new Typed(true)];
let changes = 0;

/** TypeScript is asked about each change by hand, and about every third in CI. */
function expectTypes(seed: number, before: string, after: string, told: string): void {
  if (rounds > 2 || changes++ % 3 === 0) expectTyped(typed[seed % 2]!, before, after, told);
}

/** Mends that take something out on purpose. */
const takesOut = /^(Delete|Remove|Take the parameter)/;

function* texts(members: readonly (readonly string[])[]): Generator<{ before: Written; seed: number }> {
  for (let round = 0; round < rounds; round++) {
    for (const [index, one] of members.entries()) {
      const seed = firstSeed + round * 1000 + index;
      yield { before: written(one, random(seed), round % 2 === 1), seed };
    }
  }
}

test('every mend of the table, in every style', { timeout: 3_600_000 }, () => {
  const made = new Map<string, number>();
  for (const { before, seed } of texts(cases.map(([, , members]) => members))) {
    const told = `seed ${seed}\n${before.text}`;
    expect(parseFlows(before.text, 'f.ts').broken, told).toBeNull();
    for (const { code, title, after, replacements } of offeredFor(before.text)) {
      made.set(`${code}: ${title}`, (made.get(`${code}: ${title}`) ?? 0) + 1);
      const change = `${code}: ${title}, ${told}\n→\n${after}`;
      expectSound({ before, after, replacements, takesOut: takesOut.test(title), told: change });
      expectTypes(seed, before.text, after, change);
      const count = (text: string): number =>
        parseFlows(text, 'f.ts').problems.filter(one => one.code === code).length;
      expect(count(after), change).toBeLessThan(count(before.text));
    }
  }
  const missing = cases.filter(([code, title]) => !made.has(`${code}: ${title}`));
  expect(missing.map(([code, title]) => `${code}: ${title}`)).toEqual([]);
});

/** Flows without a fault, of all that edits of the graph and rebuildings are about. */
const flows: readonly (readonly string[])[] = [
  [
    'rows: number[] = [];',
    '@step() start() {\n  this.rows = [1];\n  return this.next(this.left, this.right);\n}',
    '@step() left() {\n  console.log(1);\n  console.log(2);\n  return this.next(this.both);\n}',
    '@step({ retry: 2 }) right() { return this.next(this.both); }',
    '@step() both(inputs: Inputs<this>) {\n  console.log(inputs.left);\n  return this.next(this.end);\n}',
    '@step() end() {}',
  ],
  [
    'x = 0;',
    "@step({ retry: 1, timeout: '5m' }) start() {\n  this.x = 1;\n  if (this.x > 1) return this.next(this.a);\n  return this.next(this.b);\n}",
    '@step() a() {\n  if (this.x > 2) {\n    return this.next(this.b);\n  } else {\n    console.log(this.x);\n    return this.next(this.c);\n  }\n}',
    '@step() b() {\n  return this.x > 3 ? this.next(this.c) : this.next(this.end);\n}',
    '@step() c() {\n  switch (this.x) {\n    case 1:\n      return this.next(this.end);\n    default:\n      console.log(3);\n      return this.next(this.d);\n  }\n}',
    '@step() d() { console.log(4); }',
    '@step() end() {}',
  ],
  [
    'list = [1, 2];',
    '@step() start() { return this.foreach(this.list, this.work); }',
    '@step() async work(n: number) {\n  const twice = n * 2;\n  console.log(twice);\n  await Promise.resolve();\n  return this.next(this.join);\n}',
    '@step() join(inputs: Inputs<this>) {\n  console.log(inputs.length);\n  return this.next(this.one);\n}',
    '@step() one() {\n  console.log(5);\n  [1].forEach(n => console.log(n));\n  return this.next(this.end);\n}',
    '@step() end() {}',
  ],
  [
    'x = 0;',
    '@step() start() {\n  if (this.x > 2) return this.next(this.a);\n  if (this.x > 1) {\n    console.log(1);\n    return this.next(this.b);\n  }\n}',
    '@step() a() {\n  return this.x > 3 ? this.next(this.b) : this.x > 2 ? this.next(this.c) : undefined;\n}',
    '@step() b() {\n  switch (this.x) {\n    case 1:\n      return this.next(this.c);\n    case 2: {\n      console.log(2);\n      return this.next(this.end);\n    }\n    default:\n      return;\n  }\n}',
    '@step() c() {\n  if (this.x > 5) return;\n  return this.next(this.end);\n}',
    '@step() end() {}',
  ],
  [
    'list = [1, 2];',
    '@step() start() { return this.foreach(this.list, this.beat, { concurrency: 2 }); }',
    '@step() beat(n: number) { return this.next(this.all); }',
    '@step() all(inputs: Inputs<this>) {\n  console.log(inputs.length);\n  return this.next(this.end);\n}',
    '@step() end() {}',
  ],
];

/** They write something else where something stands, and what is said there is about that now; a copy has its comments once more, and what is
 * pasted is written as it was. */
const respeaks: ReadonlySet<EditKind> = new Set([
  'renameStep',
  'renameField',
  'moveEdge',
  'duplicateStep',
  'duplicateSteps',
  'setCondition',
  'undoFanOut',
  'cutStep',
  'cutSteps',
  'pasteSteps',
  // Fields stand in both flows.
  'extractSteps',
]);
const takenOut: ReadonlySet<EditKind> = new Set([
  'deleteEdge',
  'deleteStep',
  'deleteSteps',
  'cutStep',
  'cutSteps',
  'setOption',
  'setConcurrency',
  // All that belongs to the condition.
  'takeAlways',
  // A branch that would be there twice.
  'moveEdges',
]);

test('every edit of the graph, in every style', { timeout: 3_600_000 }, () => {
  const made = new Map<string, number>();
  const tried = new Set<string>();
  const all = [...Array(3)].flatMap(() => flows);
  for (const { before, seed } of texts(all)) {
    const { graph } = parseFlows(before.text, 'f.ts').flows.find(one => one.graph.flow === 'F')!;
    const next = random(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
    const { from, to } = pick(graph.edges);
    const splits = graph.edges.filter(({ kind }) => kind === 'split');
    const edits: GraphEdit[] = [
      { kind: 'addStep', after: from, before: to },
      { kind: 'addStep', after: pick(graph.steps).name },
      ...graph.steps.map(
        ({ name }) => ({ kind: 'connect', from: pick(graph.steps).name, to: name }) as const,
      ),
      { kind: 'deleteEdge', from, to },
      { kind: 'deleteStep', step: pick(graph.steps).name },
      // The word start is too common to tell what a comment is about.
      { kind: 'moveEdge', from, to, target: pick(graph.steps.filter(({ start }) => !start)).name },
      { kind: 'moveEdges', to, target: pick(graph.steps.filter(({ start }) => !start)).name },
      { kind: 'renameStep', step: pick(graph.steps).name, name: 'renamed' },
      { kind: 'addBefore', step: pick(graph.steps).name, name: 'added' },
      { kind: 'addBranch', from: pick(graph.steps).name, name: 'added' },
      { kind: 'duplicateStep', step: pick(graph.steps).name },
      { kind: 'setStart', step: pick(graph.steps).name },
      {
        kind: 'describeStep',
        step: pick(graph.steps).name,
        text: 'What it does.',
      },
      {
        kind: 'setOption',
        step: pick(graph.steps).name,
        option: pick(['retry', 'timeout', 'memory']),
        value: pick(['3', '3', '']),
      },
      {
        kind: 'connectWhen',
        from: pick(graph.steps).name,
        to: pick(graph.steps.filter(({ start }) => !start)).name,
        condition: 'Math.random() > 2',
      },
      {
        kind: 'connectElse',
        from: pick(graph.steps).name,
        to: pick(graph.steps.filter(({ start }) => !start)).name,
      },
      { kind: 'takeAlways', from, to },
      { kind: 'extractSteps', steps: [pick(graph.steps).name], name: 'PartFlow' },
      {
        kind: 'moveToBase',
        steps: graph.steps.slice(Math.floor(next() * graph.steps.length)).map(({ name }) => name),
        name: 'BaseFlow',
      },
      { kind: 'moveArm', from, to, by: pick(['on', 'back']) },
      { kind: 'setCondition', from, to, condition: 'Math.random() > 2 || Math.random() < 1' },
      { kind: 'fanOut', from, to, items: '[1, 2]' },
      { kind: 'setConcurrency', from, to, count: pick(['4', '']) },
      { kind: 'undoFanOut', from, to },
      // Where a comment stands between branches none is moved.
      ...splits.flatMap(({ from, to }) =>
        (['on', 'back'] as const).map(by => ({ kind: 'moveBranch', from, to, by }) as const),
      ),
      { kind: 'addParameter', name: 'limit', type: 'number', value: pick(['3', '']) },
      { kind: 'addArtifact', name: 'found', type: 'string[]', value: '[]' },
      { kind: 'describeField', name: pick(['rows', 'x', 'list']), text: 'What it holds.' },
      { kind: 'renameField', name: pick(['rows', 'x', 'list']), to: 'renamed' },
      { kind: 'cutStep', step: pick(graph.steps).name },
      { kind: 'deleteStep', step: pick(graph.steps).name, ways: 'end' },
      { kind: 'moveStep', step: pick(graph.steps).name, by: pick(['on', 'back']) },
      ...(['deleteSteps', 'cutSteps', 'duplicateSteps'] as const).map(kind => {
        const at = Math.floor(next() * (graph.steps.length - 1));
        return { kind, steps: graph.steps.slice(at, at + 2).map(({ name }) => name) };
      }),
      {
        kind: 'pasteSteps',
        after: pick(graph.steps).name,
        text: '@step() pasted() {\n  console.log(7);\n  return this.next(this.end);\n}\n',
      },
    ];
    for (const edit of edits) {
      tried.add(edit.kind);
      const edited = editFlow(before.text, 'f.ts', 'F', edit);
      if (!edited.ok) continue;
      made.set(edit.kind, (made.get(edit.kind) ?? 0) + 1);
      const { text: after, replacements } = edited;
      const told = `${JSON.stringify(edit)}, seed ${seed}\n${before.text}\n→\n${after}`;
      if (!respeaks.has(edit.kind))
        expectSound({
          before,
          after,
          replacements,
          takesOut: takenOut.has(edit.kind),
          told,
        });
      // What TypeScript finds in a step it finds in its copy as well.
      const isCopied = edit.kind.startsWith('duplicate') && typed[seed % 2]!.findings(before.text).length > 0;
      if (!isCopied) expectTypes(seed, before.text, after, told);
    }
  }
  expect([...tried].filter(kind => !made.has(kind))).toEqual([]);
});

test('every rebuilding, in every style', { timeout: 3_600_000 }, () => {
  const made = new Map<string, number>();
  const all = [...Array(3)].flatMap(() => flows);
  for (const { before, seed } of texts(all)) {
    const { text } = before;
    const parsed = parseFlows(text, 'f.ts');
    const flow = parsed.flows.find(one => one.graph.flow === 'F')!;
    const next = random(seed);
    const subject = { text, tree: parsed.tree!, parsed, flow, sources: null, fileName: 'f.ts' };
    for (const step of flow.steps) {
      const inside = step.body.start + 1 + Math.floor(next() * (step.body.end - step.body.start - 2));
      const until = inside + Math.floor(next() * (step.body.end - 1 - inside));
      for (const [start, end] of [
        [inside, inside],
        [inside, until],
        [step.nameSpan.start, step.nameSpan.start],
      ] as const) {
        for (const one of refactorings(subject, { start, end })) {
          if (!one.ok) continue;
          const kind = one.title.slice(0, 5);
          made.set(kind, (made.get(kind) ?? 0) + 1);
          const after = applied(text, one.replacements);
          const told = `${one.title}, seed ${seed}\n${text}\n→\n${after}`;
          expectSound({ before, after, replacements: one.replacements, takesOut: false, told });
          expectTypes(seed, text, after, told);
        }
      }
    }
  }
  expect([...made.keys()].toSorted()).toEqual(['Extra', "Run '", 'Split']);
});
