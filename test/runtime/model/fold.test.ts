import { expect, test } from 'vitest';
import { runJson } from '../../../runtime/cli/run-json.js';
import { overlayOf, type Run, type RunEvent, RunFold } from '../../../runtime/model/index.js';
import { parseEvent } from '../../../runtime/store/event-tail.js';
import { hashOfWord, random, recordedRun } from '../recordedRun.js';

function fold(events: readonly unknown[], lost = false): Run {
  const folded = new RunFold('r1');
  for (const event of events) folded.apply(event as never);
  const run = folded.run(lost);
  if (run === null) throw new Error('no run');
  return run;
}

const tasksOf = (run: Run) => [...run.steps.values()].flatMap(step => [...step.tasks.values()]);

test('a whole run: tasks, attempts, states as they were before and after', () => {
  const run = fold(recordedRun());
  expect(run).toMatchObject({
    id: 'r1',
    flow: 'F',
    status: 'done',
    tags: ['t', 'late'],
    git: { commit: 'abcdef0', dirty: true },
  });
  expect([...run.steps].map(([name, step]) => [name, [...step.tasks.keys()]])).toEqual([
    ['start', ['0']],
    ['each', ['0', '1', '2']],
    ['join', ['0']],
  ]);
  const each = run.steps.get('each')!.tasks;
  expect(each.get('1')).toMatchObject({
    status: 'done',
    attempts: [
      { attempt: 0, error: { message: 'once' }, endedAt: 6 },
      { attempt: 1, error: null },
    ],
    before: { set: { x: { hash: hashOfWord('a') } } },
    after: { set: { x: { hash: hashOfWord('a') }, n: { hash: hashOfWord('n1') } } },
    changed: ['n'],
  });
  const join = run.steps.get('join')!.tasks.get('0')!;
  expect(join.before).toEqual({
    set: { x: each.get('0')!.after.set.x },
    disputed: { n: { join: 'join/0', inputs: ['each/0', 'each/1', 'each/2'], of: 3 } },
  });
  expect(join).toMatchObject({ opener: 'start/0', from: ['each/0', 'each/1', 'each/2'] });
});

test('a run whose process is gone: lost, and its open tasks too; not so one that has ended', () => {
  const events = recordedRun();
  const open = events.slice(0, 6);
  expect(fold(open).status).toBe('running');
  const lost = fold(open, true);
  expect(lost.status).toBe('lost');
  expect([...lost.steps.get('each')!.tasks.values()].map(t => t.status)).toEqual(['lost', 'lost', 'lost']);
  expect(fold(events, true).status).toBe('done');
});

test('tasks that were open when a run ended were cancelled', () => {
  const events = [
    ...recordedRun().slice(0, 5),
    {
      type: 'run.ended',
      at: 20,
      status: 'failed',
      error: { name: 'E', message: 'm', stack: '', step: 'each', task: '0', attempt: 0 },
    },
  ];
  const run = fold(events);
  expect(run.error?.message).toBe('m');
  expect([...run.steps.get('each')!.tasks.values()].map(t => t.status)).toEqual([
    'cancelled',
    'cancelled',
    'cancelled',
  ]);
});

test('an overlay adds a fan-out up by step', () => {
  const whole = overlayOf(fold(recordedRun()));
  expect(whole.steps.each).toMatchObject({
    status: 'done',
    total: 3,
    counts: { done: 3 },
    retries: 1,
    next: { join: 3 },
    reused: 0,
    failure: null,
  });
  const halfway = overlayOf(fold(recordedRun().slice(0, 8)));
  expect(halfway.steps.each).toMatchObject({ total: 3, endedAt: null });
  expect(['running', 'retrying']).toContain(halfway.steps.each?.status);
});

test('a clock that is set back: the run reads the same, and nothing takes less than no time', () => {
  const hour = 3_600_000;
  const events = recordedRun().map((event, i) => ({ ...event, at: hour + (i > 11 ? i - hour : i) }));
  for (let from = 0; from < events.length; from++) {
    const back = recordedRun().map((event, i) => ({ ...event, at: i < from ? hour : 1 }));
    const run = fold(back);
    expect(run).toMatchObject({ status: 'done', tags: ['t', 'late'] });
    const times = [
      run,
      ...tasksOf(run),
      ...tasksOf(run).flatMap(task => task.attempts),
      ...Object.values(overlayOf(run).steps),
    ];
    for (const { startedAt, endedAt } of times)
      expect(endedAt).toBeGreaterThanOrEqual(startedAt ?? Number.NaN);
  }
  expect(fold(events).endedAt).toBe(hour);
});

test('ten thousand damaged logs: readers never throw, and never invent a task', () => {
  const lines = recordedRun().map(event => JSON.stringify(event));
  const known = new Set(['start/0', 'each/0', 'each/1', 'each/2', 'join/0']);
  const next = random(42);
  const pick = (n: number) => Math.floor(next() * n);
  let readable = 0;
  for (let round = 0; round < 10_000; round++) {
    const damaged = [...lines];
    for (let hits = 1 + pick(4); hits > 0; hits--) damage(damaged, pick);
    const folded = new RunFold('r1');
    for (const line of damaged.join('\n').split('\n')) {
      const event = parseEvent(line);
      if (event !== null) folded.apply(event);
    }
    for (const lost of [false, true]) {
      const run = folded.run(lost);
      if (run === null) continue;
      readable++;
      overlayOf(run);
      runJson(run);
      const text = damaged.join('\n');
      for (const [name, step] of run.steps) {
        for (const task of step.tasks.values()) {
          expect(task.step).toBe(name);
          // A task is one that was there, or one whose very name the damage wrote.
          if (!known.has(`${name}/${task.task}`)) expect(text).toContain(name);
          expect(Array.isArray(task.attempts)).toBe(true);
          expect(typeof task.status).toBe('string');
        }
      }
    }
  }
  expect(readable).toBeGreaterThan(5_000);
});

/** One way in which a log can come to harm: bytes, lines, their order, or single values in them. */
function damage(lines: string[], pick: (n: number) => number): void {
  const at = pick(lines.length);
  const line = lines[at] ?? '';
  const nonsense = [null, 0, -1, 'x', [], {}, true, 1e99, [null], { a: 1 }];
  switch (pick(8)) {
    case 0:
      lines.splice(at, 1);
      return;
    case 1:
      lines.splice(pick(lines.length), 0, line);
      return;
    case 2:
      lines[at] = line.slice(0, pick(line.length));
      return;
    case 3: {
      const byte = pick(line.length);
      lines[at] = line.slice(0, byte) + String.fromCharCode(32 + pick(95)) + line.slice(byte + 1);
      return;
    }
    case 4: {
      const other = pick(lines.length);
      [lines[at], lines[other]] = [lines[other] ?? '', line];
      return;
    }
    default: {
      let value: Record<string, unknown>;
      try {
        value = JSON.parse(line) as Record<string, unknown>;
      } catch {
        return;
      }
      if (typeof value !== 'object' || value === null) return;
      const keys = Object.keys(value);
      const key = keys[pick(keys.length)];
      if (key === undefined) return;
      if (pick(3) === 0) delete value[key];
      else value[key] = nonsense[pick(nonsense.length)];
      lines[at] = JSON.stringify(value);
    }
  }
}

test('of a run that was lost, the last thing it wrote says how long it ran, whatever the time is now', () => {
  const folded = new RunFold('r1');
  const events = recordedRun() as RunEvent[];
  const before = events.slice(
    0,
    events.findIndex(event => event.type === 'run.ended'),
  );
  for (const event of before) folded.apply(event);
  expect(folded.run(true)).toMatchObject({
    status: 'lost',
    endedAt: null,
    seenAt: Math.max(...before.map(event => event.at)),
  });
});
