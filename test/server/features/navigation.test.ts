import { expect, test } from 'vitest';
import {
  hierarchyRoots,
  incomingSteps,
  memberOfItem,
  outgoingSteps,
} from '../../../server/features/callHierarchy.js';
import { hoverOf } from '../../../server/features/hover.js';
import { definitionOf, highlightsOf, referencesOf } from '../../../server/features/navigation.js';
import { renamableAt, renameAt } from '../../../server/features/rename.js';
import { documentSymbols } from '../../../server/features/symbols.js';
import { atCursor, edited, textIn } from './cursor.js';

const text = `import { Flow, parameter, step, type Inputs } from 'stepwell';

export class F extends Flow {
  static codecs = { model: modelCodec };
  /** How many. */
  count = parameter.number({ default: 3 });
  /** How good it is. */
  score = 0;
  model: unknown;
  failure?: Error;
  @step() start() { return this.foreach([1, this.count], this.fit); }
  /** Fits one. */
  @step({ retry: 1, catch: 'failure' }) fit(n: number) {
    this.score += n;
    this.model = { n };
    return this.next(this.pick);
  }
  @step() pick(inputs: Inputs<this>) {
    const [first] = inputs.toSorted((a, b) => a.score - b.score);
    this.merge(inputs, { exclude: ['score', 'model', 'failure'] });
    this.score = first?.score ?? 0;
    const { score } = inputs.fit;
    return this.score > score ? this.next(this.end) : this.next(this.start);
  }
  @step() end() { console.log(this['score']); }
}
`;

/** The text with the cursor behind the nth place that a text stands at. */
function cursorAt(place: string, nth = 0) {
  let at = -1;
  for (let i = 0; i <= nth; i++) at = text.indexOf(place, at + 1);
  if (at < 0) throw new Error(`${place} stands nowhere`);
  const behind = at + place.length;
  return atCursor(`${text.slice(0, behind)}|${text.slice(behind)}`);
}

test('an artifact and a step are found from every place that names them', () => {
  const score = cursorAt('b.score');
  const places = referencesOf(score.analysis, score.position, true);
  expect(places.map(({ range }) => `${range.start.line}: ${textIn(score.analysis, range)}`)).toEqual([
    '7: score',
    '13: score',
    '18: score',
    '18: score',
    '19: score',
    '20: score',
    '20: score',
    '21: score',
    '22: score',
    '24: score',
  ]);
  const definition = definitionOf(score.analysis, score.position);
  expect(definition?.range.start).toEqual({ line: 7, character: 2 });

  const fit = cursorAt('inputs.fit');
  expect(referencesOf(fit.analysis, fit.position, false).map(({ range }) => range.start.line)).toEqual([
    10, 21,
  ]);
  expect(definitionOf(fit.analysis, fit.position)?.range.start.line).toBe(12);
});

test('an option leads to the field it names, and codecs to theirs', () => {
  const failure = cursorAt("catch: 'fail");
  expect(definitionOf(failure.analysis, failure.position)?.range.start).toEqual({ line: 9, character: 2 });
  const model = cursorAt('{ mod');
  expect(definitionOf(model.analysis, model.position)?.range.start.line).toBe(8);
});

test('highlights tell reading from writing', () => {
  const { analysis, position } = cursorAt('this.model');
  expect(highlightsOf(analysis, position).map(({ kind }) => kind)).toEqual([2, 3, 3, 2]);
});

test.each<[string, string, string, string[]]>([
  [
    'an artifact in options, lists, inputs and patterns',
    "catch: 'fail",
    'trouble',
    ['trouble?: Error', "catch: 'trouble'", "'model', 'trouble'"],
  ],
  [
    'an artifact taken apart',
    'first?.sco',
    'grade',
    ['const { grade: score } = inputs.fit', "this['grade']", 'a.grade - b.grade', "exclude: ['grade',"],
  ],
  ['a parameter', '1, this.cou', 'times', ['times = parameter.number', '[1, this.times]']],
  ['a step', 'inputs.fi', 'train', ['train(n: number)', 'inputs.train', 'this.train);']],
  ['the first step', 'this.start', 'begin', ['@step({ start: true }) begin()', 'this.next(this.begin)']],
])('rename: %s', (_what, place, name, expected) => {
  const { analysis, position } = cursorAt(place);
  expect(renamableAt(analysis, position)).not.toBeNull();
  const renamed = renameAt(analysis, position, name);
  if (!renamed?.ok) throw new Error(renamed?.reason);
  const after = edited(analysis, renamed.edits);
  for (const part of expected) expect(after).toContain(part);
});

test('a name that can not be is refused with the reason', () => {
  const { analysis, position } = cursorAt('this.model');
  expect(renameAt(analysis, position, 'score')).toEqual({
    ok: false,
    reason: "F has a member called 'score' already.",
  });
  expect(renameAt(analysis, position, 'next')).toMatchObject({ ok: false });
  expect(renameAt(analysis, position, '1 2')).toMatchObject({ ok: false });
});

test('what TypeScript knows alone is left to it', () => {
  const { analysis, position } = cursorAt('{ n');
  expect(renamableAt(analysis, position)).toBeNull();
  expect(definitionOf(analysis, position)).toBeNull();
});

test('steps call those they go on to', () => {
  const { analysis, position } = cursorAt('this.pick');
  const [root] = hierarchyRoots(analysis, position);
  expect(root).toMatchObject({ name: 'pick', detail: 'condition, join of F' });
  const member = memberOfItem(analysis, root!);
  expect(incomingSteps([analysis], member!).map(({ from }) => from.name)).toEqual(['fit']);
  expect(outgoingSteps(analysis, root!).map(({ to }) => to.name)).toEqual(['start', 'end']);
});

test('symbols: the flow with its steps', () => {
  const [flow] = documentSymbols(cursorAt('this.pick').analysis);
  expect([flow?.name, ...(flow?.children ?? []).map(({ name, detail }) => `${name}: ${detail}`)]).toEqual([
    'F',
    'start: fan-out, first step',
    'fit: step',
    'pick: condition, join',
    'end: last step',
  ]);
});

test('hover: an artifact tells where it comes from, where it goes, and what it held last', async () => {
  const { analysis, position } = cursorAt('b.score');
  const result = {
    ...({ flow: 'F', file: '/f.ts', run: 'r1', status: 'done', startedAt: 0, endedAt: 1_000 } as const),
    steps: {},
  };
  const hover = await hoverOf(analysis, position, {
    results: [result],
    now: 121_000,
    lastValue: async (run, artifact) => `${run} ${artifact} \`0.5\``,
  });
  expect((hover!.contents as { value: string }).value).toBe(
    [
      '**score**: artifact of `F`',
      'How good it is.',
      'Set by its field, `fit`, `pick`',
      'Read by `fit`, `pick`, `end`',
      'Last value: `` r1 score `0.5` ``, 2 min ago',
    ].join('\n\n'),
  );
});

test.for(["'failure'", '"failure"', '`failure`', "('failure')", "'failure' as const", "<const>'failure'"])(
  'what a step catches is renamed however it is written: %s',
  written => {
    const given = text.replace("catch: 'failure'", `catch: ${written}`);
    const at = given.indexOf('failure?: Error');
    const { analysis, position } = atCursor(`${given.slice(0, at)}|${given.slice(at)}`);
    const renamed = renameAt(analysis, position, 'problem');
    if (!renamed?.ok) throw new Error(renamed?.reason);
    const after = edited(analysis, renamed.edits);
    expect(after).toContain(`catch: ${written.replace('failure', 'problem')}`);
    expect(after).not.toContain('failure');
  },
);
