import { describe, expect, test } from 'vitest';
import { durationText } from '../../runtime/model/duration-text.js';
import type { RunStanding } from '../../webview/graph/protocol.js';
import { describeStep, optionBadges, optionList, whyNotName } from '../../webview/graph/state/describe.js';
import { edgeTitle, namedEdges } from '../../webview/graph/state/edges.js';
import { findSteps } from '../../webview/graph/state/find-steps.js';
import { partOf } from '../../webview/graph/state/part.js';
import { fanOutDepths } from '../../webview/graph/state/scopes.js';
import { share } from '../../webview/graph/state/share.js';
import { problemsOfStep, whyNotRunnable, whyReadOnly } from '../../webview/graph/state/subject.js';
import { takenEdges } from '../../webview/graph/state/taken.js';
import { segments, stateText, stepState, stepTime, timeWords } from '../../webview/shared/progress.js';
import { elapsed } from '../../webview/shared/time.js';
import {
  edge,
  etlFlow,
  flowSubject,
  problem,
  run,
  snapshot,
  standsStill,
  step,
  stepRun,
  trainFlow,
} from './graphs.js';

describe('share', () => {
  test('keeps what did not change', () => {
    const before = { a: { x: 1 }, b: [{ y: 2 }, { y: 3 }] };
    const after = share(before, structuredClone({ ...before, b: [{ y: 2 }, { y: 4 }] }));
    expect(after.a).toBe(before.a);
    expect(after.b[0]).toBe(before.b[0]);
    expect(after).toEqual({ a: { x: 1 }, b: [{ y: 2 }, { y: 4 }] });
  });

  test('gives back the old value when all of it is equal', () => {
    expect(share(trainFlow, structuredClone(trainFlow))).toBe(trainFlow);
  });

  test('tells a missing key from an undefined one, and a list from an object', () => {
    expect(share({ a: 1 }, { b: undefined })).toEqual({ b: undefined });
    expect(share([1], { 0: 1 })).toEqual({ 0: 1 });
    expect(share({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  });
});

describe('edges', () => {
  test('two ways from one step to another have names of their own', () => {
    const graph = {
      ...trainFlow,
      edges: [edge('pick', 'end', 'next', 'a'), edge('pick', 'end', 'next', 'b')],
    };
    expect(namedEdges(graph).map(({ id }) => id)).toEqual(['pick→end', 'pick→end#1']);
  });

  test('are called by what they do', () => {
    expect(edgeTitle(edge('a', 'b', 'fanout'))).toBe('a for each item to b');
    expect(edgeTitle({ ...edge('b', 'a', 'next', 'more'), loop: true })).toBe('b back to a, when more');
    expect(edgeTitle({ ...edge('a', 'b'), unreached: true })).toBe(
      'a to b: not reached, for it stands behind a throw or return',
    );
  });
});

test('fan-outs open and close', () => {
  const depths = fanOutDepths(etlFlow);
  const deep = Object.fromEntries([...depths].filter(([, depth]) => depth > 0));
  expect(deep).toEqual({ listFiles: 1, loadFile: 2, mergeFiles: 1 });
});

describe('a step in a run', () => {
  test('says one word for one task', () => {
    expect(stateText(stepRun('running', { running: 1 }, 0, null))).toBe('Running');
    expect(stateText(stepRun('done', { done: 1 }, 0, 5, { retries: 2 }))).toBe('Done · 3 attempts');
  });

  test('counts many tasks, and names what went wrong', () => {
    const many = stepRun('running', { done: 310, caught: 2, failed: 2, queued: 686 }, 0, null);
    expect(stateText(many)).toBe('312 / 1,000 · 2 failed · 2 caught');
  });

  test('is reused when all of its tasks are', () => {
    const part = stepRun('done', { done: 8 }, 0, 5, { reused: 3 });
    expect(stepState(part)).toBe('done');
    expect(stepState({ ...part, reused: 8 })).toBe('reused');
    expect(segments(part)).toEqual([
      { state: 'reused', share: 3 / 8 },
      { state: 'done', share: 5 / 8 },
    ]);
  });

  test('of many tasks says what one takes, and the rest when asked', () => {
    const many = stepRun('done', { done: 8 }, 0, 7_000);
    expect(timeWords(many, 9_000)).toEqual({
      text: '3.5 s each',
      title: 'One task takes 3.5 s (median), the slowest 7.0 s (task 1), 7.0 s for all.',
    });
    const first = stepRun('running', { running: 8 }, 0, null);
    expect(timeWords(first, 9_000)).toEqual({ text: '9 s', title: 'So far' });
    const live = { ...first, times: { median: 40, slowest: 90, slowestTask: '2' } };
    expect(timeWords(live, 9_000)).toEqual({
      text: '40 ms each',
      title: 'One task takes 40 ms (median), the slowest 90 ms (task 2), 9 s so far for all.',
    });
    expect(timeWords(stepRun('done', { done: 1 }, 0, 20), 9_000)).toEqual({ text: '20 ms', title: null });
  });

  test('takes time only while somebody works on it', () => {
    expect(stepTime(stepRun('running', { running: 1 }, 100, null), 350)).toBe(250);
    expect(stepTime(stepRun('done', { done: 1 }, 100, 20), 350)).toBe(20);
    expect(stepTime(stepRun('lost', { lost: 1 }, 100, null), 350)).toBeNull();
    expect(stepTime(stepRun('queued', { queued: 1 }, 0, null), 350)).toBeNull();
    expect(stepTime({ ...stepRun('done', { done: 1 }, 100, 100), reused: 1 }, 350)).toBeNull();
  });
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [3240, '3.2 s'],
  [9960, '10 s'],
  [59_400, '59 s'],
  [59_600, '1m 00s'],
  [245_000, '4m 05s'],
  [7_620_000, '2h 07m'],
])('%i ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('what goes on is told in whole seconds', () => {
  expect([0, 1900, 3500, 61_999].map(elapsed)).toEqual(['1 s', '1 s', '3 s', '1m 01s']);
});

describe('edges taken', () => {
  const went = (next: Record<string, number>) => stepRun('done', { done: 1 }, 0, 1, { next });
  const taken = (steps: Parameters<typeof run>[4]) => [
    ...takenEdges(trainFlow, run('TrainFlow', 'done', 0, 1, steps)),
  ];

  test('a branch that was not entered is not taken, though its end was reached another way', () => {
    expect(
      taken({
        start: went({ train: 1 }),
        train: went({ pick: 8 }),
        pick: went({ alarm: 1 }),
        alarm: went({ end: 1 }),
        end: went({}),
      }),
    ).toEqual(['start→train', 'train→pick', 'pick→alarm', 'alarm→end']);
  });

  test('what leads to a join is not taken while the join waits', () => {
    expect(taken({ start: went({ train: 1 }), train: went({ pick: 3 }) })).toEqual(['start→train']);
  });

  test('nothing is taken without a run, or from a failed step', () => {
    expect(takenEdges(trainFlow, null).size).toBe(0);
    expect(taken({ start: stepRun('failed', { failed: 1 }, 0, 1), train: went({}) })).toEqual([]);
  });
});

describe('find', () => {
  const names = (query: string) => findSteps(etlFlow.steps, query, null).map(({ name }) => name);
  test('puts the beginning of a name before its middle, and both before its letters in order', () => {
    const steps = ['reload', 'load', 'unload', 'log_all_dirs'].map(name => step(name, 'linear'));
    expect(findSteps(steps, 'load', null).map(({ name }) => name)).toEqual([
      'load',
      'reload',
      'unload',
      'log_all_dirs',
    ]);
  });
  test('finds by initials and by doc, and everything when nothing is typed', () => {
    expect(names('vnr')).toEqual(['validateAndNormalizeRecords']);
    expect(names('currency')).toEqual(['convert']);
    expect(names(' ')).toHaveLength(etlFlow.steps.length);
    expect(names('zzz')).toEqual([]);
  });
});

describe('words', () => {
  test('options', () => {
    const options = { retry: { times: 2, delay: 1500, backoff: 2 }, timeout: 30_000, catch: 'loadError' };
    expect(optionBadges(options).map(({ text }) => text)).toEqual(['×2', '30s', '']);
    expect(optionList(options)).toEqual([
      ['retry', '2, after 1500ms, × 2 each time'],
      ['timeout', '30s'],
      ['catch', 'loadError'],
    ]);
  });

  test('a step with a run and a problem', () => {
    const pick = step('pick', 'condition', { join: true });
    const problems = [problem('pick', 'No such step.')];
    const text = describeStep(pick, stepRun('failed', { failed: 1 }, 0, 1), problems, 'taken');
    expect(text).toBe('pick, condition, join, failed, error: No such step.');
  });

  test('a step that is none of the run’s', () => {
    expect(describeStep(step('pick', 'linear'), undefined, [], 'absent')).toBe('pick, step, not in this run');
  });

  test('names', () => {
    expect(whyNotName('été_2', ['start'])).toBeNull();
    expect(whyNotName('2nd', [])).toMatch(/letter/);
    expect(whyNotName('start', ['start'])).toBe('There is a step start already.');
    expect(whyNotName('', [])).toBe('A step needs a name.');
  });
});

describe('the part of a step in a run', () => {
  const flow = flowSubject(trainFlow);
  const start = stepRun('done', { done: 1 }, 0, 1);
  const of = (status: 'running' | 'failed', standing: Partial<RunStanding>, step: string) => {
    const drawn = run('TrainFlow', status, 0, null, { start });
    return partOf(snapshot(flow, { run: drawn, standing: { ...standsStill, ...standing } }), step);
  };
  test.each([
    ['failed', {}, 'start', 'taken'],
    ['failed', {}, 'pick', 'unreached'],
    ['running', {}, 'pick', 'ahead'],
    ['failed', { absent: ['pick'] }, 'pick', 'absent'],
    ['running', { absent: ['pick'] }, 'pick', 'absent'],
    ['failed', { absent: null }, 'pick', 'unknown'],
    ['running', { absent: null }, 'pick', 'ahead'],
  ] as const)('of a run that is %s, with %o, %s is %s', (status, standing, step, part) => {
    expect(of(status, standing, step)).toBe(part);
  });
  test('there is none without a run', () => {
    expect(partOf(snapshot(flow), 'start')).toBe('none');
  });
});

describe('what may be done', () => {
  const flow = flowSubject(trainFlow);
  test('a flow in order may be changed and run', () => {
    expect([whyReadOnly(snapshot(flow)), whyNotRunnable(snapshot(flow))]).toEqual([null, null]);
  });
  test('every obstacle is named', () => {
    const past = { kind: 'pastRun', fileName: 'a.ts', graph: trainFlow } as const;
    expect(whyReadOnly(snapshot(past))).toMatch(/past run/);
    expect(whyReadOnly(snapshot({ ...flow, broken: "')' expected" }))).toMatch(/syntax error/);
    expect(whyReadOnly(snapshot({ ...flow, readOnly: 'a.ts is read-only.' }))).toMatch(/read-only/);
    expect(whyNotRunnable(snapshot(flow, { canRun: false }))).toMatch(/Trust/);
    expect(whyNotRunnable(snapshot({ ...flow, problems: [problem('pick', 'x')] }))).toMatch(/an error/);
  });
  test('the worst problem comes first', () => {
    const problems = [problem('pick', 'w', 'warning'), problem('end', 'x'), problem('pick', 'e')];
    expect(problemsOfStep(problems, 'pick').map(({ message }) => message)).toEqual(['e', 'w']);
  });
});
