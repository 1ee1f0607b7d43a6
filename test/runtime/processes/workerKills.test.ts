import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../runtime/model/index.js';
import { flow, lives, type Project, project, until } from '../project.js';
import { random } from '../recordedRun.js';

/** Every task says who it is; each fifth also starts a program, which would outlive by far an attempt that is killed. */
const work = (options: string) =>
  flow(`
  total = 0; n = 0; parts: number[] = [];
  @step() start() { return this.foreach(Array.from({ length: 40 }, (_, i) => i), this.outer); }
  @step(${options}) async outer(n: number) {
    console.log('pid', process.pid);
    const { spawn } = process.getBuiltinModule('node:child_process');
    const child = n % 5 === 0 ? spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' }) : null;
    if (child) console.log('started', child.pid);
    this.n = n;
    this.parts = Array(500).fill(n);
    await new Promise(done => setTimeout(done, 80));
    child?.kill();
    return this.next(this.add);
  }
  @step(${options}) add(inputs: Inputs<this>) {
    console.log('pid', process.pid);
    for (const i of inputs) this.total += i.parts.reduce((a, b) => a + b, 0) / 500;
    return this.next(this.end);
  }
  @step(${options}) end() { console.log('pid', process.pid); }`);

const words = 'the process was killed by SIGKILL before the step ended';

/** Workers, and with them the programs that steps have started. */
function pidsIn(p: Project, id: string, which = /(?:pid|started) (\d+)$/): number[] {
  return p.log(id).flatMap(line => which.exec(line)?.slice(1).map(Number) ?? []);
}

const workersIn = (p: Project, id: string) => pidsIn(p, id, /pid (\d+)$/).filter(lives);

type Ended = Extract<RunEvent, { type: 'task.ended' }>;

function endsIn(p: Project, id: string): Ended[] {
  return p.events(id).filter(event => event.type === 'task.ended');
}

test('workers killed at any moment: with retries the run ends well, and says what it lost', async () => {
  const p = project({ 'a.flow.ts': work('{ retry: 40 }') });
  const next = random(5);
  const { ended } = p.start(['run', 'a.flow.ts', '--workers', '3']);
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const id = await p.until('outer');
  let kills = 0;
  while (!over && kills < 40) {
    await wait(next() * 60);
    const alive = workersIn(p, id);
    const one = alive[Math.floor(next() * alive.length)];
    if (one === undefined) continue;
    try {
      process.kill(one, 'SIGKILL');
      kills++;
    } catch {
      // It has ended by itself since it was looked for.
    }
  }
  const { code, out, err } = await ended;
  expect(code, out + err).toBe(0);
  expect(p.get('latest/end.total')).toBe((39 * 40) / 2);
  const lost = endsIn(p, id).filter(({ status }) => status === 'retrying');
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.length).toBeLessThanOrEqual(kills);
  for (const { error } of lost) expect(error).toMatchObject({ name: 'WorkerExit', message: words });
  // Nothing counts as an attempt but what began, and each ended once.
  const started = p.events(id).filter(({ type }) => type === 'task.started');
  expect(started).toHaveLength(endsIn(p, id).length);
  const { steps } = p.status(id);
  const attempts = Object.values(steps).flatMap(step => step.tasks.map(task => task.attempts));
  expect(attempts.reduce((a, b) => a + b, 0)).toBe(43 + lost.length);
  expect(steps.outer?.tasks.every(task => task.status === 'done')).toBe(true);
  await until(() => !pidsIn(p, id).some(lives), 'no worker, and nothing that a step has started, is left');
  const check = await p.stepwell('reindex', '--check');
  expect(check.code, check.out).toBe(0);
}, 120_000);

test('without retries the first that is killed fails the run, in words', async () => {
  const p = project({ 'a.flow.ts': work('') });
  const { ended } = p.start(['run', 'a.flow.ts', '--workers', '3']);
  const id = await p.until('outer');
  let killed = false;
  await until(() => {
    const [pid] = workersIn(p, id);
    if (pid !== undefined && !killed) killed = process.kill(pid, 'SIGKILL');
    return endsIn(p, id).some(({ status }) => status === 'failed');
  }, 'a killed worker has failed a task');
  const { code, out } = await ended;
  expect(code).toBe(1);
  expect(out).toContain(words);
  const status = p.status(id);
  expect(status).toMatchObject({ status: 'failed', error: { step: 'outer', message: words } });
  const tasks = status.steps.outer?.tasks ?? [];
  expect(tasks.filter(task => task.status === 'failed')).toHaveLength(1);
  expect(tasks.every(({ status }) => ['done', 'failed', 'cancelled'].includes(status))).toBe(true);
  await until(() => !pidsIn(p, id).some(lives), 'nothing of it is left');
  const check = await p.stepwell('reindex', '--check');
  expect(check.code, check.out).toBe(0);
}, 60_000);
