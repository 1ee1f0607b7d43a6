/** Which artifacts go along an edge, against a walk over every way through the flow. */
import { describe, expect, test } from 'vitest';
import type { StepData } from '../../runtime/model/data.js';
import type { Graph } from '../../runtime/model/graph.js';
import { namedEdges } from '../../webview/graph/state/edges.js';
import { askable, findSteps } from '../../webview/graph/state/find-steps.js';
import { carriedBy, wayOf } from '../../webview/graph/state/flowing.js';
import { random } from '../runtime/recordedRun.js';
import { edge, flowSubject, problem, run, snapshot, step, stepRun, trainFlow } from './graphs.js';

type Data = Record<string, StepData>;

test('an artifact goes along an edge where some walk has set it and some walk reads it next', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const next = random(seed);
    const below = (limit: number) => Math.floor(next() * limit);
    const names = Array.from({ length: 2 + below(6) }, (_, i) => `s${i}`);
    const pairs = new Set(
      Array.from({ length: names.length + below(4) }, () => `${below(names.length)} ${below(names.length)}`),
    );
    const graph: Graph = {
      ...trainFlow,
      steps: names.map((name, i) => step(name, i === 0 ? 'start' : 'linear')),
      edges: [...pairs].map(pair => {
        const [from = 0, to = 0] = pair.split(' ').map(Number);
        return edge(names[from]!, names[to]!);
      }),
    };
    const data: Data = Object.fromEntries(
      names.map(name => [
        name,
        {
          reads: ['x', 'y'].filter(() => next() < 0.3),
          writes: ['x', 'y'].filter(() => next() < 0.3),
        },
      ]),
    );
    const expected = namedEdges(graph).map(({ id, from, to }) => ({
      id,
      carries: ['x', 'y'].filter(artifact => wasSet(from, artifact) && isRead(to, artifact)),
    }));
    const carried = carriedBy(graph, data);
    const found = expected.map(({ id }) => ({ id, carries: carried.get(id)?.toSorted() }));
    expect({ seed, found }).toEqual({ seed, found: expected });

    function wasSet(at: string, artifact: string, seen: readonly string[] = []): boolean {
      if (data[at]!.writes.includes(artifact)) return true;
      return graph.edges.some(
        one => one.to === at && !seen.includes(one.from) && wasSet(one.from, artifact, [...seen, at]),
      );
    }
    function isRead(at: string, artifact: string, seen: readonly string[] = []): boolean {
      if (data[at]!.reads.includes(artifact)) return true;
      if (data[at]!.writes.includes(artifact)) return false;
      return graph.edges.some(
        one => one.from === at && !seen.includes(one.to) && isRead(one.to, artifact, [...seen, at]),
      );
    }
  }
});

const data: Data = {
  start: { reads: [], writes: ['rows', 'depths'] },
  train: { reads: ['rows'], writes: ['score'] },
  pick: { reads: ['score'], writes: ['best'] },
};

test('the way of an artifact in words', () => {
  expect(wayOf('score', data)).toBe('score: written by train; read by pick.');
  expect(wayOf('best', data)).toBe('best: written by pick; read by no step.');
  expect(wayOf('toString', data)).toBe('toString: written by no step; read by no step.');
});

describe('steps are found', () => {
  const shown = snapshot(flowSubject(trainFlow, { data, problems: [problem('alarm', 'No.', 'warning')] }), {
    run: run('TrainFlow', 'failed', 0, 1, {
      start: stepRun('done', { done: 1 }, 0, 1),
      train: stepRun('running', { done: 7, failed: 1 }, 0, 1, { retries: 2 }),
    }),
  });
  test.each([
    ['reads:rows', 'train'],
    ['reads:s', 'pick'],
    ['writes:rows', 'start'],
    ['READS:Rows', 'train'],
    ['is:failed', 'train'],
    ['is:done', 'start train'],
    ['is:retried', 'train'],
    ['is:unreached', 'pick alarm end'],
    ['is:warning', 'alarm'],
    ['is:fan-out', 'start'],
    ['is:fanout', 'start'],
    ['is:join is:condition', 'pick'],
    ['is:unreached al', 'alarm'],
    ['reads:', 'start train pick alarm end'],
    ['reads:nothing', ''],
    ['score', 'train pick'],
    ['reads:toString', ''],
  ])('%s', (typed, expected) => {
    const names = findSteps(trainFlow.steps, typed, shown).map(({ name }) => name);
    expect(names.join(' ')).toBe(expected);
  });

  test('what can be asked for is offered, as far as there is any', () => {
    expect(askable(trainFlow.steps, '', shown)).toEqual(['reads:', 'writes:', 'is:']);
    expect(askable(trainFlow.steps, 'al reads:', shown)).toEqual(['reads:rows', 'reads:score']);
    expect(askable(trainFlow.steps, 'is:fa', shown)).toEqual(['is:failed', 'is:fan-out']);
    expect(askable(trainFlow.steps, 'reads:rows', shown)).toEqual([]);
    expect(askable(trainFlow.steps, '', snapshot(flowSubject(trainFlow)))).toEqual(['is:']);
  });
});
