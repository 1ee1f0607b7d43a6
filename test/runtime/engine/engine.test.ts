import { describe, expect, test } from 'vitest';
import { artifact, play, type Script, statuses, valueIn } from './scripted.js';

const linear = `
  start() { return this.next(this.middle); }
  middle() { return this.next(this.end); }
  end() {}`;

const split = `
  start() { return this.next(this.a, this.b); }
  a() { return this.next(this.join); }
  b() { return this.next(this.join); }
  join(inputs: Inputs<this>) { return this.next(this.end); }
  end() {}`;

const fan = `
  start() { return this.foreach([], this.each); }
  each(n: number) { return this.next(this.join); }
  join(inputs: Inputs<this>) { return this.next(this.end); }
  end() {}`;

const later = (ms: number) => new Promise(done => setTimeout(done, ms));

/** Sums up what the branches of a join set. */
const sums: Script[string] = task => ({
  set: { total: task.inputs?.map(i => Number(valueIn(i.set.n))).reduce((a, b) => a + b, 0) },
  next: 'end',
});

describe('where a run goes', () => {
  test('linear: artifacts go from step to step', async () => {
    const { result, run, events } = await play(linear, {
      start: () => ({ set: { n: 1 }, next: 'middle' }),
      middle: t => ({ set: { n: Number(t.read('n')) + 1 }, next: 'end' }),
      end: t => ({ set: { seen: t.read('n') } }),
    });
    expect(result).toEqual({ status: 'done' });
    expect(statuses(run)).toEqual({ start: { 0: 'done' }, middle: { 0: 'done' }, end: { 0: 'done' } });
    expect(artifact(run, 'end', '0', 'seen')).toBe(2);
    expect(events.map(e => e.type)).toEqual([
      'run.started',
      ...Array(3).fill(['task.queued', 'task.started', 'task.ended']).flat(),
      'run.ended',
    ]);
  });

  test('split and join: inputs in declaration order, whichever came first', async () => {
    const { run } = await play(split, {
      start: () => ({ next: ['a', 'b'] }),
      a: async () => {
        await later(20);
        return { set: { who: 'a' }, next: 'join' };
      },
      b: () => ({ set: { who: 'b' }, next: 'join' }),
      join: t => ({ set: { order: t.inputs?.map(i => i.id) }, next: 'end' }),
    });
    expect(artifact(run, 'join', '0', 'order')).toEqual(['a/0', 'b/0']);
    expect(run.steps.get('join')?.tasks.get('0')?.before.disputed.who).toEqual({
      join: 'join/0',
      inputs: ['a/0', 'b/0'],
      of: 2,
    });
  });

  test('fan-out: a task for each item, named by its position', async () => {
    const { run, pool, events } = await play(fan, {
      start: () => ({ foreach: ['each', [10, 20, 30, 40, 50]] }),
      each: t => ({ set: { n: t.itemValue }, next: 'join' }),
      join: sums,
    });
    expect(Object.keys(statuses(run).each!)).toEqual(['0', '1', '2', '3', '4']);
    expect(artifact(run, 'join', '0', 'total')).toBe(150);
    expect(pool.most).toBeLessThanOrEqual(4);
    expect(events.filter(e => e.type === 'tasks.queued')).toHaveLength(1);
  });

  test('an empty fan-out goes straight to its join, with no inputs', async () => {
    const { run, result } = await play(fan, {
      start: () => ({ set: { kept: 1 }, foreach: ['each', []] }),
      join: t => ({ set: { count: t.inputs?.length, kept: t.read('kept') }, next: 'end' }),
    });
    expect(result.status).toBe('done');
    expect(statuses(run)).toEqual({ start: { 0: 'done' }, join: { 0: 'done' }, end: { 0: 'done' } });
    expect(artifact(run, 'join', '0', 'count')).toBe(0);
    expect(artifact(run, 'join', '0', 'kept')).toBe(1);
  });

  const nested = `
    start() { return this.foreach([], this.outer); }
    outer(n: number) { return this.foreach([], this.inner); }
    inner(n: number) { return this.next(this.gather); }
    gather(inputs: Inputs<this>) { return this.next(this.all); }
    all(inputs: Inputs<this>) {}`;

  test('fan-outs in fan-outs, one of them empty: names are the same however fast each is', async () => {
    const script = (delay: (task: string) => number): Script => ({
      start: () => ({ foreach: ['outer', [2, 0, 3]] }),
      outer: async t => {
        await later(delay(t.task));
        return { foreach: ['inner', Array.from({ length: Number(t.itemValue) }, (_, i) => i)] };
      },
      inner: async t => {
        await later(delay(t.task));
        return { set: { n: t.task }, next: 'gather' };
      },
      gather: t => ({ set: { n: t.inputs?.map(i => valueIn(i.set.n)) }, next: 'all' }),
      all: t => ({ set: { n: t.inputs?.map(i => valueIn(i.set.n)) } }),
    });
    const one = await play(
      nested,
      script(() => 0),
    );
    const other = await play(
      nested,
      script(task => (task.endsWith('0') ? 30 : 1)),
      { size: 8 },
    );
    expect(artifact(one.run, 'all', '0', 'n')).toEqual([['0.0', '0.1'], [], ['2.0', '2.1', '2.2']]);
    expect(artifact(other.run, 'all', '0', 'n')).toEqual(artifact(one.run, 'all', '0', 'n'));
    const names = (run: typeof one.run) =>
      Object.fromEntries(
        Object.entries(statuses(run)).map(([step, tasks]) => [step, Object.keys(tasks).sort()]),
      );
    expect(names(other.run)).toEqual(names(one.run));
    expect(names(one.run)).toMatchObject({ outer: ['0', '1', '2'], gather: ['0', '1', '2'], all: ['0'] });
  });

  const loop = `
    start() { return this.next(this.work); }
    work() { return this.next(this.judge); }
    judge() { if (this.again) return this.next(this.work); return this.next(this.end); }
    end() {}`;

  test('a loop over several steps: each visit is a task of its own', async () => {
    const { run } = await play(loop, {
      start: () => ({ set: { n: 0 }, next: 'work' }),
      work: t => ({ set: { n: Number(t.read('n')) + 1, iteration: t.iteration }, next: 'judge' }),
      judge: t => ({ next: Number(t.read('n')) < 3 ? 'work' : 'end' }),
    });
    expect(Object.keys(statuses(run).work!)).toEqual(['0', '0@1', '0@2']);
    expect(Object.keys(statuses(run).judge!)).toEqual(['0', '0@1', '0@2']);
    expect(artifact(run, 'work', '0@2', 'iteration')).toBe(2);
    expect(artifact(run, 'end', '0', 'n')).toBe(3);
  });

  test('a loop in a fan-out gets the same item again; one around a fan-out numbers its tasks on', async () => {
    const inside = `
      start() { return this.foreach([], this.each); }
      each(n: number) { if (this.again) return this.next(this.each); return this.next(this.join); }
      join(inputs: Inputs<this>) { if (this.round) return this.next(this.start); return this.next(this.end); }
      end() {}`;
    const { run } = await play(inside, {
      start: t => ({ set: { round: t.iteration }, foreach: ['each', ['x', 'y', 'z']] }),
      each: t => ({ set: { n: `${t.itemValue}${t.iteration}` }, next: t.task === '1' ? 'each' : 'join' }),
      join: t => ({
        set: { all: t.inputs?.map(i => valueIn(i.set.n)) },
        next: t.iteration === 0 ? 'start' : 'end',
      }),
    });
    expect(Object.keys(statuses(run).each!)).toEqual(['0', '1', '2', '1@1', '0@1', '1@2', '2@1']);
    expect(artifact(run, 'join', '0', 'all')).toEqual(['x0', 'y1', 'z0']);
    expect(artifact(run, 'join', '0@1', 'all')).toEqual(['x1', 'y2', 'z1']);
  });

  test('a split in a branch of a fan-out, with conditions', async () => {
    const { run, result } = await play(
      `
      start() { return this.foreach([], this.each); }
      each(n: number) { return this.next(this.a, this.b); }
      a() { if (this.x) return this.next(this.extra); return this.next(this.inner); }
      extra() { return this.next(this.inner); }
      b() { return this.next(this.inner); }
      inner(inputs: Inputs<this>) { return this.next(this.join); }
      join(inputs: Inputs<this>) {}`,
      {
        start: () => ({ foreach: ['each', [0, 1]] }),
        each: t => ({ set: { item: t.itemValue }, next: ['a', 'b'] }),
        a: t => ({ next: t.read('item') === 1 ? 'extra' : 'inner' }),
        extra: () => ({ next: 'inner' }),
        b: () => ({ next: 'inner' }),
        inner: t => ({ set: { ends: t.inputs?.map(i => i.id) }, next: 'join' }),
        join: t => ({ set: { ends: t.inputs?.map(i => valueIn(i.set.ends)) } }),
      },
    );
    expect(result.status).toBe('done');
    expect(artifact(run, 'join', '0', 'ends')).toEqual([
      ['a/0', 'b/0'],
      ['extra/1', 'b/1'],
    ]);
  });

  test('concurrency: no more of a fan-out at once, and all of it in the end', async () => {
    let now = 0;
    let most = 0;
    const { run, pool } = await play(
      fan,
      {
        start: () => ({ foreach: ['each', [1, 2, 3, 4, 5, 6, 7], 2] }),
        each: async t => {
          most = Math.max(most, ++now);
          await later(5);
          now--;
          return { set: { n: t.itemValue }, next: 'join' };
        },
        join: sums,
      },
      { size: 8 },
    );
    expect(most).toBe(2);
    expect(artifact(run, 'join', '0', 'total')).toBe(28);
    expect(pool.began.filter(name => name.startsWith('each/'))).toHaveLength(7);
  });
});

describe('flows that go where no flow can go', () => {
  const cases: [string, string, Script, RegExp][] = [
    [
      'to a step that is not there',
      linear,
      { start: () => ({ next: 'nowhere' }) },
      /there is no step nowhere/,
    ],
    [
      'into a join with nothing open',
      split,
      { start: () => ({ next: 'join' }) },
      /join was reached with no split/,
    ],
    [
      'to an end inside a fan-out',
      fan,
      { start: () => ({ foreach: ['each', [1]] }), each: () => ({}) },
      /ended the run inside an open fan-out/,
    ],
    ['fanning out into a join', fan, { start: () => ({ foreach: ['join', [1]] }) }, /straight into the join/],
    [
      'into different joins',
      `start() { return this.next(this.a, this.b); }
       a() { return this.next(this.j); }
       b() { return this.next(this.k); }
       j(inputs: Inputs<this>) {}
       k(inputs: Inputs<this>) {}`,
      { start: () => ({ next: ['a', 'b'] }), a: () => ({ next: 'j' }), b: () => ({ next: 'k' }) },
      /join in different places/,
    ],
  ];
  test.each(cases)('%s', async (_name, steps, script, words) => {
    const { result } = await play(steps, script);
    expect(result).toMatchObject({ status: 'failed', error: { message: expect.stringMatching(words) } });
  });
});

describe('what goes wrong', () => {
  test('retry: the same task, another attempt, on the same artifacts', async () => {
    const { result, run, pool } = await play(
      linear,
      {
        start: () => ({ set: { n: 1 }, next: 'middle' }),
        middle: t => {
          if (t.attempt < 2) throw new Error(`no ${t.attempt}`);
          return { set: { n: Number(t.read('n')) + 1 }, next: 'end' };
        },
      },
      { facts: { middle: { retries: 2, delay: 2, backoff: 3 } } },
    );
    expect(result.status).toBe('done');
    expect(pool.began).toEqual(['start/0', 'middle/0', 'middle/0 attempt 1', 'middle/0 attempt 2', 'end/0']);
    expect(
      run.steps
        .get('middle')
        ?.tasks.get('0')
        ?.attempts.map(a => a.error?.message),
    ).toEqual(['no 0', 'no 1', undefined]);
    expect(artifact(run, 'end', '0', 'n')).toBe(2);
  });

  test('the last attempt fails: the task, the run, and the cause', async () => {
    const { result, run } = await play(
      linear,
      {
        start: () => ({ next: 'middle' }),
        middle: () => {
          throw new TypeError('never');
        },
      },
      { facts: { middle: { retries: 1 } } },
    );
    expect(result).toMatchObject({
      status: 'failed',
      error: { name: 'TypeError', message: 'never', step: 'middle', task: '0', attempt: 1 },
    });
    expect(statuses(run)).toEqual({ start: { 0: 'done' }, middle: { 0: 'failed' } });
    expect(run.error).toMatchObject({ step: 'middle', attempt: 1 });
  });

  test('a time-out aborts the attempt, and can be retried', async () => {
    const { result, run } = await play(
      linear,
      {
        start: () => ({ next: 'middle' }),
        middle: async t => {
          if (t.attempt === 0) throw new Error(await t.aborted);
          return { next: 'end' };
        },
      },
      { facts: { middle: { retries: 1, timeout: 20 } } },
    );
    expect(result.status).toBe('done');
    expect(run.steps.get('middle')?.tasks.get('0')?.attempts[0]?.error).toMatchObject({
      name: 'TimeoutError',
      message: 'took longer than its timeout of 20 ms',
    });
  });

  test('a step over its timeout has failed, though it ends well when it is told to stop', async () => {
    const late = {
      start: () => ({ next: 'middle' }),
      middle: async (t: { aborted: Promise<string> }) => {
        await t.aborted;
        return { set: { n: 5 }, next: 'end' };
      },
    };
    const { result, run } = await play(linear, late as never, { facts: { middle: { timeout: 20 } } });
    expect(result).toMatchObject({ status: 'failed', error: { name: 'TimeoutError', step: 'middle' } });
    expect(statuses(run).middle).toEqual({ 0: 'failed' });
    const caught = await play(linear, late as never, {
      facts: { middle: { timeout: 20, catch: 'problem' } },
    });
    expect(caught.result.status).toBe('done');
    expect(artifact(caught.run, 'end', '0', 'n')).toBe(5);
    expect(artifact(caught.run, 'end', '0', 'problem')).toBe('took longer than its timeout of 20 ms');
  });

  test('catch: the error becomes an artifact, and the run goes on', async () => {
    const { result, run } = await play(
      linear,
      {
        start: () => ({ next: 'middle' }),
        middle: () => {
          throw new Error('caught');
        },
      },
      { facts: { middle: { retries: 1, catch: 'problem' } } },
    );
    expect(result.status).toBe('done');
    expect(statuses(run).middle).toEqual({ 0: 'caught' });
    expect(artifact(run, 'end', '0', 'problem')).toBe('caught');
  });

  test('catch at the end of a branch goes to the join', async () => {
    const { result, run } = await play(
      split,
      {
        start: () => ({ next: ['a', 'b'] }),
        a: () => {
          throw new Error('a is out');
        },
        b: () => ({ next: 'join' }),
        join: t => ({ set: { count: t.inputs?.length }, next: 'end' }),
      },
      { facts: { a: { catch: 'problem' } } },
    );
    expect(result.status).toBe('done');
    expect(artifact(run, 'join', '0', 'count')).toBe(2);
  });

  test('catch where the only way on is a split: every branch begins', async () => {
    const { result, run } = await play(
      split,
      {
        start: () => {
          throw new Error('no start');
        },
        a: () => ({ next: 'join' }),
        b: () => ({ next: 'join' }),
        join: t => ({ set: { ends: t.inputs?.map(input => input.id) }, next: 'end' }),
      },
      { facts: { start: { catch: 'problem' } } },
    );
    expect(result.status).toBe('done');
    expect(artifact(run, 'join', '0', 'ends')).toEqual(['a/0', 'b/0']);
    expect(artifact(run, 'end', '0', 'problem')).toBe('no start');
  });

  test('a sibling of a failed task is asked to stop, what waits never begins, the first error is the cause', async () => {
    const reasons: string[] = [];
    const { result, run, pool } = await play(
      fan,
      {
        start: () => ({ foreach: ['each', [0, 1, 2, 3, 4, 5]] }),
        each: async t => {
          if (t.itemValue === 1) throw new Error('first');
          reasons.push(await t.aborted);
          throw new Error('second');
        },
      },
      { size: 2 },
    );
    expect(result).toMatchObject({ status: 'failed', error: { message: 'first', task: '1' } });
    expect(reasons).toEqual(['sibling-failed']);
    expect(pool.began).toEqual(['start/0', 'each/0', 'each/1']);
    expect(statuses(run).each).toEqual({
      0: 'cancelled',
      1: 'failed',
      2: 'cancelled',
      3: 'cancelled',
      4: 'cancelled',
      5: 'cancelled',
    });
  });

  test('cancel: asked once, tasks hear it; asked twice, they are ended', async () => {
    const heard: string[] = [];
    const { result, run } = await play(
      linear,
      {
        start: async t => {
          heard.push(await t.aborted);
          return new Promise(() => undefined);
        },
      },
      {
        onEvent: (event, engine) => {
          if (event.type !== 'task.started') return;
          setTimeout(() => engine.cancel(), 5);
          setTimeout(() => engine.cancel(), 15);
        },
      },
    );
    expect(heard).toEqual(['cancelled']);
    expect(result).toMatchObject({ status: 'cancelled' });
    expect(statuses(run)).toEqual({ start: { 0: 'cancelled' } });
  });

  test('cancel while a retry is waited for ends the run at once', async () => {
    const { result, run } = await play(
      linear,
      {
        start: () => {
          throw new Error('again');
        },
      },
      {
        facts: { start: { retries: 5, delay: 600_000 } },
        onEvent: (event, engine) => {
          if (event.type === 'task.ended') setTimeout(() => engine.cancel(), 5);
        },
      },
    );
    expect(result.status).toBe('cancelled');
    expect(statuses(run)).toEqual({ start: { 0: 'cancelled' } });
  });
});

test('ten thousand items, and a thousand diamonds in a row', async () => {
  const wide = await play(fan, {
    start: () => ({ foreach: ['each', Array.from({ length: 10_000 }, (_, i) => i)] }),
    each: t => ({ set: { n: t.index }, next: 'join' }),
    join: sums,
  });
  expect(artifact(wide.run, 'join', '0', 'total')).toBe(49_995_000);
  const rounds = await play(
    `start() { return this.next(this.a, this.b); }
     a() { return this.next(this.join); }
     b() { return this.next(this.join); }
     join(inputs: Inputs<this>) { if (this.more) return this.next(this.start); return this.next(this.end); }
     end() {}`,
    {
      start: () => ({ next: ['a', 'b'] }),
      a: () => ({ next: 'join' }),
      b: () => ({ next: 'join' }),
      join: t => ({ next: t.iteration < 999 ? 'start' : 'end' }),
    },
  );
  expect(rounds.result.status).toBe('done');
  expect(rounds.run.steps.get('join')?.tasks.size).toBe(1_000);
});
