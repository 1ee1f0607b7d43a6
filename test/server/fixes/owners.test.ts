import { describe, expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser } from '../../../server/analyser.js';
import { codeActionsFor, resolvedAction } from '../../../server/features/codeActions.js';
import { diagnosticsOf } from '../../../server/features/diagnostics.js';

/** What is done at a problem, or where `«»` stands: by the title, the text afterwards, or why it is not done. */
function actions(marked: string, code: string | null): Record<string, string> {
  const at = marked.indexOf('«»');
  const text = marked.replace('«»', '');
  const document = TextDocument.create('file:///f.ts', 'typescript', 1, text);
  const analysis = new Analyser().analyse(document);
  if (!analysis) throw new Error('the text holds no flow');
  const found = diagnosticsOf(analysis)?.filter(one => one.code === code) ?? [];
  const place = document.positionAt(at);
  const all =
    code === null
      ? codeActionsFor(analysis, { start: place, end: place }, [], kind => kind === 'refactor')
      : found.flatMap(one => codeActionsFor(analysis, one.range, [one], kind => kind === 'quickfix'));
  if (code !== null && found.length === 0) throw new Error(`there is no ${code}`);
  return Object.fromEntries(
    all.map(({ title, edit, disabled }) => {
      const [change] = edit?.documentChanges ?? [];
      const edits = change && 'edits' in change ? (change.edits as TextEdit[]) : null;
      return [title, edits ? TextDocument.applyEdits(document, edits) : (disabled?.reason ?? '')];
    }),
  );
}

const flow = (body: string, imports = "import { Flow, type Inputs, parameter, step } from 'stepwell';") =>
  `${imports}\n\nexport class F extends Flow {\n${body}\n}\n`;
const end = '  @step() end() {}';
const inStart = (...lines: string[]) =>
  flow(
    `  ok = true;\n  rows = ['a'];\n  @step() async start() {\n${lines.map(line => `    ${line}\n`).join('')}  }\n${end}`,
  );

describe('a transition that is not returned', () => {
  test.for([
    ['this.next(this.end);', "Add 'return'", 'return this.next(this.end);'],
    ['await this.next(this.end);', "Add 'return'", 'return this.next(this.end);'],
    ['void (await this.next(this.end))', "Add 'return'", 'return this.next(this.end)'],
    ['this.ok && this.next(this.end);', "Add 'return'", 'if (this.ok) return this.next(this.end);'],
    [
      'this.ok ? this.next(this.end) : this.next(this.end);',
      "Add 'return'",
      'return this.ok ? this.next(this.end) : this.next(this.end);',
    ],
  ] as const)('%s', ([written, title, expected]) => {
    expect(actions(inStart(written), 'transition-not-returned')).toEqual({ [title]: inStart(expected) });
  });

  test('where more is done behind it, it moves there with what is said of it', () => {
    const text = inStart('// Then on.', 'this.next(this.end); // at last', "this.rows.push('b'); // first");
    expect(actions(text, 'transition-not-returned')).toEqual({
      'Return it at the end': inStart(
        "this.rows.push('b'); // first",
        '// Then on.',
        'return this.next(this.end); // at last',
      ),
    });
  });

  test('where it is one of two values, nothing is offered', () => {
    expect(actions(inStart('this.ok ? this.next(this.end) : 1;'), 'transition-not-returned')).toEqual({});
  });
});

describe('taking a step apart', () => {
  test('every comment stays with what it is about', () => {
    const text = flow(`  count = 0;
  @step() start() { // begins
    // read
    this.count = 1; // from nowhere
    // count
    «»this.count++; // once
    return this.next(this.end); // on
    // nothing behind
  } // begun

${end}`);
    expect(actions(text, null)).toEqual({
      "Split 'start' in two here": flow(`  count = 0;
  @step() start() { // begins
    // read
    this.count = 1; // from nowhere
    return this.next(this.startPart);
  } // begun

  @step() startPart() {
    // count
    this.count++; // once
    return this.next(this.end); // on
    // nothing behind
  }

${end}`),
    });
  });

  test.for([
    ['type Row = { id: number };', 'const row: Row = { id: 1 };', 'Row'],
    ['interface Row { id: number }', 'const row: Row = { id: 1 };', 'Row'],
    ['enum Kind { A }', 'const kind = Kind.A;', 'Kind'],
    ['for (var i = 0; i < 3; i++) this.ok = false;', 'console.log(i);', 'i'],
    ['this.#connect();', 'console.log(this.#client);', 'this.#client'],
    ['this.open();', 'console.log(this.#client);', 'this.#client'],
  ] as const)('%s is not torn from what needs it', ([before, after, name]) => {
    const text = flow(`  ok = true;
  #client?: string;
  #connect() { this.#client = 'c'; }
  open = () => this.#connect();
  @step() start() {
    ${before}
    «»${after}
    return this.next(this.end);
  }
${end}`);
    expect(actions(text, null)["Split 'start' in two here"]).toContain(`'${name}' is used on both sides`);
  });

  test('a helper that keeps nothing may be used on both sides', () => {
    const text = flow(`  n = 0;
  #add(n: number) { return n + 1; }
  @step() start() {
    this.n = this.#add(1);
    «»this.n = this.#add(this.n);
    return this.next(this.end);
  }
${end}`);
    expect(actions(text, null)["Split 'start' in two here"]).toContain('@step() startPart() {');
  });
});

test('modifiers, commas and variables: what is taken away goes whole, and nothing else', () => {
  const declared = flow(
    `  declare rows: string[]; // all\n  @step() start() { console.log(this.rows.length); return this.next(this.end); }\n${end}`,
  );
  expect(actions(declared, 'artifact-unassigned')).toEqual({
    "Give 'rows' the value [] to begin with": declared.replace(
      'declare rows: string[]',
      'rows: string[] = []',
    ),
  });
  const named = flow(
    `  at!: Record<'a' | 'b', number>;\n  @step() start() { console.log(this.at.a); return this.next(this.end); }\n${end}`,
  );
  expect(actions(named, 'artifact-unassigned')).toEqual({});

  const held = flow(
    `  /** Cleans. */\n  private readonly clean = (s: string) => s.trim();\n  @step() start() { console.log(this.clean('a')); return this.next(this.end); }\n${end}`,
  );
  expect(actions(held, 'artifact-unstorable')).toEqual({
    "Make 'clean' private: '#clean'": held
      .replace('private readonly clean', 'readonly #clean')
      .replace('this.clean', 'this.#clean'),
  });

  const items = flow(
    `  @step() start() { return this.next(this.train); }\n  @step() train(\n    item: string, // what\n    index: number,\n  ) {}`,
  );
  expect(actions(items, 'item-without-fanout')).toEqual({
    "Take the parameters 'item', 'index' away": items.replace(/train\([^)]*\)/, 'train()'),
  });

  const own = flow(
    `  count = parameter.number({ default: 2 }); // at least one\n  @step() start() {\n    this.count = 3;\n    const { count } = this;\n    console.log(count);\n    return this.next(this.end);\n  }\n${end}`,
  );
  expect(actions(own, 'parameter-assigned')).toEqual({
    "Use an artifact 'ownCount' in its place": own
      .replace('// at least one\n', '// at least one\n  ownCount = this.count;\n')
      .replace('this.count = 3', 'this.ownCount = 3')
      .replace('{ count }', '{ ownCount: count }'),
  });
});

test('a step goes with the `;` behind it', () => {
  const text = flow(`  @step() start() {}\n  @step() lost() {}; // over\n${end};`).replace(
    'start() {}',
    'start() { return this.next(this.end); }',
  );
  expect(actions(text, 'unreachable-step')["Delete the step 'lost'"]).toBe(
    text.replace('  @step() lost() {}; // over\n', ''),
  );
});

test('a step and a statement go with what is said of them, and with nothing else', () => {
  const lost = flow(
    `  @step() start() {\n    return this.next(this.end);\n  }\n\n  // Apart.\n\n  // Says it twice,\n  // loudly.\n  @step() lost() {\n    return this.next(this.end);\n  } // over\n\n  /** The end. */\n${end}`,
  );
  expect(actions(lost, 'unreachable-step')["Delete the step 'lost'"]).toBe(
    flow(
      `  @step() start() {\n    return this.next(this.end);\n  }\n\n  // Apart.\n\n  /** The end. */\n${end}`,
    ),
  );
  const dead = flow(
    `  @step() start() {\n    return this.next(this.end); // on\n    // never\n    return this.next(this.end); // again\n  }\n${end}`,
  );
  expect(actions(dead, 'unreachable-arm')).toEqual({
    'Remove what is never reached': flow(
      `  @step() start() {\n    return this.next(this.end); // on\n  }\n${end}`,
    ),
  });
});

test('joins: behind what is said at a brace, by the names that inputs have, and imports under the name they have', () => {
  const body = (inputs: string, first = '') => `  score = 0;
  @step() start() { return this.next(this.a, this.b); }
  @step() a() { this.score = 1; return this.next(this.join); }
  @step() b() { this.score = 2; return this.next(this.join); }
  @step() join(${inputs}) { // joins
${first}    console.log(this.score);
  }`;
  const title = "Take 'score' from the first input in 'join'";
  expect(actions(flow(body('inputs: Inputs<this>')), 'artifact-disputed')[title]).toBe(
    flow(body('inputs: Inputs<this>', '    this.score = inputs[0]!.score;\n')),
  );
  expect(actions(flow(body('{ b, a }: Inputs<this>')), 'artifact-disputed')).toEqual({
    "Take 'score' from 'b' in 'join'": flow(body('{ b, a }: Inputs<this>', '    this.score = b.score;\n')),
  });
  const renamed = "import { Flow, type Inputs as In, step } from 'stepwell';";
  const whole = "import * as sw from 'stepwell';\nconst { Flow, step } = sw;";
  for (const [imports, type] of [
    [renamed, 'In'],
    [whole, 'sw.Inputs'],
  ] as const) {
    const text = flow(body(''), imports);
    const fixed = Object.entries(actions(text, 'missing-inputs-parameter'));
    expect(fixed).toEqual([
      ["Make 'join' a join: add 'inputs: Inputs<this>'", flow(body(`inputs: ${type}<this>`), imports)],
    ]);
  }
});

test('in a long text a mend is looked through when it is chosen', () => {
  const filler = Array.from(
    { length: 900 },
    (_, i) =>
      `  /** Number ${i}, which does nothing but take room. */\n  @step() s${i}() { return this.next(this.s${i + 1}); }\n`,
  ).join('');
  const text = flow(
    `  lost!: Record<'a', number>;\n  @step() start() { this.next(this.s0); }\n${filler}  @step() s900() { console.log(this.lost.a); }`,
  );
  const document = TextDocument.create('file:///f.ts', 'typescript', 1, text);
  const analysis = new Analyser().analyse(document);
  const found = (analysis && diagnosticsOf(analysis)) ?? [];
  const offered = found.flatMap(one =>
    codeActionsFor(analysis!, one.range, [one], kind => kind === 'quickfix'),
  );
  const returned = offered.find(({ title }) => title === "Add 'return'");
  expect(returned).toMatchObject({ data: { uri: 'file:///f.ts' } });
  expect(returned?.edit).toBeUndefined();
  const [change] = resolvedAction(analysis!, returned!)?.edit?.documentChanges ?? [];
  const edits = change && 'edits' in change ? (change.edits as TextEdit[]) : [];
  expect(TextDocument.applyEdits(document, edits)).toBe(
    text.replace('this.next(this.s0)', 'return this.next(this.s0)'),
  );
  // What turns out to mend nothing has no edit.
  expect(resolvedAction(analysis!, { ...returned!, title: 'Something else' })).toBeNull();
});

test('a new join is gone on to from every place at which a branch ends', () => {
  const text = flow(`  dry = false;
  @step() start() {
    return this.next(this.a, this.b);
  }

  @step() a() {
    if (this.dry) {
      return; // nothing to do
    }
    [1].forEach(() => { return; });
    console.log('a');
  }

  @step() b() {
    console.log('b');
  }`);
  expect(actions(text, 'split-not-joined')).toEqual({
    "Add a join for 'start'": `${text
      .replace('return; // nothing', 'return this.next(this.join); // nothing')
      .replace("console.log('a');", "console.log('a');\n    return this.next(this.join);")
      .replace(
        "console.log('b');\n  }",
        "console.log('b');\n    return this.next(this.join);\n  }\n\n  @step() join(inputs: Inputs<this>) {}",
      )}`,
  });
});

test.for<[what: string, head: string, joined: string, headAfter: string, type: string]>([
  [
    'its own name',
    "import { Flow, step } from 'stepwell';",
    '',
    "import { Flow, step, type Inputs } from 'stepwell';",
    'Inputs',
  ],
  ['another name', "import { Flow, type Inputs as In, step } from 'stepwell';", '', '', 'In'],
  ['all of the package', "import * as sw from 'stepwell';\nconst { Flow, step } = sw;", '', '', 'sw.Inputs'],
  [
    'an import as a whole, the old way',
    "import sw = require('stepwell');\nconst { Flow, step } = sw;",
    '',
    '',
    'sw.Inputs',
  ],
  [
    'a type of the file that is called so',
    "import { Flow, step } from 'stepwell';\ntype Inputs = string;",
    '',
    "import { Flow, step, type Inputs as StepInputs } from 'stepwell';\ntype Inputs = string;",
    'StepInputs',
  ],
  [
    'the name that another join has for it',
    "import { Flow, step } from 'stepwell';\nimport type { Inputs as All } from 'stepwell';",
    '\n\n  @step() other(inputs: All<this>) {}',
    '',
    'All',
  ],
  [
    'an import with something said of each',
    "import {\n  Flow, // a base\n  step, // a mark\n} from 'stepwell'; // all",
    '',
    "import {\n  Flow, // a base\n  step, // a mark\n  type Inputs,\n} from 'stepwell'; // all",
    'Inputs',
  ],
])('a join takes its inputs by %s', ([_what, head, joined, headAfter, type]) => {
  const body = (parameter: string) => `  @step() start() { return this.next(this.a, this.b); }
  @step() a() { return this.next(this.c); }
  @step() b() { return this.next(this.c); }
  @step() c(${parameter}) {}${joined}`;
  const title = "Make 'c' a join: add 'inputs: Inputs<this>'";
  expect(actions(flow(body(''), head), 'missing-inputs-parameter')[title]).toBe(
    flow(body(`inputs: ${type}<this>`), headAfter || head),
  );
});
