import { describe, expect, test } from 'vitest';
import { parseFlows } from '../../../server/parse/flows.js';
import { flowText } from '../flowText.js';

/** `code @ the text it points at (step)`, one a problem. */
function found(text: string, fileName = 'f.ts'): string[] {
  const { problems, lines } = parseFlows(text, fileName);
  return problems.map(({ code, range, step, severity }) => {
    const culprit = text.slice(lines.offset(range.start), lines.offset(range.end));
    return `${severity} ${code} @ ${culprit} (${step})`;
  });
}

function messages(...steps: string[]): string[] {
  return parseFlows(flowText(...steps), 'f.ts').problems.map(({ message }) => message);
}

const end = 'end() {}';

describe('problems', () => {
  const cases: Readonly<Record<string, readonly [steps: readonly string[], expected: readonly string[]]>> = {
    'an unknown step, reported alone': [
      ['start() { return this.next(this.ened); }', end],
      ['error unknown-step @ ened (start)'],
    ],
    'an unknown step that is like no other': [
      ['start() { return this.next(this.foo); }', end],
      ['error unknown-step @ foo (start)'],
    ],
    'a target that is no step': [
      ['start() { return this.next(this.flow); }', 'end() {} flow() {}'],
      ['error not-a-step @ flow (start)'],
    ],
    'a transition that is not returned': [
      ['start() { this.next(this.end); }', end],
      ['error transition-not-returned @ this.next(this.end) (start)'],
    ],
    'an awaited fan-out that is not returned': [
      [
        'async start() { await this.foreach([1], this.a); }',
        'a() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error transition-not-returned @ this.foreach([1], this.a) (start)'],
    ],
    'an unreachable step': [['start() {}', 'lost() {}'], ['warning unreachable-step @ lost (lost)']],
    'no start': [['begin() {}'], ['error no-start @ F (null)']],
    'a split that is never joined': [
      ['start() { return this.next(this.a, this.b); }', 'a() {}', 'b() {}'],
      ['error split-not-joined @ this.next(this.a, this.b) (start)'],
    ],
    'a fan-out that is never joined': [
      ['start() { return this.foreach([1], this.a); }', 'a() {}'],
      ['error split-not-joined @ this.foreach([1], this.a) (start)'],
    ],
    'a branch that ends': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() {}',
        'j(i: Inputs<this>) {}',
      ],
      ['error terminal-inside-split @ b (b)'],
    ],
    'a branch that may end': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() { if (this.x) return; return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error terminal-inside-split @ b (b)'],
    ],
    'a join with nothing open': [
      ['start() { return this.next(this.j); }', 'j(i: Inputs<this>) {}'],
      ['error join-outside-split @ j (start)'],
    ],
    'a first step that joins': [['start(i: Inputs<this>) {}'], ['error join-outside-split @ start (start)']],
    'branches that join in different places': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() { return this.next(this.k); }',
        'j(i: Inputs<this>) {}',
        'k(i: Inputs<this>) {}',
      ],
      ['error join-mismatch @ this.next(this.a, this.b) (start)'],
    ],
    'a fan-out into a join': [
      ['start() { return this.foreach([1], this.j); }', 'j(i: Inputs<this>) {}'],
      ['error fanout-into-join @ j (start)'],
    ],
    'a branch with no step': [
      [
        'start() { return this.next(this.a, this.j); }',
        'a() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error split-into-join @ j (start)'],
    ],
    'a join without inputs, reported alone': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() { return this.next(this.j); }',
        'j() { return this.next(this.end); }',
        end,
      ],
      ['error missing-inputs-parameter @ j (j)'],
    ],
    'a branch that leads into another branch': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.b); }',
        'b() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error missing-inputs-parameter @ b (b)'],
    ],
    'a way out of a split that passes its join by': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { if (this.x) return this.next(this.end); return this.next(this.j); }',
        'b() { return this.next(this.j); }',
        'j(i: Inputs<this>) { return this.next(this.end); }',
        end,
      ],
      ['error crosses-split @ end (a)'],
    ],
    'an inner split joined with the outer one': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() { return this.next(this.c, this.d); }',
        'c() { return this.next(this.j); }',
        'd() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error unrelated-join @ j (c)'],
    ],
    'a loop out of a split': [
      [
        'start() { return this.next(this.s); }',
        's() { return this.next(this.a, this.b); }',
        'a() { return this.x ? this.next(this.s) : this.next(this.j); }',
        'b() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error crosses-split @ s (a)'],
    ],
    'the start from inside a split': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.x ? this.next(this.start) : this.next(this.j); }',
        'b() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error start-has-incoming @ start (a)'],
    ],
    'a loop with no exit': [
      [
        'start() { return this.next(this.a); }',
        'a() { return this.next(this.b); }',
        'b() { return this.next(this.a); }',
      ],
      ['error loop-without-exit @ a (b)'],
    ],
    'a step that goes to itself for ever': [
      ['start() { return this.next(this.start); }'],
      ['error loop-without-exit @ start (start)'],
    ],
    'a reserved name': [
      ['start() { return this.next(this.merge); }', 'merge() {}'],
      ['error reserved-name @ merge (merge)'],
    ],
    'a way to the end with no transition': [
      ['start() { if (this.x) { return this.next(this.end); } }', end],
      ['warning step-fell-through @ start (start)'],
    ],
    'the same branch twice': [
      [
        'start() { return this.next(this.a, this.a); }',
        'a() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['error duplicate-branch @ this.a (start)'],
    ],
    'no target': [['start() { return this.next(); }'], ['error no-target @ this.next() (start)']],
    'an item without a fan-out': [
      ['start() { return this.next(this.a); }', 'a(item: number) {}'],
      ['warning item-without-fanout @ a (a)'],
    ],
    'several at once, in source order': [
      ['start() { this.next(this.a); }', 'a() { return this.next(this.bb); }', 'b() {}', 'lost() {}'],
      [
        'error transition-not-returned @ this.next(this.a) (start)',
        'error unknown-step @ bb (a)',
        'warning unreachable-step @ lost (lost)',
      ],
    ],
  };
  for (const [name, [steps, expected]] of Object.entries(cases)) {
    test(name, () => expect(found(flowText(...steps))).toEqual(expected));
  }

  test('several starts', () => {
    const marked = (name: string) => [`@step() ${name}`, `@step({ start: true }) ${name}`] as const;
    const text = flowText('start() {}', 'other() {}').replace(...marked('other'));
    // As in a run, the mark goes before the name.
    expect(found(text)).toEqual(['warning unreachable-step @ start (start)']);
    expect(found(text.replace(...marked('start')))).toEqual(['error several-starts @ other (other)']);
  });

  test('a catch with several ways on', () => {
    const text = flowText(
      'start() { return this.x ? this.next(this.a) : this.next(this.end); }',
      'a() {}',
      end,
    );
    expect(found(text.replace('@step() start', "@step({ catch: 'err' }) start"))).toEqual([
      "error catch-ambiguous @ @step({ catch: 'err' }) (start)",
      "warning catch-undeclared @ 'err' (start)",
    ]);
  });

  test('a syntax error is reported alone', () => {
    const text = flowText('start() { return this.next(this.lost; }');
    expect(found(text)).toEqual(['error syntax-error @ ; (null)']);
    expect(parseFlows(text, 'f.ts').broken).toBe("')' expected.");
  });

  test('messages say what to do', () => {
    expect(messages('start() { return this.next(this.ened); }', end)).toEqual([
      "F has no step 'ened': did you mean 'end'?",
    ]);
    expect(messages('start() { return this.next(this.foo); }', end)).toEqual([
      "F has no step 'foo': add a method 'foo' marked @step(), or name another step.",
    ]);
  });
});

describe('other places that have to do with it', () => {
  const cases: Readonly<Record<string, readonly [steps: readonly string[], expected: readonly string[]]>> = {
    'several-starts': [
      ['first() {} @step({ start: true }) start() {}', 'x() {} @step({ start: true }) y() {}'],
      ["'start' is the first step. @ start"],
    ],
    'join-outside-split': [
      ['start() { return this.next(this.j); }', 'j(i: Inputs<this>) {}'],
      ["'j' takes inputs. @ j"],
    ],
    'terminal-inside-split': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() {}',
        'j(i: Inputs<this>) {}',
      ],
      ["The split at 'start' opens here. @ this.next(this.a, this.b)", "'j' joins the others. @ j"],
    ],
    'missing-inputs-parameter': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() { return this.next(this.j); }',
        'j() {}',
      ],
      ["The split at 'start' opens here. @ this.next(this.a, this.b)"],
    ],
    'join-mismatch': [
      [
        'start() { return this.next(this.a, this.b); }',
        'a() { return this.next(this.j); }',
        'b() { return this.next(this.k); }',
        'j(i: Inputs<this>) {}',
        'k(i: Inputs<this>) {}',
      ],
      ["'j' joins some of them. @ j", "'k' joins some of them. @ k"],
    ],
    'loop-without-exit': [
      [
        'start() { return this.next(this.a); }',
        'a() { return this.next(this.b); }',
        'b() { return this.next(this.a); }',
      ],
      ["'a' is in the loop. @ a", "'b' is in the loop. @ b"],
    ],
    'duplicate-branch': [
      [
        'start() { return this.next(this.a, this.a); }',
        'a() { return this.next(this.j); }',
        'j(i: Inputs<this>) {}',
      ],
      ['It is named here before. @ this.a'],
    ],
    'item-without-fanout': [
      ['start() { return this.next(this.a); }', 'a(item: number) {}'],
      ["'start' goes there, without an item. @ a"],
    ],
    'catch-ambiguous': [
      [
        'start() { return this.next(this.a); }',
        "x() {} err?: Error; @step({ catch: 'err' }) a() { if (this.err) return this.next(this.b); return this.next(this.x); }",
        'b() {}',
      ],
      ['It may go on here. @ this.next(this.b)', 'It may go on here. @ this.next(this.x)'],
    ],
    'unreachable-arm': [
      ['start() { if (true) return this.next(this.a); else return this.next(this.b); }', 'a() {}', 'b() {}'],
      ['This is why. @ true'],
    ],
    'not-a-step': [
      ['start() { return this.next(this.help); }', 'a() {} help() {}'],
      ["'help' is declared here. @ help"],
    ],
    'fanout-not-iterable': [
      [
        'start() { return this.foreach(this.n, this.a); }',
        'a() { return this.next(this.j); } n: number = 1;',
        'j(i: Inputs<this>) {}',
      ],
      ["'n' is declared here. @ n"],
    ],
  };
  test.each(Object.entries(cases))('%s', (code, [steps, expected]) => {
    const text = flowText(...steps);
    const { problems, lines } = parseFlows(text, 'f.ts');
    const found = problems.find(one => one.code === code);
    expect(found, JSON.stringify(problems)).toBeDefined();
    const places = found!.related?.map(
      ({ message, range }) =>
        `${message} @ ${text.slice(lines.offset(range.start), lines.offset(range.end))}`,
    );
    expect(places).toEqual(expected);
  });
});
