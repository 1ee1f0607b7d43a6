import { expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';

/** What is told of a step that goes on to `end` at its own end, or does not. */
function told(body: string): string[] {
  const text = `import { Flow, step } from 'stepwell';
export class F extends Flow { rows = [1]; more = true;
  @step() start() { ${body} }
  @step() end() { console.log(this.rows, this.more); } }`;
  const { problems, broken } = parseFlows(text, 'f.ts');
  expect(broken).toBeNull();
  return problems.map(({ code }) => code);
}

test.each([
  'const t = this.next(this.end);',
  'const t = this.next(this.end); console.log(t);',
  'let t = null; if (this.more) t = this.next(this.end);',
  'this.rows.forEach(() => this.next(this.end));',
  'this.rows.forEach(() => { return this.next(this.end); });',
  'setTimeout(() => this.next(this.end), 5);',
  'const go = () => this.next(this.end); go();',
  'const go = () => { this.next(this.end); }; go();',
  'console.log(this.next(this.end));',
  'const self = this; const t = self.next(self.end);',
  'if (this.more) { const t = this.next(this.end); }',
])('a transition that nobody returns: %s', body => {
  expect(told(body)).toEqual(['transition-not-returned']);
});

test.each([
  'const t = this.next(this.end); return t;',
  'let t; if (this.more) t = this.next(this.end); return t;',
  'const go = () => this.next(this.end); return go();',
  'const go = () => { return this.next(this.end); }; return go();',
  'const ways = [this.next(this.end)]; return ways[0];',
  'return this.rows.map(() => this.next(this.end))[0];',
  'try { return this.next(this.end); } finally { console.log(1); }',
  '// this.next(this.end)\n return this.next(this.end);',
])('one that may be returned: %s', body => {
  expect(told(body)).not.toContain('transition-not-returned');
});

test.each([
  ['this.rows.map(async row => row)', 'item-unstorable'],
  ['await this.rows.map(async row => row)', 'item-unstorable'],
  ['[Promise.resolve(1)]', 'item-unstorable'],
  ['[() => 1]', 'item-unstorable'],
  ['new Set([() => 1])', 'item-unstorable'],
  ['this.more ? [1] : [() => 1]', 'item-unstorable'],
  ['this.more ? [1] : 5', 'fanout-not-iterable'],
  ['Promise.all([1])', 'fanout-not-iterable'],
  ['await Promise.all(this.rows.map(async row => row))', ''],
  ['this.rows.map(row => ({ row }))', ''],
  ['new Map([[1, 2]]).values()', ''],
  ['[...this.rows.entries()]', ''],
])('what foreach is given: %s', (items, code) => {
  const text = `import { Flow, type Inputs, step } from 'stepwell';
export class F extends Flow { rows = [1]; more = true;
  @step() async start() { return this.foreach(${items}, this.each); }
  @step() each(row: unknown) { console.log(row); return this.next(this.join); }
  @step() join(inputs: Inputs<this>) { console.log(inputs.length); } }`;
  expect(
    parseFlows(text, 'f.ts')
      .problems.map(problem => problem.code)
      .join(' '),
  ).toBe(code);
});
