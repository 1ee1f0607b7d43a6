import { describe, expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyser } from '../../../server/analyser.js';
import { codeActionsFor } from '../../../server/features/codeActions.js';
import { diagnosticsOf } from '../../../server/features/diagnostics.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { cases, end } from './cases.js';

/** A flow of these members, each line of one on its own. */
function source(...members: string[]): string {
  const body = members.join('\n\n').replaceAll(/^(?=.)/gm, '  ');
  return `import { Flow, parameter, step, type Inputs } from 'stepwell';\n\nexport class F extends Flow {\n${body}\n}\n`;
}

function analysed(text: string) {
  const document = TextDocument.create('file:///f.ts', 'typescript', 1, text);
  const analysis = new Analyser().analyse(document);
  if (!analysis) throw new Error('the text holds no flow');
  return { document, analysis };
}

/** The titles of the fixes for the first problem of a code. */
function fixes(text: string, code: string) {
  const { document, analysis } = analysed(text);
  const diagnostic = diagnosticsOf(analysis)?.find(one => one.code === code);
  if (!diagnostic) throw new Error(`there is no ${code}: ${diagnosticsOf(analysis)?.map(one => one.code)}`);
  const actions = codeActionsFor(analysis, diagnostic.range, [diagnostic], () => true);
  return actions
    .filter(({ kind }) => kind === 'quickfix')
    .map(({ title, edit }) => {
      const [change] = edit!.documentChanges!;
      const after = TextDocument.applyEdits(document, (change as { edits: TextEdit[] }).edits);
      return { title, after };
    });
}

function withOne(text: string, code: string, title: string): string {
  const all = fixes(text, code);
  const fix = all.find(one => one.title === title);
  if (!fix)
    throw new Error(`there is no fix "${title}", only ${all.map(one => `"${one.title}"`).join(', ')}`);
  return fix.after;
}

test.each(cases)('%s: %s', (code, title, members, expected) => {
  const before = source(...members);
  const after = withOne(before, code, title);
  expect(after).toContain(expected);
  const left = parseFlows(after, 'f.ts');
  expect(left.broken).toBeNull();
  const count = (text: string) => parseFlows(text, 'f.ts').problems.filter(one => one.code === code).length;
  // The value of an input may well be another finding's business, but this one is gone.
  expect(count(after)).toBeLessThan(count(before));
});

test('a join brings its import along', () => {
  const text = source(
    '@step() start() { return this.next(this.a, this.b); }',
    '@step() a() {}',
    '@step() b() {}',
  ).replace(', type Inputs', '');
  expect(withOne(text, 'split-not-joined', "Add a join for 'start'")).toContain(
    "import { Flow, parameter, step, type Inputs } from 'stepwell'",
  );
});

test('a spelling that TypeScript mends as well is not offered twice', () => {
  const { analysis } = analysed(source('@step() start() { return this.next(this.ned); }', end));
  const [own] = diagnosticsOf(analysis)!;
  const theirs = { ...own!, source: 'ts', code: 2551 };
  const titles = codeActionsFor(analysis, own!.range, [own!, theirs], () => true).map(({ title }) => title);
  expect(titles).toContain("Create the step 'ned'");
  expect(titles).not.toContain("Change to 'end'");
});

test('there is a mend for most of what can be wrong', () => {
  expect(new Set(cases.map(([code]) => code)).size).toBeGreaterThanOrEqual(20);
});

/** The text after the only rebuilding that is offered at a place, or the reason why it is not to be had. */
function rebuilt(text: string, from: string, to = ''): string {
  const { document, analysis } = analysed(text);
  const start = document.positionAt(text.indexOf(from));
  const until = document.positionAt(to === '' ? text.indexOf(from) : text.indexOf(to) + to.length);
  const [action] = codeActionsFor(analysis, { start, end: until }, [], () => true);
  if (!action) return 'nothing';
  if (action.disabled) return action.disabled.reason;
  const [change] = action.edit!.documentChanges!;
  const after = TextDocument.applyEdits(document, (change as { edits: TextEdit[] }).edits);
  expect(parseFlows(after, 'f.ts').problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return after;
}

describe('rebuilding', () => {
  const long = source(
    'rows: number[] = [];\nsum = 0;',
    '@step({ retry: 1 }) async start() {\n  this.rows = [1, 2];\n  // Adds them up.\n  this.sum = await add(this.rows);\n  console.log(this.sum);\n  return this.next(this.end);\n}',
    end,
  );

  test('a step is split in two', () => {
    expect(rebuilt(long, 'console.log')).toContain(
      `  @step({ retry: 1 }) async start() {
    this.rows = [1, 2];
    // Adds them up.
    this.sum = await add(this.rows);
    return this.next(this.startPart);
  }

  @step({ retry: 1 }) startPart() {
    console.log(this.sum);
    return this.next(this.end);
  }
`,
    );
  });

  test('the parts have the options of the whole, and where a join knows the branch by its last step, it goes by the new one', () => {
    const text = source(
      'x = 0;',
      'import_ = 1;',
      '@step() start() { return this.next(this.a, this.b); }',
      "@step({ start: false, retry: 2, timeout: '5m' })\n  a() {\n    this.x = 1;\n    this.x += 1;\n    return this.next(this.j);\n  }",
      '@step() b() { return this.next(this.j); }',
      '@step() j(inputs: Inputs<this>) { this.x = inputs.a.x; return this.next(this.end); }',
      end,
    );
    const after = rebuilt(text, 'this.x += 1');
    expect(after).toContain("  @step({ retry: 2, timeout: '5m' })\n  aPart() {\n    this.x += 1;");
    expect(after).toContain('this.x = inputs.aPart.x;');
  });

  test.each([
    [
      'it catches errors',
      "err?: Error;\n@step({ catch: 'err' }) start() {\n  this.x = 1;\n  this.x = 2;\n  return this.next(this.end);\n}",
      "'start' catches errors",
    ],
    [
      'a private field is used on both sides',
      '#y = 0;\n@step() start() {\n  this.#y = 1;\n  this.x = 2 + this.#y;\n  return this.next(this.end);\n}',
      "'this.#y' is used on both sides",
    ],
    [
      'its options stand elsewhere',
      '@step(options) start() {\n  this.x = 1;\n  this.x = 2;\n  return this.next(this.end);\n}',
      "What options 'start' has can't be read",
    ],
  ])('not when %s', (_what, step, reason) => {
    expect(rebuilt(source('x = 0;', step, end), 'this.x = 2')).toContain(reason);
  });

  test('statements are taken out into a step', () => {
    expect(rebuilt(long, 'this.sum = await', 'add(this.rows);')).toContain(
      `    this.rows = [1, 2];
    return this.next(this.startPart);
  }

  @step({ retry: 1 }) async startPart() {
    // Adds them up.
    this.sum = await add(this.rows);
    return this.next(this.startRest);
  }

  @step({ retry: 1 }) startRest() {
    console.log(this.sum);
    return this.next(this.end);
  }
`,
    );
  });

  test('what two parts share has to be an artifact', () => {
    const text = source('@step() start() {\n  const n = 1;\n  console.log(n);\n}');
    expect(rebuilt(text, 'console')).toBe(
      "'n' is used on both sides of the cut: make it an artifact (this.n) first.",
    );
  });

  test.each([
    'interface Row { n: 1 }',
    'type Row = { n: 1 };',
    'enum Row { n }',
    'class Row {}',
    'function Row() {}',
  ])('what is no value can only be declared outside: %s', declared => {
    const used = /^(?:interface|type)/.test(declared)
      ? 'const of: Row | null = null; console.log(of);'
      : 'console.log(Row);';
    const text = source(`@step() start() {\n  ${declared}\n  ${used}\n}`);
    expect(rebuilt(text, used)).toBe(
      "'Row' is used on both sides of the cut: declare it outside of the class first.",
    );
  });

  test('what stood on one line stands on lines of its own', () => {
    const text = source(
      'x = 0;',
      '@step() start() { /* one */ this.x = 1; this.x += 1; return this.next(this.end); }',
      end,
    );
    expect(rebuilt(text, 'this.x += 1')).toContain(
      `  @step() start() {
    /* one */ this.x = 1;
    return this.next(this.startPart);
  }

  @step() startPart() {
    this.x += 1; return this.next(this.end);
  }
`,
    );
  });

  test('a step runs for each of several items', () => {
    const text = source(
      '@step() start() {\n  return this.next(this.work);\n}',
      '@step() work() {\n  console.log(1);\n  return this.next(this.end);\n}',
      end,
    );
    const after = rebuilt(text, 'work() {');
    expect(after).toContain(
      '  items: unknown[] = [];\n\n  @step() start() {\n    return this.foreach(this.items, this.work);',
    );
    expect(after).toContain(
      '@step() work(item: unknown) {\n    console.log(1);\n    return this.next(this.joinWork);',
    );
    expect(after).toContain('@step() joinWork(inputs: Inputs<this>) {\n    return this.next(this.end);\n  }');
  });
});

test('what is written goes by the names and line breaks of the file', () => {
  const text =
    "import { Flow, step as task } from 'stepwell';\n\nexport class F extends Flow {\n  @task() start() {\n    if (Math.random() > 1) return this.next(this.help);\n  }\n  help() {}\n}\n".replaceAll(
      '\n',
      '\r\n',
    );
  expect(withOne(text, 'not-a-step', "Mark 'help' with @task()")).toContain('\r\n  @task() help() {}\r\n');
  const ended = withOne(text, 'step-fell-through', "End the flow there with 'return;'");
  expect(ended).toContain('    return;\r\n  }\r\n');
  expect(ended).not.toMatch(/[^\r]\n/);
});
