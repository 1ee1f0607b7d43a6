import { expect, test } from 'vitest';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import { editFlow } from '../../../server/edit/edit.js';
import { offeredFor } from '../fixes/offered.js';
import { expectTyped } from '../fixes/sound.js';
import { Typed } from '../fixes/typed.js';

const typed = new Typed(false);

/** A flow in which `start` has a result type and a body. */
function flow(type: string, body: string, modifier = '', before = ''): string {
  return `import { Flow, step, type Transition } from 'stepwell';\n${before}\nexport class F extends Flow {\n  ok = true;\n  @step() ${modifier}start()${type} { ${body} }\n  @step() end() { console.log(1); }\n  @step() other() {}\n}\n`;
}

const arms = 'if (this.ok) return this.next(this.other); return this.next(this.end);';
const withoutEnd: GraphEdit = { kind: 'deleteEdge', from: 'start', to: 'end' };

test.each<[type: string, after: string, modifier?: string, before?: string]>([
  [': Transition', ': Transition | void'],
  [': Promise<Transition>', ': Promise<Transition | void>', 'async '],
  [": ReturnType<Flow['next']>", ": ReturnType<Flow['next']> | void"],
  [": import('stepwell').Transition", ": import('stepwell').Transition | void"],
  [': Transition | undefined', ': Transition | undefined'],
  [': unknown', ': unknown'],
  [': Next', ': Next | void', '', 'type Next = Transition;'],
  [': Next', ': Next', '', 'type Next = Transition | void;'],
  [': Promise<Next>', ': Promise<Next>', 'async ', 'type Next = Transition | undefined;'],
  ['', ''],
])('a step that gives%s and ends now gives%s', (type, after, modifier, before) => {
  const text = flow(type, arms, modifier, before);
  const edited = editFlow(text, 'f.ts', 'F', withoutEnd);
  const ended = 'if (this.ok) return this.next(this.other); return;';
  // Nothing is left to be done there, so that the statement goes.
  const fallen = 'if (this.ok) return this.next(this.other);';
  expect([flow(after, ended, modifier, before), flow(after, fallen, modifier, before)]).toContain(
    edited.ok && edited.text,
  );
  expectTyped(typed, text, edited.ok ? edited.text : '', text);
});

test('what is said of a type that goes stays', () => {
  const text = flow(': /* none */ void', 'console.log(2);');
  const edited = editFlow(text, 'f.ts', 'F', { kind: 'connect', from: 'start', to: 'end' });
  expect(edited.ok && edited.text).toBe(flow(' /* none */', 'console.log(2); return this.next(this.end);'));
});

test('not where the type goes by a name that has to stay a promise', () => {
  const text = flow(': Onward', arms, 'async ', 'type Onward = Promise<Transition>;');
  expect(editFlow(text, 'f.ts', 'F', withoutEnd)).toEqual({
    ok: false,
    reason: "'start' says that it always goes on, by a type that can't be changed here: change that first.",
  });
});

test('a step that is meant to end by `return;` says so in its type', () => {
  const text = flow(': Promise<Transition>', 'if (this.ok) return this.next(this.end);', 'async ');
  const [fix] = offeredFor(text);
  expect(fix?.after).toBe(
    flow(': Promise<Transition | void>', 'if (this.ok) return this.next(this.end); return;', 'async '),
  );
  const promised = flow(
    ': Onward',
    'if (this.ok) return this.next(this.end);',
    'async ',
    'type Onward = Promise<Transition>;',
  );
  expect(offeredFor(promised).filter(({ code }) => code === 'step-fell-through')).toEqual([]);
});

test.each<[what: string, base: string, heir: string, edit: GraphEdit, refused: boolean]>([
  [
    'a step goes on, and one that overrides it ends',
    'end() {}',
    'end() {}',
    { kind: 'connect', from: 'end', to: 'more' },
    true,
  ],
  [
    'a step goes on, and one that overrides it does',
    'end() {}',
    'end() { return this.next(this.more); }',
    { kind: 'connect', from: 'end', to: 'more' },
    false,
  ],
  [
    'a step goes on, and says that it may end',
    'end(): Transition | void {}',
    'end() {}',
    { kind: 'connect', from: 'end', to: 'more' },
    false,
  ],
])('where %s', (_what, base, heir, edit, refused) => {
  const text = `import { Flow, step, type Transition } from 'stepwell';\nexport class F extends Flow {\n  @step() start() { return this.next(this.end); }\n  @step() ${base}\n  @step() more() {}\n}\nexport class G extends F {\n  @step() override ${heir}\n}\n`;
  const edited = editFlow(text, 'f.ts', 'F', edit);
  if (edited.ok) expectTyped(typed, text, edited.text, edited.text);
  expect(edited.ok ? null : edited.reason).toBe(
    refused ? "'end' would always go on in F, and may end in G, which overrides it." : null,
  );
});

test.each(['', ': Transition'])(
  'a step%s that overrides one which always goes on is not made to end',
  type => {
    const text = `import { Flow, step, type Transition } from 'stepwell';\nexport class F extends Flow {\n  @step() start()${type} { return this.next(this.end); }\n  @step() end() {}\n}\nexport class G extends F {\n  @step() override start()${type} { return this.next(this.end); }\n}\n`;
    expect(editFlow(text, 'f.ts', 'G', withoutEnd)).toEqual({
      ok: false,
      reason: "'start' would always go on in F, and may end in G, which overrides it.",
    });
  },
);

test('what a comment says of a result in JavaScript is kept true', () => {
  const js = (type: string, body: string, async = '') =>
    `import { Flow, step } from "stepwell";\n\nexport class F extends Flow {\n  /** @returns {${type}} where to */\n  @step() ${async}start() { ${body} }\n  @step() end() {}\n}\n`;
  const gone = editFlow(js('Transition', 'return this.next(this.end);'), 'f.js', 'F', withoutEnd);
  expect(gone.ok && gone.text).toBe(js('Transition | void', '').replace('{  }', '{}'));
  const connect: GraphEdit = { kind: 'connect', from: 'start', to: 'end' };
  const onward = editFlow(js('Promise<void>', 'this.x = 1;', 'async '), 'f.js', 'F', connect);
  expect(onward.ok && onward.text).toBe(
    js('Promise<import("stepwell").Transition>', 'this.x = 1; return this.next(this.end);', 'async '),
  );
});
