import { expect, test } from 'vitest';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import { lines } from './changed.js';

/** A flow whose join, and what it calls, knows branches by the steps they end in. */
function flow(take: string, outside = ''): string {
  return `import { Flow, type Inputs, step } from 'stepwell';
${outside}
export class F extends Flow {
  x = 0;
  @step() start() {
    return this.next(this.a, this.b);
  }
  @step() a() {
    return this.next(this.join);
  }
  @step() b() {
    return this.next(this.join);
  }
  @step() more() {
    return this.next(this.last);
  }
  @step() last() {
    return this.next(this.join);
  }
  @step() join(inputs: Inputs<this>) {
    this.x = ${take};
  }
}
`;
}

const added: GraphEdit = { kind: 'addStep', after: 'a', before: 'join', name: 'c' };

test.each<[what: string, outside: string, after: string]>([
  ['a function', 'const best = (all: Inputs<F>) => all.a.x;', 'const best = (all: Inputs<F>) => all.c.x;'],
  [
    'a function with brackets',
    "function best(all: Readonly<Inputs<F>>) { return all['a'].x; }",
    "function best(all: Readonly<Inputs<F>>) { return all['c'].x; }",
  ],
  [
    'a pattern',
    'const best = ({ a, b }: Inputs<F>) => a.x + b.x;',
    'const best = ({ c: a, b }: Inputs<F>) => a.x + b.x;',
  ],
  [
    'a pattern inside',
    'function best(all: Branches) { const { a: one } = all; return one.x; } type Branches = Inputs<F>;',
    'function best(all: Branches) { const { c: one } = all; return one.x; } type Branches = Inputs<F>;',
  ],
  [
    'a function of any flow of the kind',
    'function best<T extends F>(all: Inputs<T>) { return all.a.x; }',
    'function best<T extends F>(all: Inputs<T>) { return all.c.x; }',
  ],
])('%s goes by the new last step of a branch', (_what, outside, after) => {
  const edited = lines(flow('best(inputs)', outside), added).split('\n');
  expect(edited).toContain(`+ ${after}`);
  expect(edited).toContain(`- ${outside}`);
});

test.each<[what: string, outside: string]>([
  [
    'another function',
    'const best = (all: Inputs<G>) => all.a.x; class G extends Flow { x = 1; @step() start() {} @step() a() {} }',
  ],
  [
    'what is called alike',
    'const best = (all: Inputs<F>) => ((all: { a: F }) => all.a.x)({ a: all[0]! as F });',
  ],
])('%s stays', (_what, outside) => {
  expect(lines(flow('best(inputs as never)', outside), added)).not.toContain('best =');
});

test('not where a function takes the inputs of another flow as well', () => {
  const outside =
    'const best = (all: Inputs<F | G>) => all.a.x; class G extends Flow { x = 1; @step() start() {} @step() a() {} }';
  expect(lines(flow('best(inputs)', outside), added)).toBe(
    "refused: Line 2 knows the branch by its last step 'a', for other flows as well: change that first.",
  );
});

const move = (take: string, target: string, from = 'a', to = 'join', text = flow(take)): string =>
  lines(text, { kind: 'moveEdge', from, to, target });

test('a branch that ends in another step when its edge is moved goes by that one', () => {
  expect(move('inputs.a.x', 'last')).toContain('+     this.x = inputs.last.x;\n-     this.x = inputs.a.x;');
  expect(move('inputs.a.x', 'more')).toContain('+     this.x = inputs.last.x;');
  expect(move('inputs.b.x', 'more')).not.toContain('this.x');
});

test('not where it would end in a step that ends another one', () => {
  expect(move('inputs.a.x', 'b')).toBe(
    "refused: 'join' knows the branch by its last step 'a', and would no more: change that in the code.",
  );
});

test('a branch that is led past its last step goes by the one before', () => {
  const text = flow('inputs.last.x').replace('return this.next(this.join)', 'return this.next(this.last)');
  expect(move('', 'join', 'a', 'last', text)).toContain('+     this.x = inputs.a.x;');
});
