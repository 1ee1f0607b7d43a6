import { expect, test } from 'vitest';
import { changed } from './changed.js';

const header = `import { Flow, step, type Inputs } from 'stepwell';\n\n`;
const flow = (body: string): string => `${header}export class F extends Flow {\n${body}}\n`;
const bodyOf = (text: string): string =>
  text.replace(header, '').replace(/^export class F extends Flow \{\r?\n|\}\r?\n$/g, '');
const add = (body: string, after: string, before?: string, name?: string): string =>
  bodyOf(
    changed(flow(body), {
      kind: 'addStep',
      after,
      ...(before === undefined ? {} : { before }),
      ...(name === undefined ? {} : { name }),
    }),
  );

const multiline = `  /** Loads. */
  @step()
  async start() {
    await load(); // all of it
    return this.next(this.end);
  }

  @step()
  async end() {
    console.log('done'); // bye
  } // end of end

  helper() {}
`;

test('behind the last step', () => {
  expect(add(multiline, 'end')).toMatchInlineSnapshot(`
    "  /** Loads. */
      @step()
      async start() {
        await load(); // all of it
        return this.next(this.end);
      }

      @step()
      async end() {
        console.log('done'); // bye
        return this.next(this.newStep);
      } // end of end

      @step()
      async newStep() {}

      helper() {}
    "
  `);
});

test('between two steps', () => {
  expect(add(multiline, 'start', undefined, 'clean')).toMatchInlineSnapshot(`
    "  /** Loads. */
      @step()
      async start() {
        await load(); // all of it
        return this.next(this.clean);
      }

      @step()
      async clean() {
        return this.next(this.end);
      }

      @step()
      async end() {
        console.log('done'); // bye
      } // end of end

      helper() {}
    "
  `);
});

test('on an edge', () => {
  expect(add(multiline, 'start', 'end', 'clean')).toBe(add(multiline, 'start', undefined, 'clean'));
});

const oneLiners = `\t@step() start() { return this.next(this.a, this.b) }
\t@step() a() { return this.next(this.j) }
\t@step() b() { return this.next(this.j) }
\t@step() j(inputs: Inputs<this>) {}
`;

test('one-line methods, tabs, no semicolons: a further branch of a split', () => {
  expect(add(oneLiners, 'start')).toMatchInlineSnapshot(`
    "	@step() start() { return this.next(this.a, this.b, this.newStep) }
    	@step() newStep() { return this.next(this.j) }
    	@step() a() { return this.next(this.j) }
    	@step() b() { return this.next(this.j) }
    	@step() j(inputs: Inputs<this>) {}
    "
  `);
});

test('in a branch, before its join', () => {
  expect(add(oneLiners, 'a', 'j', 'late')).toMatchInlineSnapshot(`
    "	@step() start() { return this.next(this.a, this.b) }
    	@step() a() { return this.next(this.late) }
    	@step() late() { return this.next(this.j) }
    	@step() b() { return this.next(this.j) }
    	@step() j(inputs: Inputs<this>) {}
    "
  `);
});

test('in a branch, as its first step', () => {
  expect(add(oneLiners, 'start', 'b', 'early')).toMatchInlineSnapshot(`
    "	@step() start() { return this.next(this.a, this.early) }
    	@step() early() { return this.next(this.b) }
    	@step() a() { return this.next(this.j) }
    	@step() b() { return this.next(this.j) }
    	@step() j(inputs: Inputs<this>) {}
    "
  `);
});

test('behind a join that ends', () => {
  expect(add(oneLiners, 'j')).toMatchInlineSnapshot(`
    "	@step() start() { return this.next(this.a, this.b) }
    	@step() a() { return this.next(this.j) }
    	@step() b() { return this.next(this.j) }
    	@step() j(inputs: Inputs<this>) { return this.next(this.newStep) }
    	@step() newStep() {}
    "
  `);
});

test('on an arm of a condition', () => {
  const body = `  @step() start() {
    if (this.x) return this.next(this.a); // why
    return this.next(this.end);
  }

  @step() a() {
    return this.next(this.end);
  }

  @step() end() {}
`;
  expect(add(body, 'start', 'end', 'other')).toMatchInlineSnapshot(`
    "  @step() start() {
        if (this.x) return this.next(this.a); // why
        return this.next(this.other);
      }

      @step() other() {
        return this.next(this.end);
      }

      @step() a() {
        return this.next(this.end);
      }

      @step() end() {}
    "
  `);
  expect(add(body, 'start')).toMatchInlineSnapshot(
    `"refused: 'start' decides between several ways: choose the edge that the new step is to stand on."`,
  );
});

test('on every arm that goes there, with ?: and an alias of this', () => {
  const body = `  @step() start() {
    const self = this;
    return self.next(self.x ? self.a : self.end);
  }

  @step() a() {
    return this.next(this.end);
  }

  @step() end() {}
`;
  expect(add(body, 'start', 'a', 'between')).toMatchInlineSnapshot(`
    "  @step() start() {
        const self = this;
        return self.next(self.x ? self.between : self.end);
      }

      @step() between() {
        return this.next(this.a);
      }

      @step() a() {
        return this.next(this.end);
      }

      @step() end() {}
    "
  `);
});

test('on a fan-out', () => {
  const body = (parameter: string): string => `  @step() start() {
    return this.foreach([1, 2], this.a);
  }

  @step() a(${parameter}) {
    return this.next(this.j);
  }

  @step() j(inputs: Inputs<this>) {}
`;
  expect(add(body(''), 'start', 'a', 'first')).toMatchInlineSnapshot(`
    "  @step() start() {
        return this.foreach([1, 2], this.first);
      }

      @step() first() {
        return this.next(this.a);
      }

      @step() a() {
        return this.next(this.j);
      }

      @step() j(inputs: Inputs<this>) {}
    "
  `);
  expect(add(body('item: number'), 'start', 'a')).toMatchInlineSnapshot(
    `"refused: 'a' takes the fan-out's items, which a step before it would get instead: add the step behind 'a'."`,
  );
  expect(add(body(''), 'start')).toMatchInlineSnapshot(
    `"refused: 'start' opens a fan-out: choose the edge that the new step is to stand on."`,
  );
});

test('in an empty body, with Windows line ends', () => {
  const body = `  @step()\n  public start(): void {}\n`;
  const text = flow(body).replaceAll('\n', '\r\n');
  const after = changed(text, { kind: 'addStep', after: 'start' });
  expect(after.replaceAll('\r\n', '\n')).not.toContain('\r');
  expect(after).not.toMatch(/[^\r]\n/);
  expect(bodyOf(after.replaceAll('\r\n', '\n').replaceAll('\r', ''))).toMatchInlineSnapshot(`
    "  @step()
      public start() {
        return this.next(this.newStep);
      }

      @step()
      public newStep() {}
    "
  `);
});

test('in a class on one line', () => {
  const text = `${header}class F extends Flow { @step() start() {} }\n`;
  expect(changed(text, { kind: 'addStep', after: 'start' }).replace(header, '')).toMatchInlineSnapshot(`
    "class F extends Flow { @step() start() { return this.next(this.newStep); } @step() newStep() {} }
    "
  `);
});

test('with the decorator called as it is in the file', () => {
  const text = `import * as sw from 'stepwell';\nclass F extends sw.Flow {\n  @sw.step({ retry: 2 }) start() { return; }\n}\n`;
  expect(changed(text, { kind: 'addStep', after: 'start' })).toMatchInlineSnapshot(`
    "import * as sw from 'stepwell';
    class F extends sw.Flow {
      @sw.step({ retry: 2 }) start() { return this.next(this.newStep); }

      @sw.step() newStep() {}
    }
    "
  `);
});

test('comments at the end of a body stay where they are', () => {
  const body = `  @step() start() {
    work()
    // more to come
  }
`;
  expect(add(body, 'start')).toMatchInlineSnapshot(`
    "  @step() start() {
        work()
        // more to come
        return this.next(this.newStep);
      }

      @step() newStep() {}
    "
  `);
});

test.each([
  ['end', ''],
  ['1st', ''],
  ['next', ''],
  ['helper', ''],
])('the name %s is refused', name => {
  expect(add(multiline, 'end', undefined, name)).toMatch(/^refused: /);
});

test('free names', () => {
  const once = changed(flow(multiline), { kind: 'addStep', after: 'end' });
  const twice = changed(once, { kind: 'addStep', after: 'end' });
  expect(twice).toContain('newStep2()');
});

test('behind a throw that one put in to try something', () => {
  expect(add('  @step() start() { throw new Error() }\n', 'start')).toContain(
    '@step() start() { throw new Error(); return this.next(this.newStep); }',
  );
});

test('refusals', () => {
  expect(add(multiline, 'nowhere')).toMatchInlineSnapshot(`"refused: F has no step 'nowhere'."`);
  expect(add(multiline, 'end', 'start')).toMatchInlineSnapshot(`"refused: 'end' does not go on to 'start'."`);
  expect(add('  @step() start() { return this.go() }\n  go() {}\n', 'start')).toMatchInlineSnapshot(
    `"refused: Where 'start' goes can't be read from its code: add the step there."`,
  );
  expect(add('  @step() start() { return this.next(this. }\n', 'start')).toMatchInlineSnapshot(
    `"refused: The source has a syntax error, which must be mended first: Identifier expected."`,
  );
});

test('a step at the end of a branch that a join knows by its last step: the join goes by the new one', () => {
  const text = `import { Flow, type Inputs, step } from 'stepwell';
class F extends Flow {
  n = 0;
  @step() start() { return this.next(this.a, this.b); }
  @step() a() { return this.next(this.join); }
  @step() b() { return this.next(this.join); }
  @step() join(inputs: Inputs<this>) { const { a } = inputs; console.log(inputs.a.n, a.n, inputs.b.n); }
}
`;
  const after = changed(text, { kind: 'addStep', after: 'a', before: 'join', name: 'more' });
  expect(after).toContain('const { more: a } = inputs; console.log(inputs.more.n, a.n, inputs.b.n);');
  const two = text
    .replace('a() { ', 'a() { if (this.n) return this.next(this.c); ')
    .replace('  @step() b', '  @step() c() { return this.next(this.join); }\n  @step() b');
  expect(changed(two, { kind: 'addStep', after: 'a', before: 'join', name: 'more' })).toMatch(
    /refused: 'join' knows branches/,
  );
});

test('steps stand apart as those do that have something said above them', () => {
  const body = `  @step() start() { return this.next(this.end); }

  // The end.
  @step() end() {}
`;
  expect(add(body, 'end')).toContain('return this.next(this.newStep); }\n\n  @step() newStep() {}');
});
