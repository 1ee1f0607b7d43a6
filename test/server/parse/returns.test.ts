import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { readSource } from '../../../server/parse/source.js';
import type { Sources } from '../../../server/parse/sources.js';

const others = {
  './fail.js':
    'export function fail(): never { throw new Error(); } export const save = async () => {}; export { fail as stop };',
};

const sources: Sources = {
  module: specifier => {
    const text = others[specifier as keyof typeof others];
    return text === undefined ? null : { file: `/a/${specifier}`, tree: trees(text) };
  },
};

const known = new Map<string, ReturnType<typeof readSource>['tree']>();

function trees(text: string) {
  const tree = known.get(text) ?? readSource(text, 'fail.ts').tree;
  known.set(text, tree);
  return tree;
}

/** What is told of a step that goes on under a condition and then comes to this, and what its way is labelled. */
function told(last: string, members = '', before = ''): string {
  const text = `import { Flow, step } from 'stepwell';\n${before}\nexport class F extends Flow { rows = [1]; ${members}
    @step() async start() { if (this.rows.length > 1) return this.next(this.end); ${last} } @step() end() {} }`;
  const { flows, problems } = parseFlows(text, 'f.ts', sources);
  return [...problems.map(({ code }) => code), flows[0]!.graph.edges[0]!.condition].join(' ');
}

const falls = 'step-fell-through this.rows.length > 1';

describe('a last statement that comes back', () => {
  test.each<[last: string, members?: string, before?: string]>([
    ['this.rows.push(1);'],
    ['await this.save();', 'async save() {}'],
    ['await this.#save();', 'async #save() { if (this.rows.length > 3) throw new Error(); }'],
    ['save();', '', 'function save() {}'],
    ['save();', '', 'const save = () => {};'],
    ['save();', '', "function save() { if (Date.now() > 1) return; throw new Error('no'); }"],
    ["await writeFile('a', 'b');", '', "import { writeFile } from 'node:fs/promises';"],
    ['await save();', '', "import { save } from './fail.js';"],
    ['save();', '', "import { save } from 'elsewhere';"],
    ['console.log(1);'],
    ['if (this.rows[0]) process.exit(1);'],
    ['try { fail(); } catch {}', '', 'function fail(): never { throw new Error(); }'],
    ['setTimeout(() => process.exit(1), 5);'],
  ])('%s %s%s', (last, members, before) => {
    expect(told(last, members, before)).toBe(falls);
  });
});

test('a branch that ends in a call is not said to end there: the call may never come back', () => {
  const text = `import { Flow, type Inputs, step } from 'stepwell'; import { fail } from 'elsewhere';
    export class F extends Flow { ok = true; @step() start() { return this.next(this.a, this.b); }
    @step() a() { if (this.ok) return this.next(this.join); fail('no'); } @step() b() { return this.next(this.join); }
    @step() join(inputs: Inputs<this>) { console.log(inputs.length); } }`;
  expect(parseFlows(text, 'f.ts').problems.map(({ code }) => code)).toEqual(['step-fell-through']);
});

describe('a last statement that does not', () => {
  test.each<[last: string, members?: string, before?: string]>([
    ['process.exit(1);'],
    ["fail('x');", '', 'function fail(why: string): never { throw new Error(why); }'],
    ["fail('x');", '', 'function fail(why: string) { console.error(why); throw new Error(why); }'],
    ["fail('x');", '', 'const fail = (why: string): never => { throw new Error(why); };'],
    ["await fail('x');", '', 'async function fail(why: string): Promise<never> { throw new Error(why); }'],
    ['fail();', '', 'function fail() { stop(); } function stop() { process.exit(1); }'],
    ['this.fail();', 'fail(): never { throw new Error(); }'],
    ['this.#fail();', '#fail() { throw new Error(); }'],
    ['this.#fail();', '#fail = () => { throw new Error(); };'],
    [
      'if (this.rows[0]) fail(); else throw new Error();',
      '',
      'function fail(): never { throw new Error(); }',
    ],
    ['fail();', '', "import { fail } from './fail.js';"],
    ['stop();', '', "import { stop } from './fail.js';"],
    ['exit(1);', '', "import { exit } from 'node:process';"],
    ["assert.fail('x');", '', "import assert from 'node:assert';"],
    ['for (;;) { await this.rows; }'],
  ])('%s %s%s', (last, members, before) => {
    // It is the only way out, then, and is not said to be one under a condition.
    expect(told(last, members, before)).toBe('');
  });
});

/** What a call that can't come back gives is no way out of a step, and needs no running code to know. */
test.each([
  ['if (this.rows.length > 1) return fail(); else return this.next(this.end);', ''],
  ['if (this.rows.length > 1) return fail(); return this.next(this.end);', ''],
  ['return this.rows.length > 1 ? fail() : this.next(this.end);', ''],
  ['if (this.rows.length > 1) return await this.#stop(); return this.next(this.end);', ''],
  ['if (this.rows.length > 1) return other(); return this.next(this.end);', 'catch-ambiguous'],
  ['if (this.rows.length > 1) return; return this.next(this.end);', 'catch-ambiguous'],
])('a step that keeps its error: %s', (body, code) => {
  const text = `import { Flow, step } from 'stepwell';
function fail(): never { throw new Error(); } function other(): any {}
export class F extends Flow { rows = [1]; problem?: Error; async #stop(): Promise<never> { throw new Error(); }
  @step({ catch: 'problem' }) async start() { ${body} } @step() end() {} }`;
  const { flows, problems } = parseFlows(text, 'f.ts');
  expect(problems.map(one => one.code).join(' ')).toBe(code);
  expect(flows[0]!.graph.steps[0]!.unknown).toBe(body.includes('other()'));
});

/** What is told of a branch that ends like this, in a split whose other branch is joined. */
function toldInBranch(body: string, options = ''): string[] {
  const text = `import { Flow, type Inputs, step } from 'stepwell'; import { fail, save } from './fail.js';
function over(): never { process.exit(1); }
export class F extends Flow { rows = [1]; problem?: Error; async #stop(): Promise<never> { throw new Error(); }
  @step() start() { return this.next(this.a, this.b); }
  @step(${options}) async a() { ${body} }
  @step() b() { return this.next(this.join); }
  @step() bad() { throw new Error(); }
  @step() join(inputs: Inputs<this>) { console.log(inputs.length); } }`;
  return parseFlows(text, 'f.ts', sources)
    .problems.map(({ code, step }) => `${code} (${step})`)
    .filter(told => !told.startsWith('unreachable-step'));
}

describe('a branch that never comes to an end', () => {
  test.each([
    "throw new Error('to do');",
    'fail();',
    'over();',
    'await this.#stop();',
    'return over();',
    'if (this.rows.length) throw new Error(); else process.exit(1);',
    'for (;;) await this.rows;',
    'if (this.rows.length) return this.next(this.join); return this.next(this.bad);',
  ])('%s', body => {
    expect(toldInBranch(body)).toEqual([]);
  });

  test.each([
    ["throw new Error('to do');", "{ catch: 'problem' }"],
    ['save();', ''],
    ['if (this.rows.length) throw new Error();', ''],
    ['console.log(1);', ''],
    ['switch (this.rows.length) { case 1: throw new Error(); }', ''],
  ])('and one that may: %s %s', (body, options) => {
    expect(toldInBranch(body, options)).toEqual(['terminal-inside-split (a)']);
  });
});

describe('a transition that lacks its return is told alone', () => {
  test.each([
    'if (this.rows.length) this.next(this.join); else return this.next(this.join);',
    'if (this.rows.length) { this.next(this.join); console.log(1); } else return this.next(this.join);',
    'if (this.rows.length) return this.next(this.join); void this.next(this.join);',
    'switch (this.rows.length) { case 1: this.next(this.join); break; default: return this.next(this.join); }',
  ])('%s', body => {
    expect(toldInBranch(body)).toEqual(['transition-not-returned (a)']);
  });

  test('but for other ways on which there is none', () => {
    const body =
      'if (this.rows.length) { this.next(this.join); } else if (this.rows.at(1)) { console.log(1); } else return this.next(this.join);';
    expect(toldInBranch(body)).toEqual([
      'step-fell-through (a)',
      'terminal-inside-split (a)',
      'transition-not-returned (a)',
    ]);
  });

  test('and so is one that is made for a variable, outside of a split', () => {
    const text = `import { Flow, step } from 'stepwell';
export class F extends Flow { rows = [1];
  @step() start() { if (this.rows.length) { const t = this.next(this.end); } else return this.next(this.end); } @step() end() {} }`;
    expect(parseFlows(text, 'f.ts').problems.map(({ code }) => code)).toEqual(['transition-not-returned']);
  });
});
