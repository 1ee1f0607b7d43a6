import { type Form, fine, members, refused, source } from './form.js';

const end = '@step() end() {}';
const both = fine('start>end end');
const unknown = { check: '', graph: 'start>? end', run: 'start end' };
const start = (body: string, more = ''): string => `@step() start() { ${body} } ${end} ${more}`;

/** How a step says where it goes on to. */
export const transitions: readonly Form[] = [
  members('awaited', '@step() async start() { return await this.next(this.end); } @step() end() {}', both),
  members('in brackets', start("return this['next'](this['end']);"), both),
  members('in parentheses and casts', start('return (this as this).next((this.end)!);'), both),
  members('with optional chaining', start('return this?.next?.(this?.end);'), both),
  members('on this under another name', start('const self = this; return self.next(self.end);'), both),
  members(
    'on this under a name that may change',
    start('let self = this; return self.next(self.end);'),
    both,
  ),
  members('with parts of this', start('const { end } = this; return this.next(end);'), both),
  members(
    'with parts of this under another name',
    start('const { end: last } = this; return this.next(last);'),
    both,
  ),
  members('a constant', start('const on = this.next(this.end); return on;'), both),
  members('a variable', start('let on = this.next(this.end); return on;'), both),
  members(
    'a variable with two values',
    start('let to = this.start; if (this.current.attempt < 5) to = this.end; return this.next(to);'),
    fine('start>start,end end'),
  ),
  members(
    'a variable that is given a step later',
    start(
      'let to: any; if (this.current.attempt > 5) to = this.start; else to = this.end; return this.next(to);',
    ),
    fine('start>start,end end'),
  ),
  members(
    'a name that an inner block uses for another step',
    start('const to = this.end; { const to = this.start; console.log(to.name); } return this.next(to);'),
    both,
  ),
  members(
    'behind a labelled loop that is left',
    start(
      'outer: while (true) { for (const page of [1, 2]) if (page === 2) break outer; } return this.next(this.end);',
    ),
    both,
  ),
  members(
    'behind a labelled switch in a loop',
    start(
      'outer: for (;;) { switch (this.current.attempt) { case 0: break outer; default: continue outer; } } return this.next(this.end);',
    ),
    both,
  ),
  members(
    'in a loop that never ends',
    start('while (1) { if (this.current.attempt < 5) return this.next(this.end); }'),
    both,
  ),
  members(
    'a step that a getter gives',
    start('return this.next(this.chosen);', 'get chosen() { return this.end; }'),
    unknown,
  ),
  source(
    'what a method of a base gives',
    `abstract class Base extends Flow { go() { return this.next((this as any).end); } }
export class A extends Base { @step() start() { return super.go(); } @step() end() {} }`,
    unknown,
  ),
  members('a step in a constant', start('const to = this.end; return this.next(to);'), both),
  members('a step in a list', start('const to = [this.end] as const; return this.next(...to);'), unknown),
  members(
    'a step that a method gives',
    start('return this.next(this.pick());', 'pick() { return this.end; }'),
    unknown,
  ),
  members(
    'a transition that a method makes',
    start('return this.goOn();', 'goOn() { return this.next(this.end); }'),
    unknown,
  ),
  members(
    'a transition that a function makes',
    start('return on(this);'),
    unknown,
    'const on = (flow: any): any => flow.next(flow.end);\n',
  ),
  members('a transition of an arrow function', start('return (() => this.next(this.end))();'), unknown),
  members(
    'a ternary',
    start('return this.current.attempt > 5 ? this.next(this.start) : this.next(this.end);'),
    fine('start>start,end end'),
  ),
  members(
    'a ternary among the targets',
    start('return this.next(this.current.attempt > 5 ? this.start : this.end);'),
    fine('start>start,end end'),
  ),
  members(
    'a switch',
    start(
      'switch (this.current.attempt) { case 7: return this.next(this.start); default: return this.next(this.end); }',
    ),
    fine('start>start,end end'),
  ),
  members('a loop', start('for (const _ of [1]) return this.next(this.end); return;'), both),
  members(
    'try and finally',
    start("try { return this.next(this.end); } finally { console.log('done'); }"),
    both,
  ),
  members(
    'try and catch',
    start('try { JSON.parse("{"); } catch { return this.next(this.end); } return this.next(this.start);'),
    fine('start>end,start end'),
  ),
  members('a comma', start('return console.log(1), this.next(this.end);'), both),
  members(
    'on a condition that holds',
    start('return this.current.attempt === 0 && this.next(this.end);'),
    both,
  ),
  members('on a condition that does not', start('return this.current.attempt > 5 && this.next(this.end);'), {
    ...both,
    run: 'start',
  }),
  members(
    'or else',
    start('return this.late() || this.next(this.end);', 'late() { return undefined; }'),
    unknown,
  ),
  source(
    'a step by its base',
    `abstract class Base extends Flow { ${end} }\nexport class A extends Base { @step() start() { return this.next(super.end); } }`,
    fine('end start>end', 'start end'),
  ),
  members(
    'a step by a base that has none',
    start('return this.next(super.end as never);'),
    refused('not-a-step', 'start>end end'),
  ),
  source(
    'what the step that is overridden returns',
    `abstract class Base extends Flow { @step() start() { return this.next(this.end); } ${end} }\nexport class A extends Base { @step() override start() { return super.start(); } }`,
    both,
  ),
  source(
    'a step that is overridden, by its base',
    `abstract class Base extends Flow { ${start('return this.next(this.end);')} }\nexport class A extends Base { @step() override end() { return super.end(); } }`,
    both,
  ),
  source(
    'a base step that is none any more',
    `abstract class Base extends Flow { ${start('return;')} }\nexport class A extends Base { @step() override start() { return this.next(super.end as never); } override end() {} }`,
    refused('not-a-step', 'start'),
  ),
  members(
    'a bound method',
    start('return this.next(this.end.bind(this));'),
    refused('not-a-step', 'start>end end'),
  ),
  members(
    'a method that is called',
    start('return this.next(this.end() as never);'),
    refused('not-a-step', 'start>end end'),
  ),
  members(
    'an arrow function',
    start('return this.next(() => this.end());'),
    refused('not-a-step', 'start>? end'),
  ),
  members(
    'a name in quotes',
    start("return this.next('end' as never);"),
    refused('not-a-step', 'start>end end'),
  ),
  members(
    'next, taken off',
    start('const { next } = this; return next(this.end);'),
    refused('transition-taken-off', 'start>? end'),
  ),
  members(
    'next, taken off and kept',
    start('const on = this.next; return on(this.end);'),
    refused('transition-taken-off', 'start>? end'),
  ),
  members('next, bound', start('const on = this.next.bind(this); return on(this.end);'), unknown),
  members('next, called by the prototype', start('return this.next.call(this, this.end);'), unknown),
  members(
    'in a nested function that is not returned',
    start('[1].forEach(() => this.next(this.end)); return this.next(this.end);'),
    { ...both, check: 'transition-not-returned' },
  ),
  members('not returned', start('this.next(this.end);'), refused('transition-not-returned', 'start end')),
  members(
    'a number',
    start('return this.current.attempt > 5 ? this.next(this.end) : 42;'),
    refused('returns-value', 'start>end end'),
  ),
  members('the step itself', start('return this.end;'), refused('returns-value', 'start>? end')),
  members('what a field holds', start('return this.on;', 'on: any = undefined;'), {
    check: '',
    graph: 'start>? end',
    run: 'start',
  }),
  members(
    'a list',
    start('return [this.next(this.end)];'),
    refused('returns-value unreachable-step', 'start end'),
  ),
  members('an object', '@step() start() { return { a: 1 }; }', refused('returns-value', 'start')),
  members('null', '@step() start() { return null; }', fine('start')),
  members('false', '@step() start() { return false; }', fine('start')),
  members('nothing', '@step() start() { return void 0; }', fine('start')),
  members('behind a throw', start("throw new Error('tried'); return this.next(this.end);"), {
    check: 'unreachable-arm',
    graph: 'start>~end end',
    run: 'failed: tried',
  }),
  members(
    'behind a throw that is caught',
    `error?: Error; @step({ catch: 'error' }) start() { throw new Error('tried'); return this.next(this.end); } ${end}`,
    { check: 'unreachable-arm', graph: 'start>~end end', run: 'start end' },
  ),
  members('behind a return', start('return; return this.next(this.end);'), {
    check: 'unreachable-arm',
    graph: 'start>~end end',
    run: 'start',
  }),
  members('behind another', start('return this.next(this.end); return this.next(this.start);'), {
    check: 'unreachable-arm',
    graph: 'start>end,~start end',
    run: 'start end',
  }),
  members(
    'behind both arms of a condition',
    start(
      "if (this.current.attempt) throw new Error('a'); else return this.next(this.end); return this.next(this.start);",
    ),
    { check: 'unreachable-arm', graph: 'start>end,~start end', run: 'start end' },
  ),
  members(
    'in a branch, behind a throw',
    `error?: Error; @step() start() { return this.next(this.a, this.b); } @step({ catch: 'error' }) a() { throw new Error('tried'); return this.next(this.end); } @step() b() { return this.next(this.end); } @step() end(inputs: Inputs<this>) { console.log(inputs.length); }`,
    { check: 'unreachable-arm', graph: 'start>a,b a>~end b>end end', run: 'start a b end' },
  ),
  members(
    'a split behind a throw',
    `error?: Error; @step({ catch: 'error' }) start() { throw new Error('tried'); return this.next(this.a, this.b); } @step() a() { return this.next(this.end); } @step() b() { return this.next(this.end); } @step() end(inputs: Inputs<this>) { console.log(inputs.length); }`,
    {
      check: 'unreachable-arm unreachable-arm'.split(' ')[0]!,
      graph: 'start>~a,~b a>end b>end end',
      run: 'start a b end',
    },
  ),
];
