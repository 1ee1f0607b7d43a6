import { expect, test } from 'vitest';
import { applied } from '../../../server/edit/draft.js';
import { refactorings } from '../../../server/fixes/refactorings.js';
import { parseFlows } from '../../../server/parse/flows.js';

/** What comes of splitting `start` at its last statement but the transition: its new text, or why it can't be. */
function split(
  statements: readonly string[],
  around: { fields?: string; before?: string; behind?: string; mark?: string },
) {
  const { fields = '', before = '', behind = '', mark = '' } = around;
  const text = `import { Flow, step } from 'stepwell';\n${before}\nexport class F extends Flow {\n  n = 0;\n  ${fields}\n  @step() ${mark} async start() {\n    ${statements.join('\n    ')}\n  }\n  ${behind}\n}\n`;
  const parsed = parseFlows(text, 'f.ts');
  const [flow] = parsed.flows;
  const start = text.lastIndexOf(statements.at(-1)!);
  const subject = { text, tree: parsed.tree!, parsed, flow: flow!, sources: null, fileName: 'f.ts' };
  const [made] = refactorings(subject, { start, end: start });
  return made?.ok ? applied(text, made.replacements) : made?.reason;
}

test.each<[what: string, statements: string[], around: Parameters<typeof split>[1], reason: string]>([
  ['the folder of the process', ["process.chdir('/tmp');", 'read();'], {}, 'something about its process'],
  ['the environment', ["process.env.MODE = 'x';", 'read();'], {}, 'something about its process'],
  [
    'the environment, by a function',
    ['set();', 'read();'],
    { before: "function set() { process.env.MODE = 'x'; }" },
    'something about its process',
  ],
  ['what is used until the end', ['using lock = take();', 'read();'], {}, 'let go at the cut'],
  [
    'a variable of the module',
    ['began = 1;', 'read(began);'],
    { before: 'let began = 0;' },
    "'began' is used",
  ],
  [
    'a list of the module',
    ["lines.push('a');", 'read(lines);'],
    { before: 'const lines: string[] = [];' },
    "'lines' is used",
  ],
  [
    'a variable of the module, by methods',
    ['this.set();', 'this.get();'],
    { before: 'let began = 0;', behind: 'set() { began = 1; } get() { return began; }' },
    "'began' is used",
  ],
  [
    'a static field',
    ["F.seen.push('a');", 'read(F.seen);'],
    { fields: 'static seen: string[] = [];' },
    "'F' is used",
  ],
  [
    'one object in two artifacts',
    ['this.a = [1]; this.b = this.a;', 'this.a.push(2);'],
    { fields: 'a: number[] = []; b: number[] = [];' },
    'may be one object',
  ],
  [
    'one object under a name',
    ['const x = [1]; this.a = x; this.b = x;', 'this.b.push(2);'],
    { fields: 'a: number[] = []; b: number[] = [];' },
    'may be one object',
  ],
  [
    'an object in a list',
    ['this.all.push(this.a);', 'this.a.push(2);'],
    { fields: 'a: number[] = []; all: number[][] = [];' },
    'may be one object',
  ],
  [
    'an instance held for a while',
    ['this.model = new Model();', 'this.model = null;'],
    { before: 'class Model { fit() {} }', fields: 'model: Model | null = null;' },
    'instance',
  ],
  [
    'a type known from before',
    ["if (!this.user) throw new Error('none');", 'read(this.user.name);'],
    { fields: 'user?: { name: string };' },
    "What 'this.user' is",
  ],
  [
    'another decorator',
    ['this.n = 1;', 'read(this.n);'],
    { before: 'const timed = (f: never) => f;', mark: '@timed' },
    'another decorator, @timed',
  ],
  [
    'a decorator of another file',
    ['this.n = 1;', 'read(this.n);'],
    { before: "import { timed } from './timed.js';", mark: '@timed({ unit: 1 })' },
    'another decorator, @timed',
  ],
  [
    'a decorator that changes the method',
    ['this.n = 1;', 'read(this.n);'],
    {
      before: 'function timed(_t: object, _n: string, d: PropertyDescriptor) { d.value = () => 1; }',
      mark: '@timed',
    },
    'another decorator, @timed',
  ],
  [
    'a decorator that changes the class',
    ['this.n = 1;', 'read(this.n);'],
    {
      before: 'const timed = () => (t: any, n: string, _d: unknown) => { t[n] = () => 1; };',
      mark: '@timed()',
    },
    'another decorator, @timed',
  ],
  [
    'a decorator that begins something for each instance',
    ['this.n = 1;', 'read(this.n);'],
    {
      before: 'function timed(_f: unknown, c: ClassMethodDecoratorContext) { c.addInitializer(() => {}); }',
      mark: '@timed',
    },
    'another decorator, @timed',
  ],
  [
    'a call by what overrides it',
    ['this.n = 1;', 'read(this.n);'],
    { behind: '}\nexport class G extends F {\n  @step() override async start() { return super.start(); }' },
    'called by other code',
  ],
  [
    'a call by other code',
    ['this.n = 1;', 'read(this.n);'],
    { behind: '}\nfunction use(flow: F) { return flow.start();' },
    'called by other code',
  ],
  [
    'a call by another step',
    ['this.n = 1;', 'read(this.n);'],
    { behind: '@step() other() { this.start(); }' },
    'called by other code',
  ],
  ['what it is given', ['this.n = 1;', 'read(arguments);'], {}, "'arguments' are used behind the cut"],
])('not across %s', (_what, statements, around, reason) => {
  expect(split(statements, around)).toContain(reason);
});

test.each<[what: string, statements: string[], around: Parameters<typeof split>[1]]>([
  ['an artifact', ['this.n = 1;', 'read(this.n);'], {}],
  ['a module variable that stays', ['this.n = limit;', 'read(limit);'], { before: 'const limit = 3;' }],
  ['the environment, read', ['this.n = Number(process.env.N);', 'read(process.env.N);'], {}],
  [
    'a decorator that takes note of the method',
    ['this.n = 1;', 'read(this.n);'],
    {
      before:
        'const all: string[] = [];\nconst tagged = (tag: string) => (_f: unknown, c: ClassMethodDecoratorContext) => { all.push(tag + String(c.name)); };',
      mark: "@tagged('a')",
    },
  ],
  [
    'an old decorator that takes note of the method',
    ['this.n = 1;', 'read(this.n);'],
    {
      before:
        'const all: string[] = [];\nfunction noted(_t: object, name: string, _d: PropertyDescriptor): void { all.push(name); }',
      mark: '@noted',
    },
  ],
  ['what a function is given', ['this.n = 1;', 'read((function () { return arguments.length; })());'], {}],
  [
    'two objects',
    ['this.a = [1]; this.b = [2];', 'this.a.push(2);'],
    { fields: 'a: number[] = []; b: number[] = [];' },
  ],
])('across %s', (_what, statements, around) => {
  expect(split(statements, around)).toContain('startPart() {');
});

test('no part takes the name of what a class that extends the flow has', () => {
  const behind = '}\nexport class G extends F {\n  @step() startPart() {}';
  expect(split(['this.n = 1;', 'read(this.n);'], { behind })).toContain('startPart2() {');
});
