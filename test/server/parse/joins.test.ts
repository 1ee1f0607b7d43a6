import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { found, split, text } from './told.js';

describe('what is merged', () => {
  const joins = (merge: string, read = 'console.log(this.x);'): string =>
    text(
      'x = 0; y = 0; mode = parameter.string();',
      'start() { return this.foreach([1, 2], this.each); }',
      'each(n: number) { return this.next(this.a, this.b); }',
      'a() { this.x = 1; return this.next(this.inner); }',
      'b() { return this.next(this.inner); }',
      'inner(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.outer); }',
      `outer(inputs: Inputs<this>) { ${merge} return this.next(this.end); }`,
      `end() { ${read} }`,
    );

  test.each([
    ['each branch comes without it', joins('this.merge(inputs);'), ['artifact-disputed @ x (end)']],
    [
      'each branch comes without it, before a read',
      joins('this.merge(inputs); console.log(this.x);', ''),
      ['artifact-disputed @ x (outer)'],
    ],
    ['in its own join', joins('').replace('console.log(inputs.length)', 'this.merge(inputs)'), []],
    [
      'under a condition',
      joins('').replace('console.log(inputs.length)', "if (this.mode === 'a') this.merge(inputs)"),
      ['artifact-disputed @ x (end)'],
    ],
    [
      'in both arms',
      joins('').replace(
        'console.log(inputs.length)',
        "if (this.mode === 'a') this.merge(inputs); else this.x = 2",
      ),
      [],
    ],
    [
      'behind a read',
      joins('').replace('console.log(inputs.length)', 'console.log(this.x); this.merge(inputs)'),
      ['artifact-disputed @ x (inner)'],
    ],
    [
      'before a read',
      joins('').replace('console.log(inputs.length)', 'this.merge(inputs); console.log(this.x)'),
      [],
    ],
    [
      'in a helper',
      joins('')
        .replace('console.log(inputs.length)', 'this.#all(inputs)')
        .replace('@step() end', '#all(inputs: Inputs<this>) { this.merge(inputs); } @step() end'),
      [],
    ],
    [
      'another',
      joins('').replace('console.log(inputs.length)', "this.merge(inputs, { exclude: ['x'] })"),
      ['artifact-disputed @ x (end)'],
    ],
  ])('%s', (_what, source, expected) => {
    expect(found(source)).toEqual(expected);
  });

  test.each([
    ['delete this.x; this.merge(inputs);', true],
    ["this.x = 2; this.merge(inputs, { include: ['x'] });", true],
    ['this.x = 2; this.merge(inputs);', false],
    ["delete this.x; this.merge(inputs, { exclude: ['x'] });", false],
  ])('%s in one of two branches', (merge, isTold) => {
    const source = text(
      'x?: number; y?: number;',
      'start() { return this.foreach([1, 2], this.each); }',
      'each(n: number) { this.x = n; return this.next(this.a, this.b); }',
      'a() { return this.next(this.inner); }',
      'b() { return this.next(this.inner); }',
      `inner(inputs: Inputs<this>) { ${merge} return this.next(this.outer); }`,
      'outer(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.end); }',
      'end() { this.y = this.x; }',
    );
    expect(found(source)).toEqual(isTold ? ['artifact-disputed @ x (end)'] : []);
  });

  test('where all items may come the way that has lost it', () => {
    const source = joins('this.merge(inputs);').replace(
      'each(n: number) {',
      "each(n: number) { console.log(n); if (this.mode === 'a') return this.next(this.outer);",
    );
    expect(found(source)).toEqual(['artifact-disputed @ x (end)']);
  });

  test.each([
    ['x = 0;', []],
    ['x?: number;', ['artifact-disputed @ x (end)']],
  ])('where another branch has what it began with: %s', (field, expected) => {
    const source = text(
      `${field} y?: number;`,
      'start() { return this.next(this.open, this.c); }',
      'open() { return this.next(this.a, this.b); }',
      'a() { this.x = 1; return this.next(this.inner); }',
      'b() { return this.next(this.inner); }',
      'inner(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.outer); }',
      'c() { return this.next(this.outer); }',
      'outer(inputs: Inputs<this>) { this.merge(inputs); return this.next(this.end); }',
      'end() { this.y = this.x; }',
    );
    expect(found(source)).toEqual(expected);
  });

  test.each([
    ['where it has come round to every branch without a value', '', ['artifact-disputed @ x (open)']],
    ['where the other branch gives it one, on some way through it', 'if (this.y) this.x = 3;', []],
  ])('around a loop, %s', (_what, other, expected) => {
    const source = text(
      'x?: number; y?: number;',
      'start() { return this.next(this.open, this.c); }',
      'open() { this.y = this.x!; return this.next(this.a, this.b); }',
      'a() { this.x = 1; return this.next(this.inner); }',
      'b() { return this.next(this.inner); }',
      'inner(inputs: Inputs<this>) { console.log(inputs.length); return this.next(this.outer); }',
      `c() { ${other} return this.next(this.outer); }`,
      'outer(inputs: Inputs<this>) { this.merge(inputs); return this.next(this.again); }',
      'again() { if (this.current.iteration < 1) return this.next(this.start); return this.next(this.end); }',
      'end() {}',
    );
    expect(found(source)).toEqual(expected);
  });

  test('a dispute is told of the join that it comes from', () => {
    const source = text(
      'x = 0;',
      split,
      'a() { this.x = 1; return this.next(this.first); }',
      'b() { return this.next(this.first); }',
      'first(inputs: Inputs<this>) { this.x = inputs.length; return this.next(this.c, this.d); }',
      'c() { this.x = 2; return this.next(this.second); }',
      'd() { return this.next(this.second); }',
      'second(inputs: Inputs<this>) { console.log(inputs.length, this.x); }',
    );
    const { problems } = parseFlows(source, 'f.ts');
    expect(problems.map(({ message }) => /after the join '(\w+)'/.exec(message)?.[1])).toEqual(['second']);
  });
});

describe('what is tried', () => {
  const joined = (read: string, helper = ''): string =>
    text(
      'x = 0; y = parameter.number();',
      split,
      'a() { this.x = 1; return this.next(this.j); }',
      'b() { return this.next(this.j); }',
      `j(inputs: Inputs<this>) { ${read} console.log(this.x, inputs.length); }`,
      helper,
      '#look() { const read = () => this.x; console.log(read()); }',
    );
  test.each([
    ['try { this.x = load(); } catch { console.log(1); }', true],
    ['try { load(); } catch { this.x = 1; }', true],
    ['try { this.x = load(); } catch { this.x = 1; }', false],
    ['try { this.x = load(); } catch { return; }', false],
    ['try { this.x = load(); } catch { throw new Error(); }', false],
    ['try { this.x = load(); } finally { console.log(1); }', false],
    ['try { load(); } catch {} finally { this.x = 1; }', false],
    ['try { this.x = 1; console.log(this.x); } catch {} this.x = 2;', false],
    ['const read = () => this.x; console.log(read()); this.x = 1;', true],
    ['this.#look(); this.x = 1;', true],
    ['const read = () => this.x; this.x = 1; console.log(read());', false],
  ])('%s before a read', (read, isTold) => {
    expect(found(joined(read))).toEqual(isTold ? ['artifact-disputed @ x (j)'] : []);
  });

  const put = 'const put = (to: number) => { this.x = to; };';
  test.each([
    [`if (this.y) { ${put} put(1); }`, true],
    [`${put} if (this.y) put(1);`, true],
    ['const put = (to: number) => { if (this.y) this.x = to; }; put(1);', true],
    ['function none() { console.log(1); } none();', true],
    [`${put} put(1);`, false],
    ['[1].forEach(n => { this.x = n; });', false],
  ])('%s in a helper before a read', (body, isTold) => {
    const source = joined('this.#do();', `#do() { ${body} }`);
    expect(found(source)).toEqual(isTold ? ['artifact-disputed @ x (j)'] : []);
  });
});

describe('an input that comes to a join without a value', () => {
  const loop = (each: string, decorator = '@step()'): string =>
    text(
      'x?: any;',
      'start() { return this.next(this.open); }',
      'open() { return this.foreach([0, 1], this.each); }',
      `${decorator} each(n: number) { ${each} return this.next(this.j); } #put(to: number) { this.x = to; }`,
      'j(inputs: Inputs<this>) { for (const one of inputs) console.log(one.x); if (Date.now() > 1) return this.next(this.open); return this.next(this.end); }',
      'end() {}',
    );

  test.each([
    ['if (n > 0) this.x = n;', '@step()'],
    ['if (n > 0) throw new Error();', "@step({ catch: 'x' })"],
    ['if (n > 0) throw new Error(); this.x = n;', "@step({ catch: 'problem' })"],
    ['delete this.x; work(n); this.x = 1;', "@step({ catch: 'problem' })"],
    ['this.#put(work(n));', "@step({ catch: 'problem' })"],
    ['[n].forEach(() => { if (n > 0) return; this.x = n; });', '@step()'],
    ['const put = () => { if (n > 0) return; this.x = n; }; put();', '@step()'],
  ])('%s in a loop', (each, decorator) => {
    const told = found(loop(each, decorator)).filter(one => one.startsWith('artifact-disputed'));
    expect(told).toEqual(['artifact-disputed @ x (j)']);
  });

  test.each([
    ['this.x = n;', '@step()'],
    ['if (n > 0) this.x = n; else this.x = 0;', '@step()'],
    ['switch (n) { case 0: this.x = 1; break; default: this.x = n; }', '@step()'],
    ['for (const one of [n]) this.x = one;', '@step()'],
    ['[n].forEach(one => { this.x = one; if (n > 0) return; console.log(n); });', '@step()'],
    ['if (n > 0) throw new Error(); this.x = n;', "@step({ catch: 'x' })"],
    ['try { this.x = JSON.parse(String(n)); } catch { this.x = null; }', '@step()'],
    ['this.x = null; if (n > 0) throw new Error(); this.x = n;', "@step({ catch: 'problem' })"],
    ['{ delete this.x; this.x = () => n; this.x = 1; } work(n);', "@step({ catch: 'problem' })"],
    ["{ this['x'] = this.y = [1]; } work(n);", "@step({ catch: 'problem' })"],
    ['this.#put(1); work(n);', "@step({ catch: 'problem' })"],
    ['this.#put(1); work(n); this.#put(2);', "@step({ catch: 'problem' })"],
  ])('%s gives it one', (each, decorator) => {
    expect(found(loop(each, decorator)).filter(one => one.startsWith('artifact-disputed'))).toEqual([]);
  });

  test('under the name of a step that no branch ends in', () => {
    const source = (read: string): string =>
      text(
        'x = 1;',
        split,
        'a() { return this.next(this.a2); }',
        'a2() { return this.next(this.j); }',
        'b() { return this.next(this.j); }',
        `j(inputs: Inputs<this>) { console.log(${read}); }`,
      );
    expect(found(source('inputs.a.x, inputs.b.x'))).toEqual(['unknown-input @ a (j)']);
    expect(found(source('inputs.a2.x, inputs.a?.x, inputs.length'))).toEqual([]);
  });
});
