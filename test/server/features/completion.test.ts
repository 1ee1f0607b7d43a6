import { expect, test } from 'vitest';
import { completionsAt } from '../../../server/features/completion.js';
import { atCursor } from './cursor.js';

/** What is offered at the cursor of a flow's text, in the order in which it is shown. */
function offered(body: string, members = false): string[] {
  const { analysis, position } = atCursor(
    `import { Flow, step, type Inputs } from 'stepwell';\nexport class F extends Flow {\n  score = 0;\n  err?: Error;\n${body}\n}\n`,
  );
  return completionsAt(analysis, position, members)
    .toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label }) => label);
}

const rest = `
  @step() a() { return this.next(this.j); }
  @step() j(inputs: Inputs<this>) { return this.next(this.end); }
  @step() end() {}`;

test.each<[string, string, string[]]>([
  [
    'in a transition',
    `@step() start() { return this.next(|); }${rest}`,
    ['this.a', 'this.end', 'this.j', 'this.start'],
  ],
  [
    'half written',
    `@step() start() { return this.next(th|); }${rest}`,
    ['this.a', 'this.end', 'this.j', 'this.start'],
  ],
  [
    'a second branch',
    `@step() start() { return this.next(this.a, |); }${rest}`,
    ['this.end', 'this.j', 'this.start'],
  ],
  ['behind this. TypeScript knows', `@step() start() { return this.next(this.|); }${rest}`, []],
  [
    'the items of a fan-out are nobody’s to know',
    `@step() start() { return this.foreach(|, this.a); }${rest}`,
    [],
  ],
  [
    'the step of a fan-out',
    `@step() start() { return this.foreach([1], |); }${rest}`,
    ['this.a', 'this.end', 'this.start'],
  ],
  ['the field of a catch', `@step({ catch: '|' }) start() {}`, ['err', 'score']],
  ['a time-out', `@step({ timeout: '|' }) start() {}`, ['10s', '30s', '1m', '5m', '30m', '1h']],
  ['what is merged', `@step() start() { this.merge(inputs, { include: ['|'] }); }`, ['err', 'score']],
  ['between members', `@step() start() {}\n  |\n`, ['parameter', 'step', 'step foreach', 'step join']],
  ['in a string of no meaning', `@step() start() { console.log('|'); }`, []],
  ['in the middle of a step', `@step() start() {\n    |\n  }`, []],
])('%s', (_what, body, expected) => {
  expect(offered(body)).toEqual(expected);
});

test('behind inputs., where TypeScript does not run beside', () => {
  const body = `@step() start() {}\n  @step() j(inputs: Inputs<this>) { inputs.| }`;
  expect(offered(body)).toEqual([]);
  expect(offered(body, true)).toEqual(['j', 'start']);
});

test('a snippet brings what it uses of the package', () => {
  const { analysis, position } = atCursor(
    "import { Flow } from 'stepwell';\nexport class F extends Flow {\n  |\n}\n",
  );
  const brought = completionsAt(analysis, position, false).map(({ label, additionalTextEdits }) => [
    label,
    ...additionalTextEdits!.map(({ newText }) => newText),
  ]);
  expect(brought).toEqual([
    ['step', ', step'],
    ['step join', ', step, type Inputs'],
    ['step foreach', ', step'],
    ['parameter', ', parameter'],
  ]);
});
