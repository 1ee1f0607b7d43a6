import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { flow, lives, type Project, project, type StatusJson, standingIn, until } from '../project.js';
import { random } from '../recordedRun.js';

/** Of all that a run does: fan-outs in fan-outs, retries, a loop, artifacts inside and outside the event log. */
const everything = flow(`
  total = 0; rounds = 0; n = 0; sum = 0;
  blob = new Uint8Array(0);
  @step() start() { this.#here(); this.blob = new Uint8Array(5_000).fill(1); return this.foreach([1, 2, 3], this.outer); }
  @step() outer(n: number) { this.#here(); this.n = n; return this.foreach([10, 20], this.inner); }
  @step({ retry: 1 }) async inner(m: number) {
    this.#here();
    await new Promise(done => setTimeout(done, 15));
    if (this.current.attempt === 0 && m === 20) throw new Error('at first');
    this.sum = this.n * m;
    return this.next(this.add);
  }
  @step() add(inputs: Inputs<this>) { this.#here(); this.sum = 0; for (const i of inputs) this.sum += i.sum; return this.next(this.join); }
  @step() join(inputs: Inputs<this>) { this.#here(); for (const i of inputs) this.total += i.sum; return this.next(this.again); }
  @step() again() { this.#here(); this.rounds++; this.total += this.blob.length; return this.rounds < 3 ? this.next(this.again) : this.next(this.end); }
  @step() end() { this.#here(); }
  #here() { console.log('pid', process.pid); }`);
const answer = 6 * 30 + 3 * 5_000;
const kills = 50;

/** Kills a command once its run has recorded so many bytes. What it leaves behind may still be about when this returns. */
async function killed(p: Project, args: readonly string[], bytes: number): Promise<string | null> {
  const before = new Set(p.runs());
  const { child, ended } = p.start(args);
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const made = () => p.runs().find(run => !before.has(run)) ?? null;
  let id: string | null = null;
  while (!over && (id === null || recorded(p, id) < bytes)) {
    await wait(1);
    id ??= made();
  }
  child.kill('SIGKILL');
  await ended;
  id ??= made();
  return id;
}

/** Size of a run's event log so far. */
function recorded(p: Project, id: string): number {
  return statSync(p.path('.stepwell/runs', id, 'events.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
}

/** What has become of a killed run: nothing, when it had not come so far as to record its beginning. */
function fateOf(p: Project, id: string): string | null {
  try {
    return p.status(id).status;
  } catch (error) {
    expect(String(error)).toContain('no readable beginning');
    return null;
  }
}

test('killed at any moment of its life, a run is lost, and its resume ends with the right answer', async () => {
  await Promise.all([1, 2].map(seed => series(project({ 'a.flow.ts': everything }), seed)));
}, 240_000);

/** Half of the kills, one after the other in one store. */
async function series(p: Project, seed: number): Promise<void> {
  expect((await p.stepwell('run', 'a.flow.ts', '--workers', '2')).code).toBe(0);
  const whole = recorded(p, p.runs()[0] ?? '');
  const next = random(seed);
  let lost = 0;
  for (let i = 0; i < kills / 2; i++) {
    // One moment in each stretch of its log, in no order: time would tell more of the machine than of the run.
    const moment = ((((i * 7) % (kills / 2)) + next()) / (kills / 2)) * whole;
    let id = await killed(p, ['run', 'a.flow.ts', '--workers', '2'], moment);
    let fate = id === null ? null : fateOf(p, id);
    if (id === null || fate === null || fate === 'done') continue;
    expect(fate).toBe('lost');
    lost++;
    if (i % 4 === 0) {
      // The resume is killed as well, and then that is resumed.
      const second = await killed(p, ['resume', id], next() * (whole / 2));
      fate = second === null ? null : fateOf(p, second);
      if (fate === 'done') continue;
      if (second !== null && fate !== null) {
        expect(fate).toBe('lost');
        id = second;
      }
    }
    const resumed = await p.stepwell('resume', id);
    expect(resumed.code, resumed.out + resumed.err).toBe(0);
    expect(p.get('latest/end.total')).toBe(answer);
    expect(p.status().origin).toBe(id);
  }
  await until(() => standingIn(p.folder).length === 0, 'no process of any of them is left');
  const pids = p.runs().flatMap(id =>
    [
      ...p
        .log(id)
        .join('\n')
        .matchAll(/pid (\d+)/g),
    ].map(found => Number(found[1])),
  );
  expect(pids.length).toBeGreaterThan(0);
  await until(() => !pids.some(lives), 'their workers are gone');
  expect(lost).toBeGreaterThan(kills / 4);
  const rows = await p.json<StatusJson[]>('runs', '--json', '--limit', '200');
  expect(rows.map(row => row.status)).not.toContain('running');
  const check = await p.stepwell('reindex', '--check');
  expect(check.code, check.out + check.err).toBe(0);
}
