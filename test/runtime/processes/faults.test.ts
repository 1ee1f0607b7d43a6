import { expect, test } from 'vitest';
import { requestCancel } from '../../../runtime/store/cancel.js';
import { flow, project, type StatusJson, until } from '../project.js';

const sums = flow(`
  declare n: number;
  total = 0;
  @step() start() { console.log('pid', process.pid); return this.foreach(Array.from({ length: 12 }, (_, i) => i), this.each); }
  @step() async each(n: number) {
    console.log('pid', process.pid);
    await new Promise(done => setTimeout(done, 15));
    this.n = n;
    return this.next(this.add);
  }
  @step() add(inputs: Inputs<this>) { for (const i of inputs) this.total += i.n; return this.next(this.end); }
  @step() end() { console.log('total', this.total); }`);

test('ten runs in one store at once, while others list them', async () => {
  const p = project({ 'a.flow.ts': sums });
  const runs = Array.from({ length: 10 }, () => p.stepwell('run', 'a.flow.ts', '--workers', '1'));
  await p.until('start', 'done');
  const lists = await Promise.all([p.stepwell('runs', '--json'), p.stepwell('runs', '--json')]);
  for (const list of lists) expect(list.code, list.err).toBe(0);
  for (const ended of await Promise.all(runs)) expect(ended.code, ended.out + ended.err).toBe(0);
  expect(p.runs()).toHaveLength(10);
  for (const id of p.runs()) expect(p.get(`${id}/end.total`)).toBe(66);
  const rows = await p.json<StatusJson[]>('runs', '--json');
  expect(rows.map(row => row.status)).toEqual(Array(10).fill('done'));
}, 120_000);

test('a live run is followed, and cancelled, by other processes', async () => {
  const p = project({
    'a.flow.ts': flow(`@step() async start() {
      console.log('first');
      for (let i = 0; !this.current.signal.aborted; i++) { console.log('tick', i); await new Promise(done => setTimeout(done, 50)); }
      console.log('told');
    }`),
  });
  const live = p.start(['run', 'a.flow.ts']);
  const id = await p.until('start');
  expect(p.status(id)).toMatchObject({
    status: 'running',
    endedAt: null,
    steps: { start: { status: 'running' } },
  });
  expect((await p.json<StatusJson[]>('runs', '--json'))[0]?.status).toBe('running');
  const rm = await p.stepwell('rm', id);
  expect(rm).toMatchObject({ code: 2, err: expect.stringContaining('still running') });
  expect((await p.stepwell('resume', id)).err).toContain('is still running');
  const follower = p.start(['logs', id, '--follow']);
  await until(() => p.log(id).length > 3, 'it has printed');
  requestCancel(p.store, id);
  expect((await live.ended).code).toBe(130);
  const followed = await follower.ended;
  expect(followed.code).toBe(0);
  expect(followed.out).toMatch(/first[\s\S]*tick 0[\s\S]*told/);
  expect(p.status(id).status).toBe('cancelled');
  // A cancelled run can be resumed like any other.
  expect((await p.stepwell('resume', id, '--nope', '1')).err).toContain('no parameter nope');
});

test('a worker that is killed from outside is replaced, and its task tried again', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { return this.next(this.work); }
      @step({ retry: 1 }) async work() { console.log('pid', process.pid); if (this.current.attempt === 0) await new Promise(done => setTimeout(done, 60_000)); return this.next(this.end); }
      @step() end() { console.log('ended'); }`),
  });
  const { ended } = p.start(['run', 'a.flow.ts', '--workers', '1']);
  const id = await p.until('work');
  await until(() => p.log(id).some(line => line.includes('pid')), 'it has said its pid');
  const [, pid] = /pid (\d+)/.exec(p.log(id).join('\n')) ?? [];
  process.kill(Number(pid), 'SIGKILL');
  const { code, out } = await ended;
  expect(code, out).toBe(0);
  expect(out).toContain(
    'work/0 attempt 1 failed, trying again: the process was killed by SIGKILL before the step ended',
  );
  expect(p.log(id)).toContain('end/0 ended');
});

test('cancelled while a process is still being made for a task', async () => {
  const p = project({
    'a.flow.ts':
      flow(`
      @step() start() { return this.next(this.alone); }
      @step({ isolate: true }) async alone() { await new Promise(done => setTimeout(done, 60_000)); }`) +
      'const until = Date.now() + 700; while (process.env.SLOW && Date.now() < until);\n',
  });
  const { ended } = p.start(['run', 'a.flow.ts', '--workers', '2'], { SLOW: '1' });
  const id = await p.until('alone', 'queued');
  requestCancel(p.store, id);
  const { code, out, err } = await ended;
  expect(code, out + err).toBe(130);
  expect(p.status(id)).toMatchObject({ status: 'cancelled', steps: { alone: { status: 'cancelled' } } });
});

test('output of every kind is kept: many lines, a long one, bytes, no last end, and of processes a step starts', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() async start() {
        for (let i = 0; i < 20_000; i++) console.log('n', i);
        console.log('x'.repeat(3_000_000));
        process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0a]));
        process.stdout.write(Buffer.from('é').subarray(0, 1)); process.stdout.write(Buffer.from('é\\n').subarray(1));
        process.stdout.write('with\\r\\nreturns\\n');
        const { spawnSync, spawn } = process.getBuiltinModule('node:child_process');
        spawnSync(process.execPath, ['-e', "console.log('from a child'); console.error('and its stderr')"], { stdio: 'inherit' });
        // It holds the task's output open for longer than the task lives.
        spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { stdio: 'inherit', detached: true }).unref();
        process.stderr.write('no end');
        return this.next(this.end);
      }
      @step({ isolate: true }) end() {}`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts', '--json', '--workers', '1');
  expect(code).toBe(0);
  const lines = p.log().map(line => line.replace('start/0 ', ''));
  expect(lines.slice(0, 20_000)).toEqual(Array.from({ length: 20_000 }, (_, i) => `n ${i}`));
  expect(lines[20_000]).toHaveLength(3_000_000);
  for (const line of ['é', 'with', 'returns', 'from a child', 'and its stderr', 'no end'])
    expect(lines).toContain(line);
  expect(lines.some(line => line.endsWith('\u0000A'))).toBe(true);
  expect(out.split('\n').filter(line => line.includes('"type":"log"'))).toHaveLength(lines.length);
}, 60_000);

test('who reads the output goes away: the run goes on', async () => {
  const p = project({ 'a.flow.ts': sums });
  const { child, ended } = p.start(['run', 'a.flow.ts']);
  await p.until('each');
  child.stdout?.destroy();
  expect((await ended).code).toBe(0);
  expect(p.get('latest/end.total')).toBe(66);
});
