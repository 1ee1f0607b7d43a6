import { expect, test } from 'vitest';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import { changed } from './changed.js';

const flow = (start: string, rest = '') =>
  `import { Flow, step, type Inputs } from 'stepwell';\n\nclass F extends Flow {\n${start}\n\n  @step() a() {}\n  @step() b() {}\n  @step() c() {}\n${rest}}\n`;

const split = (branches: string) =>
  flow(`  @step() start() {\n    return this.next(\n${branches}    ); // on\n  }`);

test.for<[what: string, before: string, edit: GraphEdit, after: string]>([
  [
    'a branch goes on a line of its own, behind what is said of the last',
    split('      this.a, // first\n      this.b // second\n'),
    { kind: 'connect', from: 'start', to: 'c' },
    split('      this.a, // first\n      this.b, // second\n      this.c\n'),
  ],
  [
    'a comma behind the last stays one',
    split('      this.a,\n      this.b, // second\n      // no more\n'),
    { kind: 'connect', from: 'start', to: 'c' },
    split('      this.a,\n      this.b, // second\n      this.c,\n      // no more\n'),
  ],
  [
    'on one line, behind what is said there',
    flow('  @step() start() { return this.next(this.a /* first */, this.b /* second */); }'),
    { kind: 'connect', from: 'start', to: 'c' },
    flow('  @step() start() { return this.next(this.a /* first */, this.b /* second */, this.c); }'),
  ],
  [
    'a branch goes with what is said above and behind it',
    split('      this.a, // first\n      // why\n      this.b, // second\n      this.c, // third\n'),
    { kind: 'deleteEdge', from: 'start', to: 'b' },
    split('      this.a, // first\n      this.c, // third\n'),
  ],
  [
    'the last one too, without a comma behind it',
    split('      this.a, // first\n      // why\n      this.b // second\n'),
    { kind: 'deleteEdge', from: 'start', to: 'b' },
    split('      this.a // first\n'),
  ],
  [
    'what is said of an arm that ends the flow now stays, and what is said of the other',
    flow(
      '  @step() start() {\n    // which\n    if (this.ok) return this.next(this.a); // yes\n    // otherwise\n    else return this.next(this.b); // no\n  }',
    ),
    { kind: 'deleteEdge', from: 'start', to: 'b' },
    flow(
      '  @step() start() {\n    // which\n    if (this.ok) return this.next(this.a); // yes\n    // otherwise\n    else return; // no\n  }',
    ),
  ],
  [
    'a `;` at the beginning of the next line is not the statement that goes',
    flow(
      '  @step() start() {\n    if (this.ok) return this.next(this.a) // yes\n    ;[1].forEach(n => console.log(n)) // each\n    return this.next(this.b)\n  }',
    ),
    { kind: 'deleteEdge', from: 'start', to: 'a' },
    flow(
      '  @step() start() {\n    if (this.ok) return // yes\n    ;[1].forEach(n => console.log(n)) // each\n    return this.next(this.b)\n  }',
    ),
  ],
  [
    'an `if` without what it led to keeps the other arm',
    flow(
      '  @step() start() {\n    const x = make()\n    if (x) return this.next(this.a)\n    else [1].forEach(n => console.log(n))\n    return this.next(this.b)\n  }',
    ),
    { kind: 'deleteEdge', from: 'start', to: 'a' },
    flow(
      '  @step() start() {\n    const x = make()\n    if (x) return\n    else [1].forEach(n => console.log(n))\n    return this.next(this.b)\n  }',
    ),
  ],
  [
    'what is said of an option stays behind it when the first step says that it is',
    flow('  @step({\n    // often\n    retry: 2, // twice\n  })\n  // begins\n  start() {}'),
    { kind: 'renameStep', step: 'start', name: 'begin' },
    flow(
      '  @step({\n    start: true,\n    // often\n    retry: 2, // twice\n  })\n  // begins\n  begin() {}',
    ),
  ],
  [
    'a bracket in a comment is none of the decorator',
    flow('  @step(/* ( */) start() {}'),
    { kind: 'renameStep', step: 'start', name: 'begin' },
    flow('  @step({ start: true } /* ( */) begin() {}'),
  ],
  [
    'a return keeps what is said in it',
    flow('  @step() start() {\n    return /* nothing */; // ends\n  }'),
    { kind: 'connect', from: 'start', to: 'a' },
    flow('  @step() start() {\n    return this.next(this.a) /* nothing */; // ends\n  }'),
  ],
])('%s', ([_what, before, edit, after]) => {
  expect(changed(before, edit)).toBe(after);
});
