import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flow, lives, Project, project, until } from '../project.js';

/** Every way in which one step can end badly, each in a flow of its own; `before` keeps what came before. */
const steps: Record<string, string> = {
  throws: "throw new RangeError('too far');",
  throwsText: "throw 'just text';",
  throwsNothing: 'throw undefined;',
  exits0: "console.log('last words'); process.exit(0);",
  exits3: 'process.exit(3);',
  killed:
    "console.log('last words'); process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined);",
  // What the check before a run can see for itself, it refuses; here it can't.
  unstorable: "Reflect.set(this, 'kept', { deep: [{ fit: () => 1 }] });",
  unstorableClass: 'class Model {} this.kept = new Map([["m", new Model()]]);',
  unstorablePromise: "Reflect.set(this, 'kept', Promise.resolve(1));",
  unstorableItem: 'return this.foreach(Reflect.apply(Array.of, Array, [1, Symbol("s")]), this.each);',
  returnsValue: "return JSON.parse('5');",
  nextOfNoStep: "return this.next(Reflect.get(this, 'helper'));",
  foreachOfNothing: 'return this.foreach(undefined, this.each);',
  writesParameter: "Reflect.set(this, 'size', 2); Reflect.apply(Object.assign, Object, [this, { size: 2 }]);",
  unhandled: "setTimeout(() => { throw new Error('stray') }, 1); await new Promise(() => undefined);",
  rejection: "Promise.reject(new Error('stray')); await new Promise(done => setTimeout(done, 5_000));",
};

const source = (name: string, body: string) =>
  flow(
    `kept = null;
  size = parameter.number({ default: 1 });
  @step() start() { this.before = [1, 2]; console.log('ready'); return this.next(this.${name}); }
  // @ts-ignore
  @step() async ${name}() { ${body} }
  helper() {}
  ${name.includes('tem') || name.includes('foreach') ? '@step() each(x) { return this.next(this.join); }\n@step() join(inputs: Inputs<this>) {}' : ''}`,
  );

test("the position and the names in a stack are the source's, whatever the file is called", async () => {
  const name = "öne's 100%.flow.ts";
  const p = project({ [name]: flow("@step() start() {\n  throw new Error('here');\n}") });
  await p.stepwell('run', name);
  const error = p.status().steps.start?.tasks[0]?.error;
  expect(error).toMatchObject({ at: { file: p.path(name), line: 4 } });
  expect(error).toMatchObject({ stack: `Error: here\n    at TestFlow.start (${p.path(name)}:4:9)` });
});

describe('a step that fails', () => {
  let p: Project;
  beforeAll(() => {
    p = new Project(
      Object.fromEntries(
        Object.entries(steps).map(([name, body]) => [`${name}.flow.ts`, source(name, body)]),
      ),
    );
  });
  afterAll(() => p.remove());

  const cases: [keyof typeof steps, RegExp][] = [
    ['throws', /RangeError: too far/],
    ['throwsText', /threw "just text", which is not an Error/],
    ['throwsNothing', /threw undefined, which is not an Error/],
    ['exits0', /the process exited with code 0 before the step ended/],
    ['exits3', /the process exited with code 3 before the step ended/],
    ['killed', /the process was killed by SIGKILL before the step ended/],
    [
      'unstorable',
      /the artifact kept of the step unstorable can't be stored because its \.deep\[0\]\.fit is the function fit/,
    ],
    ['unstorableClass', /the artifact kept .*its \.get\('m'\) is an instance of the class Model/],
    ['unstorablePromise', /the artifact kept .*because it is a Promise \(is an await missing\?\)/],
    [
      'unstorableItem',
      /the item 1 of the fan-out.* step unstorableItem can't be stored because it is the symbol Symbol\(s\)/,
    ],
    ['returnsValue', /the step returnsValue returned a value of type number/],
    ['nextOfNoStep', /helper, which has no @step\(\)/],
    ['foreachOfNothing', /this\.foreach\(\) for each was given undefined/],
    ['writesParameter', /size is a parameter, and parameters are read-only/],
    ['unhandled', /stray/],
    ['rejection', /stray/],
  ];
  test.each(cases)('%s', async (name, words) => {
    const { code, out, err } = await p.stepwell('run', `${name}.flow.ts:TestFlow`, '--json');
    const events = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    const end = events.at(-1);
    const problems = `${out}\n${err}`;
    expect(code, problems).toBe(1);
    expect(err).not.toContain('dist/');
    expect(end, problems).toMatchObject({
      type: 'run.ended',
      status: 'failed',
      error: { step: name, task: '0' },
    });
    expect(`${end.error.name}: ${end.error.message}`).toMatch(words);
    expect(end.error.message).not.toMatch(/\n.*\n/);
    expect(end.error.stack).not.toMatch(/dist[\\/]|node:internal/);
    // What was recorded before stands.
    const status = p.status(end.error.run ?? events[0].id);
    expect(status.steps.start?.status).toBe('done');
    expect(p.get(`${status.id}/start.before`)).toEqual([1, 2]);
    const log = p.log(status.id);
    expect(log).toContain('start/0 ready');
    if (steps[name]?.includes('last words')) expect(log).toContain(`${name}/0 last words`);
  });

  test('its error says where in the source, and its log shows it', async () => {
    const seen = await p.stepwell('run', 'throws.flow.ts');
    const status = p.status();
    expect(status.error).toMatchObject({
      name: 'RangeError',
      at: { file: p.path('throws.flow.ts'), line: 7 },
    });
    const log = p.log().join('\n');
    expect(log).toMatch(/throws\/0 RangeError: too far/);
    expect(log).toMatch(/at TestFlow\.throws \(.*throws\.flow\.ts:7:/);
    expect(seen.out).toContain('✗ failed in throws/0');
    expect(seen.out).toContain('at throws.flow.ts:7:');
    expect(seen.err).toBe('');
  });
});

test('a rejection that nobody handles after the step has returned: logged, and no other task fails for it', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { setTimeout(() => Promise.reject(new Error('stray')), 30); return this.next(this.slow); }
      @step() async slow() { await new Promise(done => setTimeout(done, 300)); return this.next(this.end); }
      @step() end() {}`),
  });
  const ended = await p.stepwell('run', 'a.flow.ts', '--workers', '1');
  expect(ended.code, ended.out).toBe(0);
  expect(p.log().join('\n')).toContain('stray');
});

test('a step that never settles: at once where nothing is left that could settle it, else at its time-out', async () => {
  const p = project({
    'stalled.flow.ts': flow('@step({ retry: 1 }) async start() { await new Promise(() => undefined); }'),
    'waiting.flow.ts': flow(
      '@step({ timeout: 300 }) async start() { setInterval(() => undefined, 1_000); await new Promise(() => undefined); }',
    ),
    'listening.flow.ts': flow(
      "@step({ timeout: 300 }) async start() { await new Promise((_, fail) => this.current.signal.addEventListener('abort', () => fail(new Error('told')))); }",
    ),
  });
  const errorOf = async (name: string) => {
    expect((await p.stepwell('run', `${name}.flow.ts`)).code).toBe(1);
    return p.status().error;
  };
  expect(await errorOf('stalled')).toMatchObject({
    name: 'StalledStep',
    message: expect.stringContaining('nothing is left to settle'),
  });
  expect(p.status().steps.start?.tasks[0]?.attempts).toBe(2);
  for (const name of ['waiting', 'listening']) {
    expect(await errorOf(name)).toMatchObject({
      name: 'TimeoutError',
      message: expect.stringContaining('300 ms'),
    });
  }
});

test('a step that spins past its time-out is ended', async () => {
  const p = project({
    'a.flow.ts': flow("@step({ timeout: 300 }) start() { console.log('spin'); for (;;); }"),
  });
  const ended = await p.stepwell('run', 'a.flow.ts');
  expect(ended.code).toBe(1);
  expect(p.status().error).toMatchObject({ name: 'TimeoutError' });
  expect(p.log().join('\n')).toContain('spin');
});

test('signal: a time-out aborts it, and the step can end by itself', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step({ timeout: 100, catch: 'error' }) async start() {
        await new Promise((_, reject) => this.current.signal.addEventListener('abort', () => reject(this.current.signal.reason)));
        return this.next(this.end);
      }
      error: unknown;
      @step() end() {}`),
  });
  const ended = await p.stepwell('run', 'a.flow.ts');
  expect(ended.code, ended.out + ended.err).toBe(0);
  const status = p.status();
  expect(status.steps.start).toMatchObject({
    status: 'caught',
    tasks: [{ error: { name: 'TimeoutError' } }],
  });
  expect(p.get('latest/end.error')).toMatchObject({ $error: { name: 'TimeoutError' } });
});

test.for(['reject(this.current.signal.reason)', 'resolve()'])(
  'what a step had set when its time was over is kept for catch, and nothing of what it did from then on: %s',
  async end => {
    const p = project({
      'a.flow.ts': flow(`
        before = 0;
        list = [1];
        after?: string;
        error: unknown;
        @step({ timeout: 200, catch: 'error' }) async start() {
          this.before = 1;
          this.list.push(2);
          await new Promise<void>((resolve, reject) => this.current.signal.addEventListener('abort', () => {
            this.before = 2;
            this.list.push(3);
            this.after = 'late';
            ${end};
          }));
          return this.next(this.end);
        }
        @step() end() {}`),
    });
    const ended = await p.stepwell('run', 'a.flow.ts');
    expect(ended.code, ended.out + ended.err).toBe(0);
    expect(p.status().steps.start?.status).toBe('caught');
    expect(p.get('latest/end.before')).toBe(1);
    expect(p.get('latest/end.list')).toEqual([1, 2]);
    expect(() => p.get('latest/end.after')).toThrow('there is no');
  },
);

test('retry, and what a failed attempt leaves', async () => {
  const p = project({
    'a.flow.ts': flow(`
      seen: number[] = [];
      @step({ retry: { times: 3, delay: 10, backoff: 2 } }) start() {
        this.seen.push(this.current.attempt);
        console.log('attempt', this.current.attempt);
        if (this.current.attempt === 0) throw new Error('first');
        if (this.current.attempt === 1) process.exit(1);
        return this.next(this.end);
      }
      @step() end() {}`),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  const status = p.status();
  expect(status.steps.start?.tasks).toMatchObject([{ task: '0', status: 'done', attempts: 3 }]);
  expect(p.get('latest/end.seen')).toEqual([2]);
  expect(
    p
      .log()
      .join('\n')
      .match(/attempt \d/g),
  ).toEqual(['attempt 0', 'attempt 1', 'attempt 2']);
});

test('catch: after the last attempt, with what the step had set, and when its process was killed', async () => {
  const p = project({
    'a.flow.ts': flow(`
      got = 0;
      problem: Error | null = null;
      lost: Error | null = null;
      @step({ retry: 1, catch: 'problem' }) start() { this.got = 7; if (this.got > 0) throw new TypeError('no luck'); return this.next(this.dies); }
      @step({ catch: 'lost' }) dies() { process.kill(process.pid, 'SIGKILL'); while (this.got > 0); return this.next(this.end); }
      @step() end() { console.log(this.problem instanceof TypeError, this.problem?.message, this.lost?.message); }`),
  });
  const ended = await p.stepwell('run', 'a.flow.ts');
  expect(ended.code, ended.out).toBe(0);
  const status = p.status();
  expect(status.steps.start?.tasks).toMatchObject([
    { status: 'caught', attempts: 2, error: { message: 'no luck' } },
  ]);
  expect(status.steps.dies?.tasks).toMatchObject([
    { status: 'caught', error: { message: expect.stringContaining('SIGKILL') } },
  ]);
  expect(p.get('latest/end.got')).toBe(7);
  expect(p.log().join('\n')).toMatch(/true no luck the process was killed by SIGKILL/);
});

test('a sibling of a failed task gets the signal and ends as cancelled; the root cause stands', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { return this.next(this.bad, this.slow, this.deaf); }
      @step() async bad() { await new Promise(done => setTimeout(done, 700)); if (this.current.attempt === 0) throw new Error('root'); return this.next(this.join); }
      @step() async slow() {
        await new Promise<void>(done => this.current.signal.addEventListener('abort', () => { console.log('told'); done(); }));
        if (this.current.signal.aborted) throw new Error('aborted');
        return this.next(this.join);
      }
      @step() async deaf() { while (this.current.attempt === 0); return this.next(this.join); }
      @step() join(inputs: Inputs<this>) {}`),
  });
  const ended = await p.stepwell('run', 'a.flow.ts', '--workers', '3');
  expect(ended.code).toBe(1);
  const status = p.status();
  expect(status.error).toMatchObject({ step: 'bad', message: 'root' });
  expect(status.steps).toMatchObject({
    bad: { status: 'failed' },
    slow: { status: 'cancelled' },
    deaf: { status: 'cancelled' },
  });
  expect(status.steps.join).toBeUndefined();
  expect(p.log().join('\n')).toContain('told');
});

test('memory: a task that outgrows it fails in words, and the run can catch it', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step({ memory: '64mb' }) start() { const all = []; for (;;) all.push(new Array(10_000).fill(all.length)); }`),
  });
  const ended = await p.stepwell('run', 'a.flow.ts');
  expect(ended.code).toBe(1);
  expect(p.status().error?.message).toContain('ran out of memory');
});

test('isolate: a process of its own for each task; env: only while the step runs', async () => {
  const p = project({
    'a.flow.ts': flow(`
      pids: number[] = [];
      seen: unknown[] = [];
      @step() start() { this.pids = [process.pid]; return this.next(this.alone); }
      @step({ isolate: true, env: { GREETING: 'hi' } }) alone() { this.pids.push(process.pid); this.seen.push(process.env.GREETING); return this.next(this.again); }
      @step({ env: { GREETING: 'ho' } }) again() { this.seen.push(process.env.GREETING); return this.next(this.end); }
      @step() end() { this.pids.push(process.pid); this.seen.push(process.env.GREETING); }`),
  });
  expect((await p.stepwell('run', 'a.flow.ts', '--workers', '1')).code).toBe(0);
  const [first, alone, last] = p.get('latest/end.pids') as number[];
  expect(alone).not.toBe(first);
  expect(alone).not.toBe(last);
  expect(p.get('latest/end.seen')).toEqual(['hi', 'ho', { $undefined: true }]);
});

const waits = flow(`
  @step() start() { return this.foreach([0, 1, 2, 3], this.each); }
  @step() async each(n: number) {
    console.log('pid', process.pid);
    if (n === 1 && !process.env.QUICK) { if (process.env.SPIN) for (;;); await new Promise(done => setTimeout(done, 60_000)); }
    this.n = n;
    return this.next(this.join);
  }
  declare n: number;
  total = 0;
  @step() join(inputs: Inputs<this>) { for (const i of inputs) this.total += i.n; }`);

describe('kill -9 of the process that runs the flow', () => {
  test.each(['', 'SPIN'])('the run reads as lost, no worker stays, resume completes it %s', async spin => {
    const p = project({ 'a.flow.ts': waits });
    const { child, ended } = p.start(
      ['run', 'a.flow.ts', '--workers', '2'],
      spin === '' ? {} : { SPIN: '1' },
    );
    const id = await p.until('each');
    await until(
      () => p.events(id).filter(e => e.type === 'task.ended' && e.step === 'each').length >= 3,
      'the others are done',
    );
    expect(p.isLive(id)).toBe(true);
    const log = readFileSync(p.path('.stepwell/runs', id, 'output.log'), 'utf8');
    const pids = [...new Set([...log.matchAll(/pid (\d+)/g)].map(m => Number(m[1])))];
    expect(pids.length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await ended;
    const lost = p.status(id);
    expect(lost.status).toBe('lost');
    expect(lost.steps.each?.tasks.map(t => t.status)).toEqual(['done', 'lost', 'done', 'done']);
    await until(() => pids.every(pid => !lives(pid)), 'every worker is gone');
    const resumed = await p.start(['resume', id], { QUICK: '1' }).ended;
    expect(resumed.code, resumed.err + resumed.out).toBe(0);
    const now = p.status();
    expect(now).toMatchObject({ origin: id, status: 'done' });
    expect(now.steps.each?.tasks.map(t => t.reused)).toEqual([true, false, true, true]);
    expect(p.get('latest/join.total')).toBe(6);
    expect(p.runs().map(run => p.status(run).status)).toEqual(['done', 'lost']);
  });
});

describe('Ctrl+C', () => {
  test('once: the tasks are asked to stop, the run is cancelled', async () => {
    const p = project({
      'a.flow.ts': flow(`@step() async start() {
        await new Promise<void>(done => this.current.signal.addEventListener('abort', () => { console.log('told'); done(); }));
      }`),
    });
    const { child, ended } = p.start(['run', 'a.flow.ts']);
    await p.until('start');
    await wait(200);
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    expect(code, out + err).toBe(130);
    expect(out).toContain('told');
    expect(out).toContain('cancelled');
    expect(p.status().status).toBe('cancelled');
  });

  test('twice: what does not listen is ended at once', async () => {
    const p = project({ 'a.flow.ts': waits });
    const { child, ended } = p.start(['run', 'a.flow.ts'], { SPIN: '1' });
    const id = await p.until('each');
    await until(() => p.log(id).some(line => line.startsWith('each/1 pid')), 'the one that spins has begun');
    child.kill('SIGINT');
    await wait(100);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(p.status(id).status).toBe('cancelled');
    expect(existsSync(p.path('.stepwell/runs', id, 'lock'))).toBe(false);
  });
});
