import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flow, project } from '../project.js';

test('joins: agreement carries over, a dispute names the join and its inputs, merge takes what it is told', async () => {
  const p = project({
    'a.flow.ts': flow(`
      same = 'as it was';
      differs = 0;
      onlyA: string | undefined;
      untouched = [1];
      list: number[] = [];
      order: string[] = [];
      read = '';
      again = '';
      @step() start() { this.same = 'set'; return this.next(this.b, this.a, this.c); }
      @step() async a() { await new Promise(done => setTimeout(done, 200)); this.differs = 1; this.onlyA = 'A'; this.list.push(1); return this.next(this.join); }
      @step() b() { this.differs = 2; this.list.push(1); return this.next(this.join); }
      @step() c() { this.differs = 3; return this.next(this.late); }
      @step() late() { this.list = [1]; return this.next(this.join); }
      @step() join(inputs: Inputs<this>) {
        this.order = inputs.map(i => i.differs);
        this.order.push(inputs.a.differs, inputs.late.differs, inputs.length);
        try { void this.differs; } catch (error) { this.read = error.message; }
        try { inputs[0].differs = 7; } catch (error) { this.again = error.message; }
        this.merge(inputs, { include: ['onlyA'] });
        return this.next(this.end);
      }
      @step() end() { try { void this.differs } catch (error) { console.log(error.message) } this.differs = 9; return this.next(this.last); }
      @step() last() { console.log(this.differs, this.same, this.untouched.length, this.list); }`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out).toBe(0);
  expect(p.get('latest/join.order')).toEqual([2, 1, 3, 1, 3, 3]);
  const words =
    'the artifact differs has no value since the join join/0, because its inputs disagree: b/0, a/0, late/0';
  expect(p.get('latest/join.read')).toContain(words);
  expect(p.log()).toContainEqual(expect.stringContaining(`end/0 ${words}`));
  expect(p.get('latest/join.again')).toContain('differs of the input b/0 is read-only');
  expect(p.get('latest/join.onlyA')).toBe('A');
  expect(p.log()).toContain('last/0 9 set 1 [ 1 ]');
});

test('artifacts that are removed: assigned anew, after a dispute, before a merge, and all of it resumed', async () => {
  const p = project({
    'a.flow.ts': flow(`
      fixed = parameter.boolean({ default: false });
      x = 0;
      list: number[] = [1];
      seen: unknown[] = [];
      @step() start() { delete this.x; this.x = 7; return this.next(this.a, this.b); }
      @step() a() { this.x++; this.list.push(2); return this.next(this.inner); }
      @step() b() { return this.next(this.c, this.d); }
      @step() c() { this.x = 1; return this.next(this.cd); }
      @step() d() { this.x = 2; return this.next(this.cd); }
      @step() cd(inputs: Inputs<this>) { return this.next(this.inner); }
      @step() inner(inputs: Inputs<this>) {
        try { void inputs.cd.x; } catch (error) { this.seen.push(error.message); }
        this.seen.push(Object.keys(inputs.cd).includes('x'), inputs.a.x);
        // What the join itself has changed is its own.
        this.list = [5];
        this.seen.push('before the merge');
        this.merge(inputs, { exclude: ['x'] });
        return this.next(this.drop);
      }
      @step() drop() { this.x = 1; delete this.x; return this.next(this.end); }
      @step() end() { if (!this.fixed) throw new Error('not yet'); this.seen.push(this.x, 'x' in this); }`),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(1);
  const resumed = await p.stepwell('resume', '--fixed');
  expect(resumed.code, resumed.out).toBe(0);
  expect(p.status().steps.drop?.tasks[0]?.reused).toBe(true);
  const words =
    'the artifact x has no value since the join cd/0, because its inputs disagree: c/0, d/0; assign it in the join, from an input';
  expect(p.get('latest/end.seen')).toEqual([words, false, 8, 'before the merge', { $undefined: true }, true]);
  expect(p.get('latest/end.list')).toEqual([5]);
});

test('joins: inputs are an array still when a step is called like one of its methods', async () => {
  const p = project({
    'a.flow.ts': flow(`
      n = 0; total = 0;
      @step() start() { return this.foreach([1, 2, 3], this.map); }
      @step() map(i: number) { this.n = i * 2; return this.next(this.reduce); }
      @step() reduce(inputs: Inputs<this>) { this.total = inputs.map(i => i.n).reduce((a, b) => a + b, 0); }`),
  });
  expect(await p.stepwell('run', 'a.flow.ts')).toMatchObject({ code: 0 });
  expect(p.get('latest/reduce.total')).toBe(12);
});

test('merge: clashes are refused by name, include and exclude decide', async () => {
  const p = project({
    'a.flow.ts': flow(`
      x = 0; y = 0; z = 0; said = '';
      @step() start() { return this.foreach([1, 2], this.each); }
      @step() each(n: number) { this.x = n; this.y = 5; if (n === 1) this.z = 5; return this.next(this.join); }
      @step() join(inputs: Inputs<this>) {
        try { this.merge(inputs); } catch (error) { this.said = error.message; }
        this.merge(inputs, { exclude: ['x', 'z'] });
      }`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out).toBe(0);
  expect(p.get('latest/join.said')).toMatch(
    /can't choose between different values of x \(each\/0 and each\/1\)/,
  );
  expect(p.get('latest/join.y')).toBe(5);
});

test('initialisers count once, and what a later process made of them never', async () => {
  const p = project({
    'a.flow.ts': flow(`
      stamp = { pid: process.pid, random: Math.random() };
      counter = 0;
      removed: number | undefined = 1;
      later: string | undefined;
      @step() start() { this.counter++; return this.foreach([0, 1, 2], this.each); }
      @step({ isolate: true }) each() { this.counter++; return this.next(this.join); }
      @step() join(inputs: Inputs<this>) { this.counter++; delete this.removed; this.later = 'set'; return this.next(this.end); }
      @step() end() { console.log(JSON.stringify([this.stamp, this.counter, 'removed' in this ? String(this.removed) : 'gone', this.later])); }`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out).toBe(0);
  const [stamp, counter, removed, later] = JSON.parse(p.log().at(-1)!.replace('end/0 ', ''));
  expect(stamp).toEqual(p.get('latest/start.stamp'));
  expect([counter, later]).toEqual([3, 'set']);
  expect(['gone', 'undefined']).toContain(removed);
});

test('a change in place is seen, a value that was only read is not stored again', async () => {
  const p = project({
    'a.flow.ts': flow(`
      rows = [{ n: 1 }]; map = new Map<string, number>(); bytes = new Float64Array(3); cycle: { self?: unknown } = {};
      @step() start() { this.cycle.self = this.cycle; return this.next(this.reads); }
      @step() reads() { void [this.rows, this.map, this.bytes, this.cycle]; return this.next(this.writes); }
      @step() writes() { this.rows[0].n = 2; this.map.set('k', 1); this.bytes[1] = 7; return this.next(this.end); }
      @step() end() { console.log(this.rows[0].n, this.map.get('k'), this.bytes[1], this.cycle.self === this.cycle); }`),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  expect(p.log()).toEqual(['end/0 2 1 7 true']);
  const changed = p
    .events()
    .flatMap(e => (e.type === 'task.ended' ? [[e.step, Object.keys(e.set ?? {}).sort()]] : []));
  expect(changed).toEqual([
    ['start', ['bytes', 'cycle', 'map', 'rows']],
    ['reads', []],
    ['writes', ['bytes', 'map', 'rows']],
    ['end', []],
  ]);
});

test('a large artifact is stored once, and not loaded by a step that does not read it', async () => {
  const p = project({
    'a.flow.ts': flow(`
      big: Float64Array | null = null;
      sum = 0;
      used: number[] = [];
      @step() start() { this.big = new Float64Array(8_000_000).map(Math.random); return this.next(this.passes); }
      @step({ isolate: true }) passes() { this.used.push(process.memoryUsage().arrayBuffers); return this.next(this.reads); }
      @step({ isolate: true }) reads() { this.sum = this.big!.length; this.used.push(process.memoryUsage().arrayBuffers); return this.next(this.end); }
      @step() end() {}`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out).toBe(0);
  const [passes = 0, reads = 0] = p.get('latest/end.used') as number[];
  expect(passes).toBeLessThan(32e6);
  expect(reads).toBeGreaterThan(64e6);
  const big = p.events().filter(e => e.type === 'task.ended' && e.set?.big !== undefined);
  expect(big).toHaveLength(1);
});

test('fan-outs: any iterable, nested, empty, with limited concurrency; loops by item; names are positions', async () => {
  const p = project({
    'a.flow.ts': flow(`
      names: string[] = [];
      most = 0;
      outer = '';
      round = 0;
      @step() start() { return this.foreach(new Set(['x', 'y', 'none']), this.each); }
      @step() each(item: string, index: number) {
        this.outer = item;
        this.names = [this.current.task + ' ' + this.current.index + ' ' + index];
        const self = this;
        return this.foreach((async function* () { if (self.outer !== 'none') for (const n of [1, 2, 3]) yield { n, item }; })(), this.inner, { concurrency: 1 });
      }
      @step() inner(item: { n: number; item: string }) {
        this.round++;
        this.names.push(this.current.task + ' ' + item.item + item.n + ' round ' + this.round + ' iteration ' + this.current.iteration);
        item.n = 99;
        if (this.round < 3 && this.current.index === 1) return this.next(this.inner);
        return this.next(this.gather);
      }
      @step() gather(inputs: Inputs<this>) { this.names = inputs.flatMap(i => i.names.slice(1)); this.names.push(this.current.task + ' gather ' + inputs.length); return this.next(this.end); }
      @step() end(inputs: Inputs<this>) { this.names = inputs.flatMap(i => i.names); }`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out).toBe(0);
  const inner = (outer: number, item: string) => [
    `${outer}.0 ${item}1 round 1 iteration 0`,
    `${outer}.1 ${item}2 round 1 iteration 0`,
    `${outer}.1@1 ${item}2 round 2 iteration 1`,
    `${outer}.1@2 ${item}2 round 3 iteration 2`,
    `${outer}.2 ${item}3 round 1 iteration 0`,
    `${outer} gather 3`,
  ];
  expect(p.get('latest/end.names')).toEqual([...inner(0, 'x'), ...inner(1, 'y'), '2 gather 0']);
});

test('current', async () => {
  const p = project({
    'a.flow.ts': flow(`
      seen: Record<string, unknown> = {};
      @step() start() {
        const { flow, run, step, task, attempt, index, iteration, originRun, tags, signal, tempDir } = this.current;
        require; 
        this.seen = { flow, run, step, task, attempt, index, iteration, originRun, tags, aborted: signal.aborted, tempDir };
      }`).replace('require; ', "process.getBuiltinModule('node:fs').writeFileSync(tempDir + '/x', '');"),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts', '--tag', 't');
  expect(code, out).toBe(0);
  const seen = p.get('latest/start.seen') as Record<string, unknown>;
  expect(seen).toMatchObject({
    flow: 'TestFlow',
    run: p.runs()[0],
    step: 'start',
    task: '0',
    attempt: 0,
    index: null,
    iteration: 0,
    originRun: null,
    tags: ['t'],
    aborted: false,
  });
  expect(existsSync(String(seen.tempDir))).toBe(false);
  p.write({
    'dies.flow.ts': flow(
      "@step() start() { console.log(this.current.tempDir); process.kill(process.pid, 'SIGKILL'); for (;;); }",
    ),
  });
  expect((await p.stepwell('run', 'dies.flow.ts')).code).toBe(1);
  const [folder = ''] = p.log();
  expect(folder).toContain('stepwell-');
  expect(existsSync(folder.replace('start/0 ', ''))).toBe(false);
});

test('merge: a branch that left a value alone has no say against one that changed it', async () => {
  const p = project({
    'lists.flow.ts': flow(`
      orders: string[] = [];
      people: string[] = [];
      both = 'begun';
      @step() start() { return this.next(this.left, this.right); }
      @step() left() { this.orders = ['o']; this.both = 'left'; return this.next(this.end); }
      @step() right() { this.people.push('p'); this.both = 'right'; return this.next(this.end); }
      @step() end(inputs: Inputs<this>) {
        let clash = '';
        try { this.merge(inputs); } catch (error) { clash = String(error); }
        if (!clash.includes('both (left/0 and right/0)')) throw new Error('no clash: ' + clash);
        this.merge(inputs, { exclude: ['both'] });
      }`),
  });
  expect(await p.stepwell('run', 'lists.flow.ts')).toMatchObject({ code: 0 });
  expect(await p.json('get', 'latest/end.orders', '--json')).toEqual(['o']);
  expect(await p.json('get', 'latest/end.people', '--json')).toEqual(['p']);
  // The same when the join is run again by itself.
  expect(await p.stepwell('step', 'latest/end')).toMatchObject({ code: 0 });
});
