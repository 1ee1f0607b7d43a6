import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../runtime/model/graph.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { flowText } from '../flowText.js';

const others = ['a() {}', 'b() {}', 'c() {}', 'd(i: Inputs<this>) {}'];

function graphOf(text: string): Graph {
  const parsed = parseFlows(text, 'f.ts');
  expect(parsed.broken).toBeNull();
  return parsed.flows[0]!.graph;
}

/** `kind?: target kind [condition], …, ends [condition]` of a first step with this body; `?` when it is not wholly known. */
function start(body: string): string {
  const { steps, edges } = graphOf(flowText(`async start(x: any) {${body}}`, ...others));
  const { kind, unknown, ends = [] } = steps[0]!;
  const ways = edges.map(({ to, kind, condition, loop, unreached }) => {
    const words = [
      unreached ? `~${to}` : to,
      kind === 'next' ? '' : kind,
      condition === null ? '' : `[${condition}]`,
      loop ? 'loop' : '',
    ];
    return words.filter(Boolean).join(' ');
  });
  ways.push(...ends.map(end => `ends [${end}]`));
  return `${kind}${unknown ? '?' : ''}: ${ways.join(', ')}`;
}

describe('what a step returns', () => {
  const cases: Readonly<Record<string, string>> = {
    '': 'start: ',
    'return;': 'start: ',
    'return this.next(this.a)': 'start: a',
    'return await this.next(this.a)': 'start: a',
    'return (this.next((this.a)) as never)': 'start: a',
    'return this.next(this.a!)': 'start: a',
    "return this['next'](this['a'])": 'start: a',
    'const self = this; return self.next(self.a)': 'start: a',
    'const t = this.next(this.a); log(); return t': 'start: a',
    'const t = x ? this.a : this.b; return this.next(t)': 'condition: a [x], b [else]',
    'return this.next(this.a, this.b)': 'split: a split, b split',
    'return this.next(this.d)': 'start: d join',
    'return this.next(this.a, this.d)': 'split: a split, d split',
    'return this.foreach(xs, this.a)': 'fanout: a fanout',
    'return this.foreach(xs, this.d, { concurrency: 2 })': 'fanout: d fanout',
    'return this.next(this.start)': 'start: start loop',
    'if (x) return this.next(this.a); return this.next(this.b)': 'condition: a [x], b [else]',
    'if (x) { return this.next(this.a) } else { return this.next(this.b) }': 'condition: a [x], b [else]',
    'if (x) return this.next(this.a); else if (y) return this.next(this.b); else return this.next(this.c)':
      'condition: a [x], b [y], c [else]',
    'if (x) return this.next(this.a); if (y) return this.next(this.b); return this.next(this.c)':
      'condition: a [x], b [y], c [else]',
    'if (x) { if (y) return this.next(this.a); return this.next(this.b) } return this.next(this.c)':
      'condition: a [x && y], b [x && !(y)], c [else]',
    'if (x || y) { if (z) return this.next(this.a) } return this.next(this.c)':
      'condition: a [(x || y) && z], c [else]',
    'if (x  >\n   1) return this.next(this.a); return this.next(this.b)': 'condition: a [x > 1], b [else]',
    'if (x) log(); return this.next(this.a)': 'start: a',
    "if (x) throw new Error('x'); return this.next(this.a)": 'start: a',
    "if (x) return this.next(this.a); throw new Error('x')": 'start: a',
    'if (x) return; return this.next(this.a)': 'condition: a [!(x)], ends [x]',
    'if (x) return this.next(this.a)': 'condition: a [x], ends [else]',
    'return x ? this.next(this.a) : this.next(this.b)': 'condition: a [x], b [else]',
    'return this.next(x ? this.a : this.b)': 'condition: a [x], b [else]',
    'return x ? this.next(this.a) : y ? this.next(this.b) : this.next(this.c)':
      'condition: a [x], b [y], c [else]',
    'return this.next(x ? this.a : y ? this.b : this.c)': 'condition: a [x], b [y], c [else]',
    'return this.next(this.a, x ? this.b : this.c)':
      'split: a split [x], b split [x], a split [else], c split [else]',
    'return x && this.next(this.a)': 'condition: a [x], ends [else]',
    'return (x && this.next(this.a)) || this.next(this.b)': 'condition: a [x], b [else]',
    'return (x && this.next(this.a)) || (y && this.next(this.b)) || this.next(this.c)':
      'condition: a [x], b [y], c [else]',
    'return x || this.next(this.a)': 'linear?: ',
    'const of = { a: this.a, b: this.b }; return this.next(x ? of.a : of.b)': 'condition: a [x], b [else]',
    "const of = { deep: { a: this.a } } as const; return this.next(of.deep['a'])": 'start: a',
    'const of = { a: this.a }; of.a = this.b; return this.next(of.a)': 'linear?: ',
    'const of = { a: this.a }; return this.next(of[x])': 'linear?: ',
    'if (x) return this.next(this.a, this.b); return this.foreach(xs, this.c)':
      'split: a split [x], b split [x], c fanout [else]',
    'switch (x) { case 1: return this.next(this.a); case 2: return this.next(this.b); default: return this.next(this.c) }':
      'condition: a [x === 1], b [x === 2], c [default]',
    "switch (x) { case 'p': case 'q': return this.next(this.a); default: return this.next(this.b) }":
      "condition: a [x === 'p' || x === 'q'], b [default]",
    'switch (x) { case 1: { return this.next(this.a); } case 2: break; } return this.next(this.b)':
      'condition: a [x === 1], b [else]',
    'switch (true) { case x > 1: return this.next(this.a); default: return this.next(this.b) }':
      'condition: a [x > 1], b [default]',
    'switch (x) { case 1: log(); case 2: return this.next(this.a); } return this.next(this.b)':
      'condition: a [x === 1 || x === 2], b [else]',
    'try { return this.next(this.a) } catch { return this.next(this.b) }': 'condition: a [try], b [catch]',
    'try { work() } catch { return this.next(this.b) } return this.next(this.a)':
      'condition: b [catch], a [else]',
    'try { return this.next(this.a) } finally { log() }': 'start: a',
    'try { return this.next(this.a) } catch (e) { throw e }': 'start: a',
    'for (const y of xs) { if (y) return this.next(this.a) } return this.next(this.b)':
      'condition: a [y], b [else]',
    'for (const y of xs) return this.next(this.a); return this.next(this.b)':
      'condition: a [for (const y of xs)], b [else]',
    'while (x) { return this.next(this.a) } return this.next(this.b)': 'condition: a [x], b [else]',
    'for (;;) { if (x) return this.next(this.a); if (y) return this.next(this.b) }':
      'condition: a [x], b [y]',
    'for (;;) { if (x) break; return this.next(this.b) } return this.next(this.a)':
      'condition: b [!(x)], a [else]',
    '{ { return this.next(this.a) } }': 'start: a',
    'if (x) return this.next(this.a); return this.next(this.a)': 'condition: a [x], a [else]',
    'xs.forEach(() => { return this.next(this.a) }); return this.next(this.b)': 'start: b',
    'function f() { return this.next(this.a) } return this.next(this.b)': 'start: b',
    'return this.next(...xs)': 'linear?: ',
    'return this.next(this.a, this[x])': 'split?: a split',
    'return this.helper()': 'linear?: ',
    'return x.next(x.a)': 'linear?: ',
    'return cache ?? this.next(this.a)': 'linear?: ',
    'if (x) return this.helper(); return this.next(this.a)': 'condition?: a [else]',
    'const { next, a } = this; return next(a)': 'linear?: ',
    "return 'done'": 'start: ',
    'return console.log(x)': 'start: ',
    'this.next(this.a)': 'start: ',
    'const t = t2; const t2 = t; return t': 'linear?: ',
    'let t = t2; let t2 = t; return t': 'linear?: ',
    'o: for (;;) { for (const y of xs) if (y) break o } return this.next(this.a)': 'start: a',
    'o: for (;;) { switch (x) { case 1: break o; default: return this.next(this.b) } } return this.next(this.a)':
      'condition: b [default], a [else]',
    'o: for (const y of xs) { for (;;) { if (x) continue o; return this.next(this.b) } } return this.next(this.a)':
      'condition: b [!(x)], a [else]',
    'o: { p: { if (x) break o; if (y) break p; return this.next(this.a) } return this.next(this.b) } return this.next(this.c)':
      'condition: a [!(x) && !(y)], b [!(x)], c [else]',
    'o: { for (;;) { try { if (x) break o } finally { log() } } } return this.next(this.a)': 'start: a',
    'o: for (;;) { try { break o } finally { continue o } } return this.next(this.a)': 'start: ~a',
    'switch (x) { case 1: for (;;) { break } case 2: return this.next(this.a); default: throw x }':
      'start: a',
    'while (1) { if (x) return this.next(this.a) }': 'start: a',
    'while (!0) { if (x) return this.next(this.a) } return this.next(this.b)': 'condition: a [x], ~b [else]',
    'for (; true; ) { if (x) return this.next(this.a) }': 'start: a',
    'do { if (x) return this.next(this.a) } while (true)': 'start: a',
    'do { return this.next(this.a) } while (x)': 'start: a',
    'do { if (x) break; return this.next(this.a) } while (y); return this.next(this.b)':
      'condition: a [!(x)], b [else]',
    'const forever = true; while (forever) { if (x) return this.next(this.a) }': 'start: a',
    'const t = this.a; { const t = this.b; log(t) } return this.next(t)': 'start: a',
    'const t = this.a; { const t = this.b; return this.next(t) }': 'start: b',
    'const t = this.a; for (const t of xs) log(t); return this.next(t)': 'start: a',
    'const t = this.a; if (x) { const t = this.b; return this.next(t) } return this.next(t)':
      'condition: b [x], a [else]',
    'const t = this.a; xs.map(t => t.id); return this.next(t)': 'start: a',
    'const t = this.a; try { log() } catch (t) { log(t) } return this.next(t)': 'start: a',
    'const t = this.a; switch (x) { case 1: { const t = this.b; return this.next(t) } default: return this.next(t) }':
      'condition: b [x === 1], a [default]',
    'for (const t of xs) return this.next(t); return this.next(this.a)': 'condition?: a [else]',
    'const self = this; { const self = x; log(self) } return self.next(self.a)': 'start: a',
    'const self = this; { const self = x; return self.next(self.a) }': 'linear?: ',
    'const { a } = this; { const { b: a } = this; return this.next(a) }': 'start: b',
    'const { a } = this; return this.next(x ? a : this.b)': 'condition: a [x], b [else]',
    'const { a, b } = this; return this.next(a, b)': 'split: a split, b split',
    'const self = this; const { a } = self; return self.next(a)': 'start: a',
    'let { a } = this; return this.next(a)': 'start: a',
    'let { a } = this; if (x) a = this.b; return this.next(a)': 'linear?: ',
    'let self = this; return self.next(self.a)': 'start: a',
    'let self = this; if (x) self = y; return self.next(self.a)': 'linear?: ',
    'let t = this.a; return this.next(t)': 'start: a',
    'let t = this.a; if (x) t = this.b; return this.next(t)': 'condition: a [else], b [x]',
    'let t; if (x) t = this.a; else t = this.b; return this.next(t)': 'condition: a [x], b [else]',
    'let t = null; if (x) t = this.a; else if (y) t = this.b; else t = this.c; return this.next(t)':
      'condition: a [x], b [y], c [else]',
    'let t = this.a; t = this.b; return this.next(t)': 'start: b',
    'let t = this.a; const u = t; t = this.b; return this.next(u)': 'start: a',
    'let t = this.a; for (const y of xs) t = this.b; return this.next(t)': 'condition: a, b',
    'let t = this.a; [t] = xs; return this.next(t)': 'linear?: ',
    'let on = this.next(this.a); if (x) on = this.next(this.b); return on': 'condition: a [else], b [x]',
    'let on; if (x) on = this.next(this.b); return on': 'start: b',
    'if (x) return; if (y) return this.next(this.a); return this.next(this.b)':
      'condition: a [y], b [!(x) && !(y)], ends [x]',
    'if (x) { return } else { return this.next(this.a) }': 'condition: a [!(x)], ends [x]',
    'if (!x) return; return this.next(this.a)': 'condition: a [!(!x)], ends [!x]',
    'return x ? undefined : this.next(this.a)': 'condition: a [!(x)], ends [x]',
    'return x ? this.next(this.a) : y ? null : this.next(this.b)':
      'condition: a [x], b [!(x) && !(y)], ends [y]',
    'if (x) { if (y) return; return this.next(this.a) } return this.next(this.b)':
      'condition: a [x && !(y)], b [!(x)], ends [x && y]',
    'switch (x) { case 1: return; } return this.next(this.a)': 'condition: a [!(x === 1)], ends [x === 1]',
    'switch (x) { case 1: if (y) return this.next(this.a); return this.next(this.b); default: return this.next(this.c) }':
      'condition: a [x === 1 && y], b [x === 1 && !(y)], c [default]',
    'try { work() } catch { if (x) return this.next(this.a); return this.next(this.b) } return this.next(this.c)':
      'condition: a [catch && x], b [catch && !(x)], c [else]',
    'try { work() } catch { return } return this.next(this.a)': 'condition: a [try], ends [catch]',
    'try { if (x) return this.next(this.a); return this.next(this.b) } catch { return this.next(this.c) }':
      'condition: a [try && x], b [try && !(x)], c [catch]',
    'check: { if (x) break check; return this.next(this.a) } return this.next(this.b)':
      'condition: a [!(x)], b [else]',
    'check: { if (x) break check; if (y) return this.next(this.a) } return this.next(this.b)':
      'condition: a [y], b [else]',
    'for (const y of xs) { if (y) continue; return this.next(this.a) }': 'condition: a [!(y)], ends [else]',
    'if (x || z) return; if (y) throw x; return this.next(this.a)': 'condition: a [!(x || z)], ends [x || z]',
  };
  for (const [body, expected] of Object.entries(cases)) {
    // A first step of a kind of its own is `start`; what can't be followed is never called terminal.
    test(body || '(nothing)', () => expect(start(body).replace('start?', 'linear?')).toBe(expected));
  }
});

/** What is told of the flows here, each of which is only a part of one. */
const about: ReadonlySet<string> = new Set([
  'no-start',
  'unreachable-step',
  'flow-out-of-reach',
  'step-not-called',
  'not-a-method',
]);

test('what a step of a base asks, behind what its own asks first', () => {
  const text = `import { Flow, step } from 'stepwell';
abstract class Base extends Flow { n = 1; @step() start(): any { if (this.n > 1) return this.next(this.end); return this.next(this.more); } @step() more() {} @step() end() {} }
export class F extends Base { @step() start() { if (this.n < 0) return this.next(this.end); return super.start(); } }`;
  const graph = parseFlows(text, 'f.ts').flows.find(({ graph: { flow } }) => flow === 'F')!.graph;
  const labels = graph.edges.map(({ to, condition }) => `${to} [${condition}]`);
  expect(labels).toEqual(['end [this.n < 0]', 'end [this.n > 1]', 'more [else]']);
});

describe('what is a flow', () => {
  const names = (text: string, fileName = 'f.ts'): string[] =>
    parseFlows(text, fileName).flows.map(
      ({ graph }) => `${graph.flow}: ${graph.steps.map(({ name }) => name).join(' ')}`,
    );

  test.each([
    ["import { Flow as F, step as s } from 'stepwell'; class A extends F { @s() start() {} }", ['A: start']],
    ["import * as sw from 'stepwell'; class A extends sw.Flow { @sw.step() start() {} }", ['A: start']],
    [
      "import { Flow, step } from 'stepwell'; export default class extends Flow { @step() start() {} }",
      ['default: start'],
    ],
    [
      "import { Flow, step } from 'stepwell'; const A = class extends Flow { @step() start() {} }",
      ['A: start'],
    ],
    [
      "import { Flow, step } from 'stepwell'; function f() { class A extends Flow { @step() start() {} } }",
      ['A: start'],
    ],
    [
      "import { Flow, step } from 'stepwell'; class A extends Flow { @step start() {} helper() {} @step() static x() {} }",
      ['A: start'],
    ],
    ["import { Flow, step } from 'elsewhere'; class A extends Flow { @step() start() {} }", []],
    [
      "import { Flow } from 'stepwell'; import { step } from 'x'; class A extends Flow { @step() start() {} }",
      ['A: '],
    ],
    ["const { Flow, step } = require('stepwell'); class A extends Flow { @step() start() {} }", ['A: start']],
    ["const sw = require('stepwell'); class A extends sw.Flow { @sw.step() start() {} }", ['A: start']],
    ["import { Flow, step } from 'stepwell'; class A { @step() start() {} }", []],
    [
      "import { Flow, step } from 'stepwell'; class A extends Flow { @step() start() {} } class B extends Flow { @step() start() {} @step() end() {} }",
      ['A: start', 'B: start end'],
    ],
    [
      "import { Flow, step } from 'stepwell'; abstract class A extends Flow { @step() start() {} @step() mid() {} @step() gone() {} } class B extends A { @step() end() {} @step() mid() {} gone() {} }",
      ['B: start mid end'],
    ],
    [
      "import { Flow, step } from 'stepwell'; class B extends A { @step() start() {} } class A extends Flow { @step() mid() {} }",
      ['B: mid start'],
    ],
    [
      "import { step } from 'stepwell'; import { Base } from './base'; class B extends Base { @step() more() { return this.next(this.end) } }",
      ['B: more'],
    ],
    ["import { step } from 'stepwell'; class A extends B {} class B extends A { @step() start() {} }", []],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
    expect(parseFlows(text, 'f.ts').problems.filter(({ code }) => !about.has(code))).toEqual([]);
  });

  test('a JavaScript file', () => {
    const text = `import { Flow, step } from 'stepwell';
export class A extends Flow {
  @step() start() { return this.foreach([1], this.a); }
  @step() a(item) { return this.next(this.j); }
  /** @param {import('stepwell').Inputs<this>} all */
  @step() j(all) { return this.next(this.a2, this.b2); }
  @step() a2() { return this.next(this.k); }
  @step() b2() { return this.next(this.k); }
  @step() k(inputs) {}
}`;
    const { flows, problems } = parseFlows(text, 'f.mjs');
    expect(problems).toEqual([]);
    expect(flows[0]!.graph.steps.filter(({ join }) => join).map(({ name }) => name)).toEqual(['j', 'k']);
  });

  test('order of methods and what bodies do changes nothing but order', () => {
    const one = graphOf(flowText('start() { return this.next(this.a); }', 'a() {}'));
    const other = graphOf(flowText('a() { log(1) }', 'start() { log(); return this.next(this.a); }'));
    expect(other.edges).toEqual(one.edges);
    expect(other.steps.toReversed()).toEqual(one.steps);
  });
});

test('secrets, whose defaults are not told, and environment variables', () => {
  const text = flowText(`
    token = parameter.string({ secret: true, env: 'TOKEN' });
    told = parameter.string({ secret: true, default: 'hunter2' });
    open = parameter.string({ secret: false, default: 'a' });
    number = parameter.number({ secret: true, env: 'N' });
    metric = parameter.choice(['a', 'b'], { env: 'METRIC' });
    start() {}`);
  expect(graphOf(text).parameters).toEqual([
    { name: 'token', type: 'string', doc: '', required: true, secret: true, env: 'TOKEN' },
    { name: 'told', type: 'string', doc: '', required: false, secret: true },
    { name: 'open', type: 'string', doc: '', required: false, default: 'a' },
    { name: 'number', type: 'number', doc: '', required: true, env: 'N' },
    { name: 'metric', type: 'choice', doc: '', required: true, choices: ['a', 'b'], env: 'METRIC' },
  ]);
});

test('parameters', () => {
  const text = `import { Flow, parameter, step } from 'stepwell';
import { z } from 'zod';
class A extends Flow {
  /** How many. */
  n = parameter.number({ default: -1.5, min: -2, max: 1e3 });
  s = parameter.string();
  b = parameter.boolean({ default: false });
  j = parameter.json<{ a: number }>({ default: { a: [1, null, 'x'] } });
  c = parameter.choice(['x', 'y'] as const, { default: 'y' });
  f = parameter.file({ default: join('a', 'b') });
  z1 = parameter(z.number().default(3).describe('x'));
  z2 = parameter(z.string());
  z3 = parameter(z.string(), { default: 'q' });
  z4 = parameter(z.string().optional());
  other = number({ default: 1 });
  @step() start() {}
}`;
  expect(graphOf(text).parameters).toEqual([
    { name: 'n', type: 'number', doc: 'How many.', default: -1.5, required: false, min: -2, max: 1000 },
    { name: 's', type: 'string', doc: '', required: true },
    { name: 'b', type: 'boolean', doc: '', default: false, required: false },
    { name: 'j', type: 'json', doc: '', default: { a: [1, null, 'x'] }, required: false },
    { name: 'c', type: 'choice', doc: '', default: 'y', required: false, choices: ['x', 'y'] },
    { name: 'f', type: 'file', doc: '', required: false },
    { name: 'z1', type: 'schema', doc: '', default: 3, required: false },
    { name: 'z2', type: 'schema', doc: '', required: true },
    { name: 'z3', type: 'schema', doc: '', default: 'q', required: false },
    { name: 'z4', type: 'schema', doc: '', required: false },
  ]);
});

test('options and docs', () => {
  const text = `import { Flow, step } from 'stepwell';
/**
 * Two lines
 * of text.
 * @example x
 */
@deco()
export class A extends Flow {
  /** Old. */
  /** The first. */
  @step({ start: true, retry: { times: 2, delay: '1s', backoff: 2 }, timeout: 500, catch: 'err', memory: '1gb', isolate: true, env: { A: 'b' }, other: 1, [x]: 2 })
  begin() {}
}`;
  const { doc, steps } = graphOf(text);
  expect(doc).toBe('Two lines\nof text.');
  expect(steps[0]).toMatchObject({
    doc: 'The first.',
    start: true,
    options: {
      start: true,
      retry: { times: 2, delay: '1s', backoff: 2 },
      timeout: 500,
      catch: 'err',
      memory: '1gb',
      isolate: true,
      env: { A: 'b' },
    },
  });
});
