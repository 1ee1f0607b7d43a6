import { expect, test } from 'vitest';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { changed } from './changed.js';

const text = `import { Flow, type Inputs, step } from 'stepwell';

class F extends Flow {
  @step() start() {
    return this.next(this.a, this.b);
  }

  @step() a() {
    throw new Error('what happens then?');
    return this.next(this.join);
  }

  @step() b() {
    return this.next(this.join);
  }

  @step() join(inputs: Inputs<this>) {
    console.log(inputs.length);
  }
}
`;

/** The edges of the flow after an edit, `~` before those that are not reached, and what is said. */
function after(...edits: readonly GraphEdit[]): string[] {
  const edited = edits.reduce((before, edit) => changed(before, edit), text);
  const { flows, problems } = parseFlows(edited, 'f.ts');
  const edges = flows[0]?.graph.edges.map(
    ({ from, to, kind, unreached }) => `${unreached ? '~' : ''}${from} ${kind} ${to}`,
  );
  return [...(edges ?? [edited]), ...problems.map(({ code }) => code)];
}

const drawn = ['start split a', 'start split b', '~a join join', 'b join join'];

test('a throw changes no structure', () => {
  expect(after()).toEqual([...drawn, 'unreachable-arm']);
  const without = parseFlows(text.replace(/throw.*/, ''), 'f.ts').flows[0]!.graph;
  const { flows } = parseFlows(text, 'f.ts');
  expect({
    ...flows[0]!.graph,
    edges: flows[0]!.graph.edges.map(({ unreached: _, ...edge }) => edge),
  }).toEqual(without);
});

test('a name changes on the way behind it', () => {
  expect(after({ kind: 'renameStep', step: 'join', name: 'merge2' })).toEqual([
    ...drawn.map(edge => edge.replace('join join', 'join merge2')),
    'unreachable-arm',
  ]);
});

test('the way behind it is taken away, and put there again', () => {
  const gone = { kind: 'deleteEdge', from: 'a', to: 'join' } as const;
  // A branch that always fails has no end of its own.
  expect(after(gone)).toEqual([drawn[0], drawn[1], drawn[3]]);
  expect(after(gone, { kind: 'connect', from: 'a', to: 'join' })).toEqual([...drawn, 'unreachable-arm']);
});

test('a step is put on the way behind it', () => {
  expect(after({ kind: 'addStep', after: 'a', before: 'join' })).toEqual([
    'start split a',
    'start split b',
    '~a next newStep',
    'newStep join join',
    'b join join',
    'unreachable-arm',
  ]);
});

test('nested and repeated, what is behind is told once for each transition', () => {
  const body = (lines: string): string[] => {
    const { flows, problems } = parseFlows(
      `import { Flow, step } from 'stepwell';\nclass F extends Flow { @step() start() { ${lines} } @step() a() {} @step() b() {} }`,
      'f.ts',
    );
    const edges = flows[0]!.graph.edges.map(
      ({ to, condition, unreached }) => `${unreached ? '~' : ''}${to} ${condition}`,
    );
    return [...edges, ...problems.map(({ code }) => code)];
  };
  expect(
    body("if (Math.random() > 2) return this.next(this.a); throw new Error(''); return this.next(this.b);"),
  ).toEqual(['a Math.random() > 2', '~b else', 'unreachable-arm']);
  expect(body('throw 1; if (Math.random()) { return this.next(this.a); } return this.next(this.b);')).toEqual(
    ['~a Math.random()', '~b else', 'unreachable-arm', 'unreachable-arm'],
  );
  expect(body('for (;;) { console.log(1); } return this.next(this.a, this.b);')).toContain('~a null');
  expect(body('try { throw 1; return this.next(this.a); } catch { return this.next(this.b); }')).toEqual([
    '~a try',
    'b catch',
    'unreachable-arm',
  ]);
  // The same way twice is taken where one of the places is come to.
  expect(body('return this.next(this.a); return this.next(this.a), 1, this.next(this.b);')[0]).toBe('a null');
  // One that is not returned is told of once, and as what it is first.
  expect(body('throw 1; this.next(this.a);')).toContain('unreachable-arm');
  expect(body('throw 1; this.next(this.a);')).not.toContain('transition-not-returned');
});
