import { type Form, files, fine, members, refused, source } from './form.js';

const end = '@step() end() {}';
const goOn = '{ return this.next(this.end); }';
const both = fine('start>end end');
const legacy = {
  'tsconfig.json':
    '{ "compilerOptions": { "experimentalDecorators": true, "useDefineForClassFields": false } }',
};
const wrapper = `function logged(method: (...args: any[]) => any, _context: unknown) {
  return function (this: any, ...args: any[]) { console.log('logged'); return method.apply(this, args); } as any;
}
`;

/** What may be marked with `@step()`, and how. */
export const steps: readonly Form[] = [
  members(
    '@step without its parentheses',
    `@step start() ${goOn} ${end}`,
    refused('step-not-called', 'start>end end'),
  ),
  {
    ...members(
      'the same with experimental decorators',
      `@step start() ${goOn} ${end}`,
      refused('step-not-called', 'start>end end'),
    ),
  },
  source(
    'step under another name',
    `const s = step;\nexport class A extends Flow { @s() start() ${goOn} ${end} }`,
    both,
  ),
  source(
    'a mark that is made once for many steps',
    `const heavy = step({ isolate: true });\nexport class A extends Flow { @heavy start() ${goOn} @heavy end() {} }`,
    both,
  ),
  source(
    'a mark that a function makes',
    `const retried = (times: number) => step({ retry: times });\nexport class A extends Flow { @retried(2) start() ${goOn} @retried(1) end() {} }`,
    both,
  ),
  source(
    'a mark that takes running code to know',
    `const marks = [step];\nexport class A extends Flow { @step() start() {} @(marks[0]!()) end() {} }`,
    { check: '', graph: 'start', run: 'refused when it is loaded' },
  ),
  members('a wrapper above', `@logged @step() start() ${goOn} ${end}`, both, wrapper),
  members('a wrapper beneath', `@step() @logged start() ${goOn} ${end}`, both, wrapper),
  members(
    'wrappers on both sides of the target',
    `@step() start() ${goOn} @logged @step() @logged end() {}`,
    both,
    wrapper,
  ),
  files(
    'a wrapper above, with experimental decorators',
    {
      'a.flow.ts': `import { Flow, step } from 'stepwell';
function logged(_target: object, _key: string, descriptor: PropertyDescriptor) { const { value } = descriptor; descriptor.value = function (this: any, ...args: any[]) { return value.apply(this, args); }; }
export class A extends Flow { @logged @step() start() ${goOn} @step() @logged end() {} }`,
      ...legacy,
    },
    both,
  ),
  members(
    'a private step',
    `@step() start() ${goOn.replace('end', 'last')} @step() private last() {}`,
    fine('start>last last'),
  ),
  members(
    'a protected step',
    `@step() start() ${goOn.replace('end', 'last')} @step() protected last() {}`,
    fine('start>last last'),
  ),
  members(
    'a step that is truly private',
    `@step() start() ${goOn.replace('end', '#last')} @step() #last() {}`,
    refused('invalid-name', 'start>?'),
  ),
  members(
    'a step under a symbol',
    `@step() start() {} @step() [key]() {}`,
    refused('invalid-name', 'start'),
    "const key = Symbol('key');\n",
  ),
  members(
    'a step under a name in brackets',
    "@step() start() { return this.next(this.end); } @step() ['end']() {}",
    both,
  ),
  members(
    'a step under a constant',
    '@step() start() {} @step() [last]() {}',
    refused('invalid-name', 'start'),
    "const last = 'end';\n",
  ),
  members(
    'a step under a name that is made',
    "@step() start() {} @step() ['a' + 1]() {}",
    refused('invalid-name', 'start'),
  ),
  members(
    'a step under a number in brackets',
    '@step() start() { return this.next(this[7]); } @step() [7]() {}',
    fine('start>7 7'),
  ),
  members('a static step', '@step() start() {} @step() static make() {}', refused('not-a-method', 'start')),
  members(
    'a getter',
    '@step() start() {} @step() get made() { return 1; }',
    refused('not-a-method', 'start'),
  ),
  members(
    'a setter',
    '@step() start() {} @step() set made(_one: number) {}',
    refused('not-a-method', 'start'),
  ),
  members('a field', '@step() start() {} @step() made = 1;', refused('not-a-method', 'start')),
  members(
    'an arrow function in a field',
    `@step() start() { return this.next(this.made); } @step() made = () => {};`,
    refused('not-a-step not-a-method artifact-unstorable', 'start'),
  ),
  members('an accessor', '@step() start() {} @step() accessor made = 1;', refused('not-a-method', 'start')),
  source(
    'a class marked as a step',
    '@step() export class A extends Flow { @step() start() {} }',
    refused('not-a-method', 'start'),
  ),
  members('a generator', '@step() *start() { yield 1; }', refused('generator-step', 'start')),
  members('an async generator', '@step() async *start() { yield 1; }', refused('generator-step', 'start')),
  members('an async step', `@step() async start() ${goOn} ${end}`, both),
  members('overloads', `start(): ReturnType<this['next']>; @step() start() ${goOn} ${end}`, both),
  members('a mark on an overload', `@step() start(): void; start() {}`, refused('no-start not-a-method')),
  members('two methods of one name', `@step() start() ${goOn} end() {} ${end}`, both),
  members('a static block', `static { console.log(''.length); } @step() start() {}`, fine('start')),
  members(
    'a first step of another name',
    `@step({ start: true }) first() ${goOn} ${end}`,
    fine('*first>end end'),
  ),
  members(
    'a first step by a constant',
    `@step({ start: yes }) first() ${goOn} ${end}`,
    fine('*first>end end'),
    'const yes = true;\n',
  ),
  members(
    'options by a constant',
    `@step(options) first() ${goOn} ${end}`,
    fine('*first>end end'),
    'const options = { start: true, retry: 2 } as const;\n',
  ),
  members(
    'options that are put together',
    `@step({ ...options, retry: 1 }) first() ${goOn} ${end}`,
    fine('*first>end end'),
    'const options = { start: true } as const;\n',
  ),
  members(
    'a first step by what takes running code',
    `@step({ start: Date.now() > 0 }) first() ${goOn} ${end}`,
    refused('no-start invalid-option', 'first>end end'),
  ),
  members('options by what takes running code', `@step(JSON.parse('{}')) start() ${goOn} ${end}`, both),
  members(
    'a catch by what takes running code',
    `error?: Error; @step({ catch: String('error') }) start() ${goOn} ${end}`,
    refused('invalid-option', 'start>end end'),
  ),
  members(
    'an unmarked method',
    '@step() start() { return this.next(this.help); } help() {}',
    refused('not-a-step', 'start'),
  ),
  source(
    'a type under another name makes a join',
    `type Branches = Inputs<A>;\nexport class A extends Flow { @step() start() { return this.next(this.a, this.b); } @step() a() { return this.next(this.end); } @step() b() { return this.next(this.end); } @step() end(inputs: Branches) { console.log(inputs.length); } }`,
    fine('start>a,b a>end b>end end'),
  ),
];

const named = (name: string, as = name): string =>
  `@step() start() { return this.next(this[${as}] as never); } @step() ${name}() {}`;

/** What a step, an artifact or a parameter may be called. */
export const names: readonly Form[] = [
  members('a name in quotes', named("'to the end'"), fine('start>to the end to the end', 'start to the end')),
  members('a number', named('42'), fine('start>42 42')),
  members('a name with a dot', named("'a.b'"), fine('start>a.b a.b')),
  members('a name of other letters', named('größe', "'größe'"), fine('start>größe größe')),
  members('a name with a dollar', named('$a_1', "'$a_1'"), fine('start>$a_1 $a_1')),
  members('a name with a slash', named("'a/b'"), refused('invalid-name', 'start>a/b a/b')),
  members('a name with a backslash', named("'a\\\\b'"), refused('invalid-name', 'start>a\\b a\\b')),
  members('a name with a line end', named("'a\\nb'"), refused('invalid-name', 'start>a\nb a\nb')),
  members('an empty name', named("''"), refused('invalid-name', 'start> ')),
  members(
    'a name of 600 letters',
    named(`'${'a'.repeat(600)}'`),
    refused('invalid-name', `start>${'a'.repeat(600)} ${'a'.repeat(600)}`),
  ),
  ...['next', 'foreach', 'merge', 'toString', 'then', 'valueOf', 'hasOwnProperty', '__defineGetter__'].map(
    name =>
      members(
        `the name ${name}`,
        named(`['${name}']`, `'${name}'`),
        refused('reserved-name', `start>${name} ${name}`),
      ),
  ),
  members(
    'the name __proto__',
    named("['__proto__']", "'__proto__'"),
    refused('reserved-name', 'start>__proto__ __proto__'),
  ),
  members(
    'the name constructor',
    named("['constructor']", "'constructor'"),
    refused('reserved-name', 'start>constructor constructor'),
  ),
  members(
    'the name current',
    '@step() start() {} @step() current() {}',
    refused('reserved-name unreachable-step', 'start current'),
  ),
  members(
    'names of static members',
    '@step() start() { return this.next(this.run); } @step() run() {}',
    fine('start>run run'),
  ),
  members(
    'an artifact with a slash',
    "'a/b' = 1; @step() start() { this['a/b'] = 2; }",
    refused('invalid-name', 'start'),
  ),
  members('an artifact with a dot', "'a.b' = 1; @step() start() { this['a.b'] = 2; }", fine('start')),
  members(
    'a parameter with a slash',
    "'a/b' = parameter.number({ default: 1 }); @step() start() {}",
    refused('invalid-name', 'start'),
  ),
  members(
    'steps that a constructor binds',
    'n = 1;\n  constructor() { super(); this.end = this.end.bind(this); this.start = this.start.bind(this); }\n  @step() start() { return this.next(this.end); }\n  @step() end() { console.log(this.n); }',
    fine('start>end end'),
  ),
  members(
    'steps that a decorator binds',
    '@step() start() { return this.next(this.end); }\n  @bound @step() end() {}',
    fine('start>end end'),
    'function bound(_method: unknown, { name, addInitializer }: ClassMethodDecoratorContext) {\n  addInitializer(function () { const self = this as Record<PropertyKey, Function>; self[name] = self[name]!.bind(this); });\n}\n',
  ),
  files(
    'steps that an experimental decorator makes getters of',
    {
      'a.flow.ts': `import { Flow, step } from 'stepwell';
function autobind(_prototype: object, name: string, descriptor: PropertyDescriptor): PropertyDescriptor {
  const method = descriptor.value as Function;
  return { configurable: true, get() { return method.bind(this); } };
}
export class A extends Flow {
  n = 1;
  @autobind @step() start() { return this.next(this.end); }
  @autobind @step() end() { console.log(this.n); }
}`,
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
    },
    fine('start>end end'),
  ),
  members(
    'errors that options of another place catch, with two ways to go',
    'error: unknown;\n  more = true;\n  @step(O.first) start() { return this.more ? this.next(this.a) : this.next(this.b); }\n  @step() a() {}\n  @step() b() {}',
    { check: '', graph: 'start>a,b a b', run: 'refused when it is loaded' },
    'const O = { first: JSON.parse(\'{"catch":"error"}\') as { catch: string } };\n',
  ),
];
