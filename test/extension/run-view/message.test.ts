import { expect, test } from 'vitest';
import { runMessageFrom } from '../../../extension/run-view/message.js';
import type { RunViewMessage } from '../../../webview/run/protocol.js';

const run = '20260314t150927535-k3x9a1bc';
const nothing = { step: null, task: null, attempt: null };

/** One of each kind. */
const good: { readonly [Type in RunViewMessage['type']]: Extract<RunViewMessage, { type: Type }> } = {
  ready: { type: 'ready' },
  select: { type: 'select', selected: { step: 'a', task: '1.2@3', attempt: 2 } },
  chooseRun: { type: 'chooseRun', run },
  followLatest: { type: 'followLatest' },
  tasks: { type: 'tasks', id: 1, step: 'a', query: 'is:failed', from: 0, count: 100 },
  lines: { type: 'lines', id: 1, place: { run, ...nothing }, from: 900_000, count: 100 },
  find: {
    type: 'find',
    id: 4,
    place: { run, ...nothing },
    wanted: { text: 'a', isCase: true, isWord: false },
  },
  findNoMore: { type: 'findNoMore' },
  openLog: { type: 'openLog' },
  openSource: { type: 'openSource', file: '/work/a.ts', line: 3, column: 5 },
  showGraph: { type: 'showGraph' },
  cancel: { type: 'cancel' },
  copy: { type: 'copy', text: 'a' },
  error: { type: 'error', message: 'm', stack: '' },
};

test.each(Object.values(good))('$type is read', message => {
  expect(runMessageFrom(message)).toEqual(message);
  // What the protocol does not know is not handed on.
  expect(runMessageFrom({ ...message, command: 'rm' })).toEqual(message);
});

test.each([
  null,
  'ready',
  {},
  { type: 'toString' },
  { type: 'select', selected: { step: 5, task: null, attempt: null } },
  { type: 'select', selected: { step: '', task: null, attempt: null } },
  { type: 'select', selected: { step: 'a', task: 't', attempt: -1 } },
  { type: 'chooseRun', run: '../../etc' },
  { type: 'tasks', id: 1, step: 'a', query: '', from: 0, count: 100_000 },
  { type: 'tasks', id: 1, step: 'a', query: 'x'.repeat(2_000), from: 0, count: 1 },
  { type: 'lines', id: 1, place: { run: '..', ...nothing }, from: 0, count: 1 },
  { type: 'lines', id: 1, place: { run, ...nothing }, from: 0.5, count: 1 },
  { type: 'lines', id: Number.NaN, place: { run, ...nothing }, from: 0, count: 1 },
  { type: 'find', id: 4, place: { run, ...nothing }, wanted: { text: '', isCase: true, isWord: false } },
  { type: 'find', id: 4, place: { run, ...nothing }, wanted: { text: 'a' } },
  { type: 'openSource', file: '', line: 3, column: 5 },
  { type: 'openSource', file: '/work/a.ts', line: '3', column: 5 },
  { type: 'copy', text: '' },
  { type: 'error', message: 5, stack: '' },
])('what is none of the protocol is dropped: %j', message => {
  expect(runMessageFrom(message)).toBeNull();
});

test('a task of no step, and an attempt of no task, are nothing', () => {
  expect(runMessageFrom({ type: 'select', selected: { step: null, task: '1', attempt: 3 } })).toEqual({
    type: 'select',
    selected: nothing,
  });
});
