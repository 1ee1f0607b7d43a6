import { expect, test } from 'vitest';
import { standingOf } from '../../../extension/graph/standing.js';
import type { Graph, Step } from '../../../runtime/model/graph.js';

function graph(...names: string[]): Graph {
  const steps = names.map(
    (name): Step => ({
      name,
      kind: 'linear',
      start: false,
      join: false,
      doc: '',
      options: {},
      unknown: false,
    }),
  );
  return { flow: 'A', doc: '', parameters: [], steps, edges: [] };
}

function run(mode: 'run' | 'resume' | 'step', ...names: string[]) {
  return { mode, steps: new Map(names.map(name => [name, { name, tasks: new Map() }])) };
}

test('a run of what is drawn has all of its steps, reached or not', () => {
  const same = standingOf(run('run', 'a'), graph('a', 'b'), graph('a', 'b'), false);
  expect(same).toEqual({ absent: [], gone: [], changed: 'nothing' });
});

test('a step that was renamed since is none of the run’s, and the one of then is gone', () => {
  const renamed = standingOf(run('resume', 'a', 'b'), graph('a', 'c'), graph('a', 'b'), true);
  expect(renamed).toEqual({ absent: ['c'], gone: ['b'], changed: 'graph' });
});

test('code that has changed inside a step changes no graph', () => {
  const edited = standingOf(run('run', 'a'), graph('a', 'b'), graph('a', 'b'), true);
  expect(edited).toEqual({ absent: [], gone: [], changed: 'code' });
});

test('a run of one step has no other', () => {
  expect(standingOf(run('step', 'b'), graph('a', 'b'), graph('a', 'b'), false).absent).toEqual(['a']);
});

test('without the graph of then it is not known what the run had', () => {
  const lost = standingOf(run('run', 'a', 'x'), graph('a', 'b'), null, true);
  expect(lost).toEqual({ absent: null, gone: ['x'], changed: 'code' });
});

test('a run that was recorded before graphs said where a flow ends early has the same graph still', () => {
  const now = graph('a', 'b');
  const ending = { ...now, steps: now.steps.map(step => ({ ...step, ends: ['else'] })) };
  expect(standingOf(run('run', 'a'), ending, now, false).changed).toBe('nothing');
  const other = { ...now, steps: now.steps.map(step => ({ ...step, ends: ['default'] })) };
  expect(standingOf(run('run', 'a'), ending, other, false).changed).toBe('graph');
});
