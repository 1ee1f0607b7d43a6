import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { flowText } from '../flowText.js';

/** Sound flows: nothing may be found wrong with any of them. */
const sound: Readonly<Record<string, readonly string[]>> = {
  'one step': ['start() {}'],
  linear: ['start() { return this.next(this.a); }', 'a() { return this.next(this.b); }', 'b() {}'],
  split: [
    'start() { return this.next(this.a, this.b); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'fan-out': [
    'start() { return this.foreach([1], this.a); }',
    'a(item: number, index: number) { return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'fan-out in a fan-out': [
    'start() { return this.foreach([1], this.a); }',
    'a(item: number) { return this.foreach([2], this.b); }',
    'b(item: number) { return this.next(this.j); }',
    'j(inputs: Inputs<this>) { return this.next(this.k); }',
    'k(inputs: Inputs<this>) { return this.next(this.end); }',
    'end() {}',
  ],
  'split in a fan-out': [
    'start() { return this.foreach([1], this.a); }',
    'a() { return this.next(this.b, this.c); }',
    'b() { return this.next(this.j); }',
    'c() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) { return this.next(this.k); }',
    'k(inputs: Inputs<this>) {}',
  ],
  'condition inside a branch': [
    'start() { return this.next(this.a, this.b); }',
    'a() { if (this.x) return this.next(this.c); return this.next(this.d); }',
    'b() { return this.next(this.j); }',
    'c() { return this.next(this.j); }',
    'd() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'split under a condition': [
    'start() { if (this.x) return this.next(this.a, this.b); return this.next(this.end); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) { return this.next(this.end); }',
    'end() {}',
  ],
  'the same fan-out under two conditions': [
    'start() { if (this.x) return this.foreach([1], this.a); return this.foreach([2, 3], this.a); }',
    'a(item: number) { return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'two splits of one step, one join': [
    'start() { if (this.x) return this.next(this.a, this.b); return this.next(this.b, this.c); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'c() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'two splits of one step, a join for each': [
    'start() { if (this.x) return this.next(this.a, this.b); return this.next(this.c, this.d); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'c() { return this.next(this.k); }',
    'd() { return this.next(this.k); }',
    'j(inputs: Inputs<this>) { return this.next(this.end); }',
    'k(inputs: Inputs<this>) { return this.next(this.end); }',
    'end() {}',
  ],
  'two steps that open splits with one join': [
    'start() { return this.next(this.x ? this.p : this.q); }',
    'p() { return this.next(this.a, this.b); }',
    'q() { return this.foreach([1], this.c); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'c() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'alternative splits of the same branches': [
    'start() { return this.next(this.x ? this.p : this.q); }',
    'p() { return this.next(this.a, this.b); }',
    'q() { return this.next(this.b, this.a); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'alternative splits inside alternative fan-outs': [
    'start() { return this.x ? this.foreach([1], this.p) : this.foreach([1], this.q); }',
    'p() { return this.next(this.a, this.b); }',
    'q() { return this.next(this.a, this.b); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) { return this.next(this.k); }',
    'k(inputs: Inputs<this>) {}',
  ],
  loop: [
    'start() { return this.next(this.a); }',
    'a() { return this.next(this.b); }',
    'b() { if (this.x) return this.next(this.a); return this.next(this.end); }',
    'end() {}',
  ],
  'a step that loops to itself': [
    'start() { return this.x ? this.next(this.start) : this.next(this.end); }',
    'end() {}',
  ],
  'loop back to the start': [
    'start() { return this.next(this.a); }',
    'a() { if (this.x) return this.next(this.start); return; }',
  ],
  'loop in a fan-out': [
    'start() { return this.foreach([1], this.a); }',
    'a() { return this.next(this.b); }',
    'b() { if (this.x) return this.next(this.a); return this.next(this.j); }',
    'j(inputs: Inputs<this>) {}',
  ],
  'loop around a fan-out': [
    'start() { return this.next(this.open); }',
    'open() { return this.foreach([1], this.a); }',
    'a() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) { return this.x ? this.next(this.open) : this.next(this.end); }',
    'end() {}',
  ],
  'a join that opens the next split': [
    'start() { return this.next(this.a, this.b); }',
    'a() { return this.next(this.j); }',
    'b() { return this.next(this.j); }',
    'j(inputs: Inputs<this>) { return this.foreach([1], this.c); }',
    'c() { return this.next(this.k); }',
    'k(inputs: Inputs<this>) {}',
  ],
  'a start marked as such, another step named otherwise': [
    'first() { return this.next(this.end); }',
    'end() {}',
  ],
  'ends early': ['start() { if (!this.x) return; return this.next(this.end); }', 'end() {}'],
  'throws on the other path': [
    "start() { if (this.x) return this.next(this.end); throw new Error('no'); }",
    'end() {}',
  ],
  'a switch over every case': [
    "start() { switch (this.kind) { case 'a': return this.next(this.a); case 'b': return this.next(this.b); } }",
    'a() {}',
    'b() {}',
  ],
  'a last call that never returns': [
    'start() { if (this.x) { return this.next(this.end); } process.exit(1); }',
    'end() {}',
  ],
  'an endless loop with a way out': [
    'async start() { for (;;) { const x = await poll(); if (x) return this.next(this.end); } }',
    'end() {}',
  ],
  'what cannot be followed': ['start() { return this.go(); }', 'a() { return this.next(this.b); }', 'b() {}'],
  'a caught error on a straight way': ['start() { return this.next(this.end); }', 'end() {}'],
};

describe('sound flows', () => {
  for (const [name, steps] of Object.entries(sound)) {
    test(name, () => {
      const text = flowText(...steps).replace('@step() first', '@step({ start: true }) first');
      expect(parseFlows(text, 'f.ts')).toMatchObject({ broken: null, problems: [] });
    });
  }

  test('a thousand diamonds in a row', { timeout: 30_000 }, () => {
    const steps = ['start() { return this.next(this.s0); }'];
    for (let at = 0; at < 1000; at++) {
      steps.push(`s${at}() { return this.next(this.a${at}, this.b${at}); }`);
      steps.push(
        `a${at}() { return this.next(this.j${at}); }`,
        `b${at}() { return this.next(this.j${at}); }`,
      );
      const next = at < 999 ? `return this.next(this.s${at + 1});` : '';
      steps.push(`j${at}(inputs: Inputs<this>) { ${next} }`);
    }
    expect(parseFlows(flowText(...steps), 'f.ts').problems).toEqual([]);
  });

  test('fan-outs nested a hundred deep', () => {
    const steps = ['start() { return this.foreach([1], this.f1); }'];
    for (let at = 1; at < 100; at++) steps.push(`f${at}() { return this.foreach([1], this.f${at + 1}); }`);
    steps.push('f100() { return this.next(this.j100); }');
    for (let at = 100; at > 1; at--)
      steps.push(`j${at}(inputs: Inputs<this>) { return this.next(this.j${at - 1}); }`);
    steps.push('j1(inputs: Inputs<this>) {}');
    expect(parseFlows(flowText(...steps), 'f.ts').problems).toEqual([]);
  });
});
