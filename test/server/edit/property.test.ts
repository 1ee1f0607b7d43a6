import { describe, expect, test } from 'vitest';
import type { GraphEdit } from '../../../runtime/model/edit.js';
import type { Edge, Graph } from '../../../runtime/model/graph.js';
import { editFlow } from '../../../server/edit/edit.js';
import { parseFlows } from '../../../server/parse/flows.js';
import { random } from '../../runtime/recordedRun.js';
import { flowText } from '../flowText.js';

const sources: Readonly<Record<string, string>> = {
  'splits and conditions': flowText(
    'start() { return this.next(this.a, this.b); }',
    'async a() {\n    // first\n    if (this.x > 1) return this.next(this.c);\n    return this.next(this.d);\n  }',
    'b() { return this.next(this.j); }',
    'c() { return this.next(this.j); }',
    'd() {\n    return this.next(\n      this.j, // at last\n    );\n  }',
    'j(inputs: Inputs<this>) { log(inputs.b, "this.b"); return this.next(this.loop); }',
    'loop() { return this.x ? this.next(this.loop) : this.next(this.fan); }',
    'fan() { return this.foreach([1], this.item, { concurrency: 2 }); }',
    'item() { return this.next(this.k); }',
    'k(all: Inputs<this>) { return this.next(this.end); }',
    'end() { /* the end */ }',
  ),
};

const styles: Readonly<Record<string, (text: string) => string>> = {
  plain: text => text,
  'windows line ends': text => text.replaceAll('\n', '\r\n'),
  tabs: text => text.replaceAll('  ', '\t'),
  'no semicolons': text => text.replaceAll(/;(?=\n| \})/g, ''),
  'byte order mark and emoji': text => `\uFEFF// 🐧🐧\n${text.replaceAll('// first', '// 🐧')}`,
  'decorators on their own lines': text => text.replaceAll('@step() ', '@step()\n  '),
};

const key = ({ from, to }: Pick<Edge, 'from' | 'to'>): string => `${from} → ${to}`;
const keys = (graph: Graph): string[] => [...new Set(graph.edges.map(key))].toSorted();
const graphOf = (text: string): Graph => parseFlows(text, 'f.ts').flows[0]!.graph;

/** Makes the edit, and checks that everything outside of its replacements is as it was, byte for byte. */
function graphAfter(text: string, edit: GraphEdit): Graph | null {
  const edited = editFlow(text, 'f.ts', 'F', edit);
  if (!edited.ok) {
    expect(edited.reason).toMatch(/[.?]$|expected/);
    return null;
  }
  let before = '';
  let after = '';
  let at = 0;
  let shift = 0;
  for (const { span, text: put } of edited.replacements) {
    expect(span.start).toBeGreaterThanOrEqual(at);
    before += text.slice(at, span.start);
    after += edited.text.slice(at + shift, span.start + shift);
    shift += put.length - (span.end - span.start);
    at = span.end;
  }
  expect(after + edited.text.slice(at + shift)).toBe(before + text.slice(at));
  return graphOf(edited.text);
}

describe.each(Object.entries(sources))('%s', { timeout: 60_000 }, (_name, source) => {
  describe.each(Object.entries(styles))('%s', (_style, styled) => {
    const text = styled(source);
    const graph = graphOf(text);

    test('reads the same', () => {
      expect(graph).toEqual(graphOf(source));
      expect(parseFlows(text, 'f.ts').problems).toEqual([]);
    });

    test('a step on each edge', () => {
      for (const edge of graph.edges) {
        const after = graphAfter(text, { kind: 'addStep', after: edge.from, before: edge.to, name: 'added' });
        const expected = keys(graph).filter(one => one !== key(edge));
        expect(after && keys(after)).toEqual(
          [...expected, `${edge.from} → added`, `added → ${edge.to}`].toSorted(),
        );
        expect(after!.steps.map(({ name }) => name).toSorted()).toEqual(
          [...graph.steps.map(({ name }) => name), 'added'].toSorted(),
        );
      }
    });

    test('each edge deleted', () => {
      for (const edge of graph.edges) {
        const after = graphAfter(text, { kind: 'deleteEdge', from: edge.from, to: edge.to });
        if (after) expect(keys(after)).toEqual(keys(graph).filter(one => one !== key(edge)));
        else expect(edge.from).toBe('loop');
      }
    });

    test('each edge moved to each step, or refused with a reason', () => {
      let made = 0;
      for (const { from, to } of graph.edges) {
        for (const { name: target } of graph.steps) {
          const after = graphAfter(text, { kind: 'moveEdge', from, to, target });
          if (!after) continue;
          made++;
          const others = keys(graph).filter(one => one !== key({ from, to }));
          expect(keys(after)).toEqual([...new Set([...others, key({ from, to: target })])].toSorted());
        }
      }
      expect(made).toBeGreaterThan(20);
    });

    test('each step deleted: what led to it goes on where it did', () => {
      let made = 0;
      for (const { name: step, kind } of graph.steps) {
        const after = graphAfter(text, { kind: 'deleteStep', step });
        if (!after) {
          expect(['start', 'a', 'b', 'j', 'loop', 'fan', 'item', 'k']).toContain(step);
          continue;
        }
        made++;
        const onward = graph.edges.filter(({ from }) => from === step).map(({ to }) => to);
        expect(kind === 'terminal' ? [] : onward).toEqual(onward);
        const healed = graph.edges
          .filter(({ from }) => from !== step)
          .flatMap(({ from, to }) =>
            to === step ? onward.map(other => key({ from, to: other })) : [key({ from, to })],
          );
        expect(keys(after)).toEqual([...new Set(healed)].toSorted());
        expect(after.steps.map(({ name }) => name)).toEqual(
          graph.steps.map(({ name }) => name).filter(name => name !== step),
        );
      }
      expect(made).toBe(3);
    });

    test('each step deleted with its edges: nothing goes on in its place', () => {
      let made = 0;
      for (const { name: step } of graph.steps) {
        const after = graphAfter(text, { kind: 'deleteStep', step, ways: 'end' });
        if (!after) continue;
        made++;
        const left = graph.edges.filter(({ from, to }) => from !== step && to !== step).map(key);
        expect({ step, keys: keys(after) }).toEqual({ step, keys: [...new Set(left)].toSorted() });
      }
      expect(made).toBeGreaterThan(4);
    });

    test('each step moved in the text: the flow stays', () => {
      const names = graph.steps.map(({ name }) => name);
      for (const [at, step] of names.entries()) {
        for (const by of ['back', 'on']) {
          const other = names[by === 'back' ? at - 1 : at + 1];
          const after = graphAfter(text, { kind: 'moveStep', step, by });
          if (other === undefined) {
            expect(after).toBeNull();
            continue;
          }
          expect(keys(after!)).toEqual(keys(graph));
          expect(after!.steps.map(one => one.name)).toEqual(
            names.map(name => (name === step ? other : name === other ? step : name)),
          );
        }
      }
    });

    test('several steps deleted: what led into them goes on where they led out to', () => {
      const next = random(text.length);
      const names = graph.steps.map(({ name }) => name).filter(name => name !== 'start');
      let made = 0;
      for (let round = 0; round < 120; round++) {
        // Near one another more often than not: steps that stand in a row.
        const at = Math.floor(next() * names.length);
        const near = names.slice(at, at + 2 + Math.floor(next() * 5));
        const steps = near.filter(() => next() < 0.8);
        if (steps.length === 0) continue;
        const after = graphAfter(text, { kind: 'deleteSteps', steps });
        const isGone = (name: string) => steps.includes(name);
        const out = [
          ...new Set(graph.edges.filter(({ from, to }) => isGone(from) && !isGone(to)).map(({ to }) => to)),
        ];
        if (!after) continue;
        made++;
        expect(out.length).toBeLessThanOrEqual(1);
        const healed = graph.edges
          .filter(({ from }) => !isGone(from))
          .flatMap(({ from, to }) =>
            isGone(to) ? out.map(one => key({ from, to: one })) : [key({ from, to })],
          );
        // A branch of which nothing is left goes as a whole, while another one stays.
        const isSplit = healed.some(one => one === 'start → a' || one === 'start → b');
        const expected = healed.filter(one => !(isSplit && one === 'start → j'));
        expect({ steps, keys: keys(after) }).toEqual({ steps, keys: [...new Set(expected)].toSorted() });
        expect(after.steps.map(({ name }) => name)).toEqual(
          graph.steps.map(({ name }) => name).filter(name => !isGone(name)),
        );
      }
      expect(made).toBeGreaterThan(10);
    });

    test('several steps duplicated: the copies go on to one another', () => {
      const next = random(text.length + 1);
      for (let round = 0; round < 20; round++) {
        const steps = graph.steps.map(({ name }) => name).filter(() => next() < 0.4);
        if (steps.length === 0) continue;
        const after = graphAfter(text, { kind: 'duplicateSteps', steps });
        const copied = (name: string) => (steps.includes(name) ? `${name}Copy` : name);
        const own = graph.edges.filter(({ from }) => steps.includes(from));
        expect({ steps, keys: after && keys(after) }).toEqual({
          steps,
          keys: [
            ...new Set([
              ...keys(graph),
              ...own.map(({ from, to }) => key({ from: copied(from), to: copied(to) })),
            ]),
          ].toSorted(),
        });
      }
    });

    test('each step renamed', () => {
      for (const { name: step } of graph.steps) {
        const after = graphAfter(text, { kind: 'renameStep', step, name: 'renamed' });
        const expected = JSON.stringify(graph.edges).replaceAll(`:"${step}"`, ':"renamed"');
        expect(JSON.stringify(after!.edges)).toBe(expected);
      }
    });

    test('a step in front of each: all that led there leads to it', () => {
      for (const { name: step, start } of graph.steps) {
        const after = graphAfter(text, { kind: 'addBefore', step, name: 'added' });
        if (!after) {
          // A join of several, and the step of a fan-out.
          expect(['j', 'item', 'k']).toContain(step);
          continue;
        }
        const moved = graph.edges.map(({ from, to }) =>
          key({ from, to: to === step && !start ? 'added' : to }),
        );
        expect(keys(after)).toEqual([...new Set([...moved, `added → ${step}`])].toSorted());
        expect(after.steps.filter(one => one.start).map(({ name }) => name)).toEqual([
          start ? 'added' : 'start',
        ]);
      }
    });

    test('a branch of each, or refused with a reason', () => {
      let made = 0;
      for (const { name: from } of graph.steps) {
        const after = graphAfter(text, { kind: 'addBranch', from, name: 'added' });
        if (!after) continue;
        made++;
        const joined = from === 'start' ? ['added → j'] : [];
        expect(keys(after)).toEqual([...keys(graph), `${from} → added`, ...joined].toSorted());
      }
      expect(made).toBe(3);
    });

    test('what changes a step and not the flow', () => {
      for (const step of graph.steps) {
        const { name } = step;
        const described = graphAfter(text, { kind: 'describeStep', step: name, text: 'Is * for\n\n@all.' });
        expect(described!.steps.find(one => one.name === name)?.doc).toBe('Is * for');
        expect(described!.edges).toEqual(graph.edges);
        const limited = graphAfter(text, {
          kind: 'setOption',
          step: name,
          option: 'timeout',
          value: '{a:1}.a * 7',
        });
        expect(limited!.edges).toEqual(graph.edges);
        const timed = graphAfter(text, { kind: 'setOption', step: name, option: 'timeout', value: "'7s'" });
        expect(timed!.steps).toEqual(
          graph.steps.map(one => (one.name === name ? { ...one, options: { timeout: '7s' } } : one)),
        );
        const doubled = graphAfter(text, { kind: 'duplicateStep', step: name });
        const own = graph.edges.filter(({ from }) => from === name);
        const copy = `${name}Copy`;
        expect(keys(doubled!)).toEqual(
          [
            ...new Set([
              ...keys(graph),
              ...own.map(({ to }) => key({ from: copy, to: to === name ? copy : to })),
            ]),
          ].toSorted(),
        );
      }
    });

    test('each step first', () => {
      let made = 0;
      for (const { name: step, start } of graph.steps) {
        const after = graphAfter(text, { kind: 'setStart', step });
        if (!after) {
          expect(start || graph.edges.some(({ to }) => to === step)).toBe(true);
          continue;
        }
        expect(keys(after)).toEqual(keys(graph));
        expect(after.steps.filter(one => one.start).map(({ name }) => name)).toEqual([step]);
        made++;
      }
      expect(made).toBeGreaterThan(0);
    });

    test('pairs connected under a condition, or refused with a reason', () => {
      let made = 0;
      for (const [i, { name: from }] of graph.steps.entries()) {
        // Each writing takes other pairs: all of them together would take a minute.
        for (const { name: to } of graph.steps.filter((_, j) => (i + j + text.length) % 4 === 0)) {
          const after = graphAfter(text, { kind: 'connectWhen', from, to, condition: 'this.more' });
          if (!after) continue;
          made++;
          expect(keys(after)).toEqual([...new Set([...keys(graph), key({ from, to })])].toSorted());
          expect(
            after.edges.some(
              edge => edge.from === from && edge.to === to && edge.condition?.includes('this.more'),
            ),
          ).toBe(true);
        }
      }
      expect(made).toBeGreaterThan(5);
    });

    test('each step that may end goes on otherwise, or is refused with a reason', () => {
      for (const [i, { name: from }] of graph.steps.entries()) {
        for (const { name: to } of graph.steps.filter((_, j) => (i + j + text.length) % 4 === 0)) {
          const after = graphAfter(text, { kind: 'connectElse', from, to });
          if (!after) continue;
          expect(keys(after)).toEqual([...new Set([...keys(graph), key({ from, to })])].toSorted());
          expect(after.steps.find(({ name }) => name === from)?.ends).toBeUndefined();
        }
      }
    });

    test('each arm asked later, and earlier again', () => {
      for (const { from, to } of graph.edges) {
        const later = editFlow(text, 'f.ts', 'F', { kind: 'moveArm', from, to, by: 'on' });
        if (!later.ok) {
          expect(later.reason.length).toBeGreaterThan(10);
          continue;
        }
        expect(later.text).not.toBe(text);
        expect(keys(parseFlows(later.text, 'f.ts').flows[0]!.graph)).toEqual(keys(graph));
        const again = editFlow(later.text, 'f.ts', 'F', { kind: 'moveArm', from, to, by: 'back' });
        expect(again.ok && again.text).toBe(text);
      }
    });

    test('each edge fanned out, and once again; or refused with a reason', () => {
      let made = 0;
      for (const { from, to } of graph.edges) {
        const edited = editFlow(text, 'f.ts', 'F', { kind: 'fanOut', from, to, items: '[1, 2]' });
        if (!edited.ok) continue;
        made++;
        const after = graphAfter(text, { kind: 'fanOut', from, to, items: '[1, 2]' })!;
        expect(keys(after)).toEqual(keys(graph));
        expect(after.edges.find(edge => edge.from === from && edge.to === to)?.kind).toBe('fanout');
        const back = graphAfter(edited.text, { kind: 'undoFanOut', from, to });
        expect(back).toEqual(graph);
      }
      expect(made).toBeGreaterThan(0);
    });

    test('the branches of a split change places', () => {
      const after = graphAfter(text, { kind: 'moveBranch', from: 'start', to: 'a', by: 'on' })!;
      expect(keys(after)).toEqual(keys(graph));
      expect(after.edges.filter(({ from }) => from === 'start').map(({ to }) => to)).toEqual(['b', 'a']);
    });

    test('each pair connected, or refused with a reason', () => {
      let made = 0;
      for (const { name: from } of graph.steps) {
        for (const { name: to } of graph.steps) {
          const after = graphAfter(text, { kind: 'connect', from, to });
          if (!after) continue;
          made++;
          expect(keys(after)).toEqual([...keys(graph), key({ from, to })].toSorted());
        }
      }
      expect(made).toBeGreaterThan(5);
    });
  });
});
