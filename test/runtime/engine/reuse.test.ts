import { expect, test } from 'vitest';
import { Reuse } from '../../../runtime/engine/reuse.js';
import type { Run } from '../../../runtime/model/index.js';
import { artifact, play, type Script, statuses, valueIn } from './scripted.js';

const flow = `
  start() { return this.foreach([], this.each); }
  each(n: number) { return this.next(this.join); }
  join(inputs: Inputs<this>) { return this.next(this.report); }
  report() { return this.next(this.end); }
  end() {}`;

const script = (broken: readonly number[] = []): Script => ({
  start: () => ({ foreach: ['each', [0, 1, 2, 3]] }),
  each: t => {
    if (broken.includes(Number(t.itemValue))) throw new Error('broken');
    return { set: { n: Number(t.itemValue) * 2 }, reads: ['factor'], next: 'join' };
  },
  join: t => ({
    set: { total: t.inputs?.map(i => Number(valueIn(i.set.n))).reduce((a, b) => a + b, 0) },
    next: 'report',
  }),
  report: t => ({ set: { title: 'x' }, reads: ['title'], next: t.before.set.total ? 'end' : 'end' }),
});

const resume = (
  origin: Run,
  broken: readonly number[] = [],
  options: { from?: string; changed?: string[] } = {},
) =>
  play(flow, script(broken), {
    id: `${origin.id}r`,
    reuse: new Reuse(origin, {
      rerun: new Set(options.from ? [options.from] : []),
      changedParameters: new Set(options.changed ?? []),
    }),
  });

test('only what failed, or never ran, runs', async () => {
  const first = await play(flow, script([2]), { size: 1 });
  expect(first.result.status).toBe('failed');
  const second = await resume(first.run);
  expect(second.result.status).toBe('done');
  // With one worker the item behind the failed one never began.
  expect(statuses(second.run)).toEqual({
    start: { 0: 'reused' },
    each: { 0: 'reused', 1: 'reused', 2: 'done', 3: 'done' },
    join: { 0: 'done' },
    report: { 0: 'done' },
    end: { 0: 'done' },
  });
  expect(artifact(second.run, 'join', '0', 'total')).toBe(12);
});

test('a resumed run can be resumed, also one that failed again', async () => {
  const first = await play(flow, script([1, 2]), { size: 1 });
  const second = await resume(first.run, [2]);
  expect(second.result.status).toBe('failed');
  const third = await resume(second.run);
  expect(third.result.status).toBe('done');
  expect(statuses(third.run).each).toMatchObject({ 0: 'reused', 1: 'reused', 2: 'done' });
  expect(artifact(third.run, 'join', '0', 'total')).toBe(12);
  const fourth = await resume(third.run, [], { from: 'report' });
  expect(statuses(fourth.run)).toMatchObject({
    join: { 0: 'reused' },
    report: { 0: 'done' },
    end: { 0: 'done' },
  });
  expect(artifact(fourth.run, 'end', '0', 'total')).toBe(12);
});

test('a changed parameter runs what read it, and all after it', async () => {
  const first = await play(flow, script());
  const title = await resume(first.run, [], { changed: ['title'] });
  expect(statuses(title.run)).toMatchObject({
    join: { 0: 'reused' },
    report: { 0: 'done' },
    end: { 0: 'done' },
  });
  const factor = await resume(first.run, [], { changed: ['factor'] });
  expect(statuses(factor.run)).toMatchObject({
    start: { 0: 'reused' },
    each: { 0: 'done', 3: 'done' },
    join: { 0: 'done' },
  });
  const other = await resume(first.run, [], { changed: ['other'] });
  expect(statuses(other.run).end).toEqual({ 0: 'reused' });
});

test('--from runs that step and all after it', async () => {
  const first = await play(flow, script());
  const again = await resume(first.run, [], { from: 'join' });
  expect(statuses(again.run)).toMatchObject({
    each: { 0: 'reused' },
    join: { 0: 'done' },
    report: { 0: 'done' },
  });
  const whole = await resume(first.run, [], { from: 'start' });
  expect(Object.values(statuses(whole.run)).flatMap(Object.values)).not.toContain('reused');
});

test('what was reused says the same as what ran', async () => {
  const first = await play(flow, script());
  const again = await resume(first.run, [], { from: 'end' });
  for (const name of ['start', 'each', 'join', 'report']) {
    for (const [task, ran] of first.run.steps.get(name)!.tasks) {
      const { before, after, changed, reads, transition, from } = again.run.steps.get(name)!.tasks.get(task)!;
      expect({ before, after, changed, reads, transition, from }).toEqual({
        before: ran.before,
        after: ran.after,
        changed: ran.changed,
        reads: ran.reads,
        transition: ran.transition,
        from: ran.from,
      });
    }
  }
});
