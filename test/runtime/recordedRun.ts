import { hashOf } from '../../runtime/store/content.js';

/** The hash of a word, to stand for a value. */
export const hashOfWord = (word: string): string => hashOf(word);

/** The events of a small run with a fan-out, a retry, a join, and tags that came after its end. */
export function recordedRun(): object[] {
  const ref = (word: string) => ({ hash: hashOfWord(word), size: 2, type: 'number', inline: 'AQ==' });
  const error = { name: 'Error', message: 'once', stack: '' };
  return [
    {
      type: 'run.started',
      at: 1,
      format: 1,
      id: 'r1',
      flow: 'F',
      file: '/f.ts',
      mode: 'run',
      parameters: { p: 1 },
      tags: ['t'],
      origin: null,
      parent: null,
      code: { hash: hashOfWord('c'), snapshot: hashOfWord('s') },
      process: { pid: 1, host: 'h', user: 'u', node: 'v24', cwd: '/' },
    },
    { type: 'task.queued', at: 2, step: 'start', task: '0', from: [] },
    { type: 'task.started', at: 2, step: 'start', task: '0', attempt: 0, worker: 0 },
    {
      type: 'task.ended',
      at: 3,
      step: 'start',
      task: '0',
      attempt: 0,
      status: 'done',
      set: { x: ref('a') },
      transition: { kind: 'foreach', to: 'each', count: 3, items: [{ count: 3, ref: ref('items') }] },
    },
    { type: 'tasks.queued', at: 4, step: 'each', tasks: ['0', '1', '2'], from: 'start/0' },
    { type: 'task.started', at: 5, step: 'each', task: '1', attempt: 0, worker: 0 },
    { type: 'task.ended', at: 6, step: 'each', task: '1', attempt: 0, status: 'retrying', error },
    { type: 'task.started', at: 7, step: 'each', task: '1', attempt: 1, worker: 0 },
    ...[1, 0, 2].flatMap(n => [
      ...(n === 1
        ? []
        : [{ type: 'task.started', at: 8 + n, step: 'each', task: String(n), attempt: 0, worker: 1 }]),
      {
        type: 'task.ended',
        at: 9 + n,
        step: 'each',
        task: String(n),
        attempt: n === 1 ? 1 : 0,
        status: 'done',
        set: { n: ref(`n${n}`) },
        transition: { kind: 'next', to: ['join'] },
      },
    ]),
    {
      type: 'task.queued',
      at: 14,
      step: 'join',
      task: '0',
      from: ['each/0', 'each/1', 'each/2'],
      opener: 'start/0',
    },
    { type: 'task.started', at: 15, step: 'join', task: '0', attempt: 0, worker: 0 },
    {
      type: 'task.ended',
      at: 16,
      step: 'join',
      task: '0',
      attempt: 0,
      status: 'done',
      reads: ['p'],
      unset: ['x'],
      transition: { kind: 'end' },
    },
    { type: 'run.git', at: 17, commit: 'abcdef0', dirty: true },
    { type: 'run.ended', at: 18, status: 'done' },
    { type: 'run.tagged', at: 19, add: ['late'], remove: ['gone'] },
  ];
}

/** Numbers from 0 to 1 that are the same in every run of a test (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
