import { expect, test } from 'vitest';
import { type Shown, whyBeyond } from '../../../extension/graph/subject-bounds.js';
import { shownFlowFrom, viewMessageFrom } from '../../../extension/graph/view-message.js';
import type { ViewMessage } from '../../../webview/graph/protocol.js';

/** One of each, two where something may be left out; the compiler holds the keys to the protocol. */
const messages: Readonly<Record<ViewMessage['type'], readonly ViewMessage[]>> = {
  ready: [{ type: 'ready' }],
  edit: (
    [
      { kind: 'addStep', after: 'a' },
      { kind: 'addStep', after: 'a', before: 'b', name: 'c' },
      { kind: 'renameStep', step: 'a', name: 'b' },
      { kind: 'connect', from: 'a', to: 'b' },
      { kind: 'deleteEdge', from: 'a', to: 'b' },
      { kind: 'moveEdge', from: 'a', to: 'b', target: 'c' },
      { kind: 'deleteStep', step: 'a' },
    ] as const
  ).map(edit => ({ type: 'edit', id: 1, uri: 'file:///a.ts', flow: 'A', version: 0, edit })),
  reveal: [{ type: 'reveal', step: 'a', focus: true }],
  selected: [
    { type: 'selected', step: 'a' },
    { type: 'selected', step: null },
  ],
  pickFlow: [{ type: 'pickFlow', flow: 'A' }],
  run: [{ type: 'run' }],
  resume: [{ type: 'resume' }],
  cancel: [{ type: 'cancel' }],
  runStep: [{ type: 'runStep', step: 'a' }],
  openLog: [
    { type: 'openLog', step: 'a', task: null },
    { type: 'openLog', step: 'a', task: '4.2@3' },
  ],
  tasks: [{ type: 'tasks', id: 1, step: 'a', query: 'is:failed berlin', from: 100, count: 100 }],
  showRunGraph: [{ type: 'showRunGraph' }],
  dismissRun: [{ type: 'dismissRun' }],
  newFlow: [{ type: 'newFlow' }],
  compare: [
    { type: 'compare', with: 'something' },
    { type: 'compare', with: 'nothing' },
  ],
  showChange: [
    { type: 'showChange', step: null },
    { type: 'showChange', step: 'train' },
  ],
  copy: [{ type: 'copy', text: 'flowchart TD' }],
  save: [
    { type: 'save', format: 'svg', content: '<svg/>' },
    { type: 'save', format: 'png', content: 'iVBORw0=' },
    { type: 'save', format: 'mermaid', content: 'flowchart TD' },
  ],
  error: [{ type: 'error', message: 'm', stack: 's' }],
};
const all = Object.values(messages).flat();

test('every message is read as it was sent, and nothing beside it', () => {
  for (const message of all) {
    expect(viewMessageFrom(message)).toEqual(message);
    expect(viewMessageFrom({ ...message, more: 1 })).toEqual(message);
  }
});

const odd = [undefined, null, 0, -1, 0.5, Number.NaN, true, '', [], {}, 'x'.repeat(10_000), () => 0];

test('a message with a field that is something else is none', () => {
  for (const message of all) {
    for (const [name, value] of Object.entries(message)) {
      for (const other of odd) {
        const read = viewMessageFrom({ ...message, [name]: other });
        // What still is a message has fields of the same kinds as before.
        if (read === null) continue;
        expect(name).not.toBe('type');
        if (value !== null && other !== null)
          expect(typeof Reflect.get(read, name), `${message.type}.${name}`).toBe(typeof value);
      }
      const { [name]: _, ...without } = { ...message } as Record<string, unknown>;
      expect(viewMessageFrom(without), `${message.type} without ${name}`).toBeNull();
    }
  }
});

test('an edit with a field that is something else is none', () => {
  for (const message of messages.edit) {
    if (message.type !== 'edit') continue;
    for (const name of Object.keys(message.edit)) {
      for (const other of odd) {
        const read = viewMessageFrom({ ...message, edit: { ...message.edit, [name]: other } });
        const mayBeAbsent = other === undefined && ['before', 'name'].includes(name);
        if (mayBeAbsent && message.edit.kind === 'addStep') expect(read).not.toBeNull();
        else expect(read, `${message.edit.kind}.${name} ${String(other).slice(0, 20)}`).toBeNull();
      }
    }
  }
});

test.each([
  null,
  undefined,
  1,
  'ready',
  [],
  { type: 'quit' },
  { type: 'toString' },
  { type: '__proto__' },
  { type: ['run'] },
])('no message: %j', value => {
  expect(viewMessageFrom(value)).toBeNull();
});

test('no more rows are asked for than can be looked at', () => {
  const asked = { type: 'tasks', id: 1, step: 'a', query: '', from: 0 };
  expect(viewMessageFrom({ ...asked, count: 500 })).not.toBeNull();
  expect(viewMessageFrom({ ...asked, count: 501 })).toBeNull();
});

test('a report of any length is cut', () => {
  const read = viewMessageFrom({ type: 'error', message: 'x'.repeat(1e6), stack: 'y'.repeat(1e6) });
  expect(JSON.stringify(read).length).toBeLessThan(21_000);
});

test('the state of a view is read like its messages', () => {
  expect(shownFlowFrom({ shown: { uri: 'file:///a', flow: 'A' }, prefers: 1 })).toEqual({
    uri: 'file:///a',
    flow: 'A',
  });
  for (const state of [
    ...odd,
    { shown: null },
    { shown: { uri: 1, flow: 'A' } },
    { shown: { uri: 'file:///a' } },
  ])
    expect(shownFlowFrom(state)).toBeNull();
});

const shown: Shown = {
  flow: { uri: 'file:///a.ts', flow: 'A' },
  flows: ['A', 'B'],
  steps: ['a', 'b'],
  hasRun: (step, task) => step === 'a' && (task === null || task === '0'),
};

test('messages reach what is shown, and nothing else', () => {
  const within = (message: ViewMessage, of = shown) => whyBeyond(message, of) === null;
  const edit = messages.edit[0]!;
  const past: Shown = { ...shown, flow: null };
  for (const message of all.filter(({ type }) => !['openLog'].includes(type)))
    expect(within(message), message.type).toBe(true);
  expect(within({ ...edit, uri: 'file:///b.ts' } as ViewMessage)).toBe(false);
  expect(within({ ...edit, flow: 'B' } as ViewMessage)).toBe(false);
  expect(within(edit, past)).toBe(false);
  expect(whyBeyond(edit, past)).toMatch(/shows something else by now/);
  expect(within({ type: 'pickFlow', flow: 'C' })).toBe(false);
  expect(within({ type: 'reveal', step: 'c', focus: false })).toBe(false);
  expect(within({ type: 'reveal', step: 'a', focus: false }, past)).toBe(true);
  expect(within({ type: 'runStep', step: 'c' })).toBe(false);
  expect(within({ type: 'runStep', step: 'a' }, past)).toBe(false);
  expect(within({ type: 'openLog', step: 'a', task: '0' })).toBe(true);
  expect(within({ type: 'openLog', step: 'a', task: '1' })).toBe(false);
  expect(within({ type: 'openLog', step: 'b', task: null })).toBe(false);
  expect(within({ type: 'tasks', id: 1, step: 'b', query: '', from: 0, count: 9 })).toBe(false);
});
