import { type Form, files, fine, members, refused, source } from './form.js';

const steps = '@step() start() { return this.next(this.end); }\n  @step() end() {}';
const both = fine('start>end end');
const imported = "import { Flow, step } from 'stepwell';\n";

/** How a class becomes a flow, and how a run comes to it. */
export const classes: readonly Form[] = [
  members('a plain class', steps, both),
  source('a class that is not exported', `class A extends Flow { ${steps} }`, both),
  source('a class under another name', `class A extends Flow { ${steps} }\nexport { A as B };`, both),
  source('a default export', `export default class A extends Flow { ${steps} }`, both),
  source('an anonymous default export', `export default class extends Flow { ${steps} }`, both),
  source('a class expression', `export const A = class extends Flow { ${steps} };`, both),
  source('a class expression that is not exported', `const A = class extends Flow { ${steps} };`, both),
  source('a class expression of another name', `export const A = class B extends Flow { ${steps} };`, both),
  source('the same, not exported', `const A = class B extends Flow { ${steps} };`, both),
  source('a class given on by its name', `class A extends Flow { ${steps} }\nexport default A;`, both),
  source(
    'a name that another class is exported by',
    `class A extends Flow { ${steps} }\nclass B {}\nexport { B as A };`,
    both,
  ),
  source('Flow under another name', `const Base = Flow;\nexport class A extends Base { ${steps} }`, both),
  source(
    'Flow under another name twice',
    `const First = Flow;\nconst Base = First;\nexport class A extends Base { ${steps} }`,
    both,
  ),
  source('Flow in parentheses', `export class A extends (Flow) { ${steps} }`, both),
  source('Flow in a cast', `export class A extends (Flow as typeof Flow) { ${steps} }`, both),
  files(
    'Flow imported under another name',
    {
      'a.flow.ts': `import { Flow as F, step as s } from 'stepwell';\nexport class A extends F { ${steps.replaceAll('@step', '@s')} }`,
    },
    both,
  ),
  files(
    'the whole package',
    {
      'a.flow.ts': `import * as sw from 'stepwell';\nexport class A extends sw.Flow { ${steps.replaceAll('@step', '@sw.step')} }`,
    },
    both,
  ),
  files(
    'parts of the whole package',
    {
      'a.flow.ts': `import * as sw from 'stepwell';\nconst { Flow: F, step } = sw;\nexport class A extends F { ${steps} }`,
    },
    both,
  ),
  files(
    'an alias of an import',
    {
      'a.flow.ts': `import * as sw from 'stepwell';\nimport step = sw.step;\nexport class A extends sw.Flow { ${steps} }`,
    },
    both,
  ),
  files(
    'require',
    {
      'a.flow.cts': `import sw = require('stepwell');\nexport class A extends sw.Flow { ${steps.replaceAll('@step', '@sw.step')} }`,
    },
    both,
  ),
  files(
    'a class that extends another',
    { 'a.flow.ts': `${imported}class Base extends Flow { ${steps} }\nexport class A extends Base {}` },
    { ...both, flow: 'A' },
  ),
  source(
    'an abstract base',
    `abstract class Base extends Flow { @step() end() {} }\nexport class A extends Base { @step() start() { return this.next(this.end); } }`,
    fine('end start>end', 'start end'),
  ),
  source(
    'an abstract step that an heir has',
    `abstract class Base extends Flow { @step() start() { return this.next(this.end); } abstract end(): void; }\nexport class A extends Base { @step() end() {} }`,
    both,
  ),
  source(
    'a generic base',
    `class Base<T> extends Flow { value?: T; @step() end() {} }\nexport class A extends Base<number> { @step() start() { return this.next(this.end); } }`,
    fine('end start>end', 'start end'),
  ),
  source(
    'an alias of a base',
    `abstract class Base extends Flow { @step() end() {} }\nconst B = Base;\nexport class A extends B { @step() start() { return this.next(this.end); } }`,
    fine('end start>end', 'start end'),
  ),
  source('an abstract class alone', `export abstract class A extends Flow { ${steps} }`, refused('')),
  source(
    'an heir that leaves a step unmarked',
    `abstract class Base extends Flow { ${steps} }\nexport class A extends Base { end() {} }`,
    refused('not-a-step', 'start'),
  ),
  source(
    'an heir with a field in the place of a step',
    `abstract class Base extends Flow { ${steps} }\nexport class A extends Base { end = (() => 1) as never; }`,
    refused('not-a-step artifact-unstorable', 'start'),
  ),
  source(
    'an heir with a field in the place of a step that nothing leads to',
    `abstract class Base extends Flow { ${steps} @step() old() {} }\nexport class A extends Base { old = 1 as never; }`,
    both,
  ),
  source(
    'an heir with a getter in the place of a step',
    `abstract class Base extends Flow { ${steps} }\nexport class A extends Base { get end() { return 1 as never; } }`,
    refused('not-a-step', 'start'),
  ),
  source('a class in a namespace', `export namespace N { export class A extends Flow { ${steps} } }`, both),
  source(
    'a class in a namespace in a namespace',
    `namespace N.M { export class A extends Flow { ${steps} } }`,
    both,
  ),
  source(
    'a base in a namespace',
    `namespace N { export class Base extends Flow { @step() end() {} } }\nexport class A extends N.Base { @step() start() { return this.next(this.end); } }`,
    fine('end start>end', 'start end'),
  ),
  source(
    'a class that its namespace keeps to itself',
    `namespace N { class A extends Flow { ${steps} } console.log(A.name.length); }`,
    refused('flow-out-of-reach', 'start>end end'),
  ),
  source(
    'a class that a function makes',
    `function flowOf(name: string) { return class extends Flow { @step() start() { console.log(name); } }; }\nexport const A = flowOf('a');`,
    refused('flow-out-of-reach', 'start'),
  ),
  source(
    'a class in a function',
    `export function make() { class A extends Flow { ${steps} } return A; }`,
    refused('flow-out-of-reach', 'start>end end'),
  ),
  source(
    'a class in a block',
    `{ class A extends Flow { ${steps} } console.log(A.name.length); }`,
    refused('flow-out-of-reach', 'start>end end'),
  ),
  source(
    'a class that extends what a function makes',
    `function flowOf(name: string) { return class extends Flow { @step() start() { console.log(name); return this.next(this.end); } @step() end() {} }; }\nexport class A extends flowOf('a') {}`,
    both,
  ),
  source(
    'a mixin',
    `type Made = abstract new (...args: any[]) => Flow;\nconst ending = <T extends Made>(Base: T) => { abstract class Ending extends Base { @step() end() {} } return Ending; };\nexport class A extends ending(Flow) { @step() start() { return (this as any).next((this as any).end); } }`,
    fine('end start>end', 'start end'),
  ),
  files(
    'a mixin of another file',
    {
      'a.flow.ts': `${imported}import { ending } from './ending.js';\nexport class A extends ending(Flow) { @step() start() { return (this as any).next((this as any).end); } }`,
      'ending.ts': `import { step } from 'stepwell';\nexport function ending(Base: any) { return class extends Base { @step() end() {} }; }`,
    },
    fine('end start>end', 'start end'),
  ),
  source(
    'a base that takes running code to know',
    `const bases = [Flow];\nexport class A extends bases[0]! { ${steps} }`,
    { check: 'unknown-base', graph: 'start>end end', run: 'start end' },
  ),
  files(
    'a base that brings steps which nobody can read',
    {
      'a.flow.ts': `import { Base } from 'bases';\nimport { step } from 'stepwell';\nexport class A extends Base { @step() start() { return (this as any).next((this as any).end); } }`,
      'node_modules/bases/package.json': '{ "name": "bases", "type": "module", "exports": "./index.js" }',
      'node_modules/bases/index.js': `import { Flow, step } from 'stepwell';\nexport class Base extends Flow { end() {} }\nconst end = Base.prototype.end;\nstep()(Base.prototype, 'end', { value: end });`,
    },
    { check: 'unknown-base', graph: 'start', run: 'start end' },
  ),
  files(
    'a base of another file',
    {
      'a.flow.ts': `import { step } from 'stepwell';\nimport { Base } from './base.js';\nexport class A extends Base { @step() start() { return this.next(this.end); } }`,
      'base.ts': `${imported}export class Base extends Flow { @step() end() {} }`,
    },
    fine('end start>end', 'start end'),
  ),
  files(
    'the package through a file that gives on all of it',
    {
      'a.flow.ts': `import { Flow, step } from './all.js';\nexport class A extends Flow { ${steps} }`,
      'all.ts': "export * from 'stepwell';",
    },
    both,
  ),
  files(
    'the package through a file that gives it on whole',
    {
      'a.flow.ts': `import { sw } from './all.js';\nexport class A extends sw.Flow { ${steps.replaceAll('@step', '@sw.step')} }`,
      'all.ts': "export * as sw from 'stepwell';",
    },
    both,
  ),
  files(
    'the package through a whole file',
    {
      'a.flow.ts': `import * as all from './all.js';\nexport class A extends all.Flow { ${steps.replaceAll('@step', '@all.step')} }`,
      'all.ts': "export * from 'stepwell';",
    },
    both,
  ),
  files(
    'the package through constants of another file',
    {
      'a.flow.ts': `import { Base, mark } from './all.js';\nexport class A extends Base { ${steps.replaceAll('@step', '@mark')} }`,
      'all.ts': `${imported}export const Base = Flow;\nexport const mark = step;`,
    },
    both,
  ),
  files(
    'a base through a file that gives on a whole other',
    {
      'a.flow.ts': `import { step } from 'stepwell';\nimport { bases } from './all.js';\nexport class A extends bases.Base { @step() start() { return this.next(this.end); } }`,
      'all.ts': "export * as bases from './base.js';",
      'base.ts': `${imported}export class Base extends Flow { @step() end() {} }`,
    },
    fine('end start>end', 'start end'),
  ),
  files(
    'a default export that is an expression',
    {
      'a.flow.ts': `import { step } from 'stepwell';\nimport Base from './base.js';\nexport class A extends Base { @step() start() { return this.next(this.end); } }`,
      'base.ts': `${imported}export default class extends Flow { @step() end() {} }`,
    },
    fine('end start>end', 'start end'),
  ),
  files(
    'a flow that the file only gives on',
    {
      'a.flow.ts': "export { A } from './b.flow.js';",
      'b.flow.ts': `${imported}export class A extends Flow { ${steps} }`,
    },
    refused(''),
  ),
  source(
    'two flows of one name',
    `export namespace N { export class A extends Flow { ${steps} } }\nexport namespace M { export class A extends Flow { @step() start() {} } }`,
    refused('duplicate-flow', 'start>end end'),
  ),
  files(
    'one of several flows',
    {
      'a.flow.ts': `${imported}export class A extends Flow { ${steps} }\nexport class B extends Flow { @step() start() {} }`,
    },
    { ...both, flow: 'A' },
  ),
  source(
    'a decorated class',
    `const seen = (one: unknown, _context: unknown) => void one;\n@seen export class A extends Flow { ${steps} }`,
    both,
  ),
  source(
    'a class that its decorator replaces',
    `const wrapped = (one: any, _context: unknown): any => class extends one {};\n@wrapped export class A extends Flow { ${steps} }`,
    both,
  ),
  source(
    'a class with a name of its own making',
    `export class A extends Flow { static override readonly name = 'B'; ${steps} }`,
    both,
  ),
  ...['js', 'mjs', 'jsx', 'mts', 'tsx'].map(ending =>
    files(
      `a file that ends in .${ending}`,
      { [`a.flow.${ending}`]: `${imported}export class A extends Flow { ${steps} }` },
      both,
    ),
  ),
  files(
    'a CommonJS file',
    {
      'a.flow.cjs': `const { Flow, step } = require('stepwell');\nclass A extends Flow { ${steps} }\nmodule.exports = { A };`,
    },
    both,
  ),
  files(
    'a class that CommonJS exports alone',
    {
      'a.flow.cjs': `const { Flow, step } = require('stepwell');\nmodule.exports = class A extends Flow { ${steps} };`,
    },
    both,
  ),
  files(
    'a class that CommonJS exports among others',
    {
      'a.flow.cjs': `const { Flow, step } = require('stepwell');\nexports.A = class A extends Flow { ${steps} };`,
    },
    both,
  ),
  files(
    'a class that CommonJS exports without a name',
    {
      'a.flow.cjs': `const { Flow, step } = require('stepwell');\nexports.A = class extends Flow { ${steps} };`,
    },
    refused('flow-out-of-reach', 'start>end end'),
  ),
  files(
    'a base that CommonJS exports',
    {
      'a.flow.cjs': `const { step } = require('stepwell');\nconst { Base } = require('./base.cjs');\nclass A extends Base { @step() start() { return this.next(this.end); } }\nmodule.exports = { A };`,
      'base.cjs': `const { Flow, step } = require('stepwell');\nclass Base extends Flow { @step() end() {} }\nmodule.exports = { Base };`,
    },
    fine('end start>end', 'start end'),
  ),
  source(
    'a mixin of a mixin',
    `const ending = (Base: any) => class extends Base { @step() end() {} };\nconst middle = (Base: any) => class extends Base { @step() mid() { return this.next(this.end); } };\nexport class A extends middle(ending(Flow)) { @step() start() { return (this as any).next((this as any).mid); } }`,
    fine('end mid>end start>mid', 'start mid end'),
  ),
  source(
    'a class in a static block',
    `export class Outer { static { class A extends Flow { ${steps} } console.log(A.name.length); } }`,
    refused('flow-out-of-reach', 'start>end end'),
  ),
  source(
    'a class that several names lead to',
    `const A = class extends Flow { ${steps} };\nexport { A, A as B };`,
    both,
  ),
  source(
    'a class that is only declared',
    `declare class Elsewhere extends Flow { work(): void }\nexport class A extends Flow { ${steps} }`,
    both,
  ),
  source(
    'classes in a circle',
    'class A extends B {}\nclass B extends A { @step() start() {} }',
    refused(''),
  ),
  files(
    'files that import each other',
    {
      'a.flow.ts': `import { step } from 'stepwell';\nimport { Base } from './base.js';\nexport class A extends Base { @step() start() { return this.next(this.end); } }`,
      'base.ts': `${imported}import type { A } from './a.flow.js';\nexport class Base extends Flow { other?: A; @step() end() {} }`,
    },
    fine('end start>end', 'start end'),
  ),
  files(
    'a file that gives on itself',
    {
      'a.flow.ts': `import { Flow, step } from './all.js';\nexport class A extends Flow { ${steps} }`,
      'all.ts': "export * from './more.js';",
      'more.ts': "export * from './all.js';\nexport * from 'stepwell';",
    },
    both,
  ),
  files(
    'experimental decorators',
    {
      'a.flow.ts': `${imported}export class A extends Flow { ${steps} }`,
      'tsconfig.json':
        '{ "compilerOptions": { "experimentalDecorators": true, "useDefineForClassFields": false } }',
    },
    both,
  ),
];
