import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Reuse } from '../../../runtime/engine/reuse.js';
import { type Run, type RunEvent, RunFold, type State } from '../../../runtime/model/index.js';
import { parseEvent } from '../../../runtime/store/event-tail.js';
import { Objects } from '../../../runtime/store/objects.js';
import { newRunId } from '../../../runtime/store/run-id.js';
import { load } from '../../../runtime/store/value.js';
import { random } from '../recordedRun.js';
import { grow } from './random/grow.js';
import { type Made, make, play } from './random/inProcess.js';
import { type Expected, expectedOf, TooLong } from './random/oracle.js';
import type { Shape } from './random/shape.js';
import { sourceOf } from './random/source.js';

/** How many flows, and from which seed on: `STEPWELL_FLOWS=20000 STEPWELL_SEED=7 npx vitest run random`. */
const flows = Number(process.env.STEPWELL_FLOWS ?? 200);
const firstSeed = Number(process.env.STEPWELL_SEED ?? 1);
const mostTasks = 400;

const folder = mkdtempSync(join(tmpdir(), 'stepwell-random-'));
const objects = new Objects(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`${flows} made-up flows do what their shape says, and so does every resume of them`, async () => {
  let played = 0;
  for (let seed = firstSeed; seed < firstSeed + flows; seed++) {
    const shape = grow(random(seed));
    const expected = expectedUnlessLong(shape, 1);
    if (expected === null) continue;
    const text = sourceOf(shape);
    try {
      await check(shape, make(text), expected, seed);
    } catch (error) {
      throw new Error(`with the seed ${seed}, the flow\n${text}`, { cause: error });
    }
    played++;
  }
  expect(played).toBeGreaterThan(flows / 2);
}, 3_600_000);

function expectedUnlessLong(shape: Shape, size: number): Map<string, Expected> | null {
  try {
    return expectedOf(shape, size, mostTasks);
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
}

async function check(shape: Shape, made: Made, expected: Map<string, Expected>, seed: number): Promise<void> {
  expect(made.problems).toEqual([]);
  const next = random(seed + 1_000_000);
  const how = { objects, next, size: 1, reuse: null, cancelAt: null };
  const [result, events] = await play(made, { ...how, id: 'first' });
  expect(result).toEqual({ status: 'done' });
  expectTold(runOf(events), expected);

  // Its process is killed at some moment; the resume too; and that is resumed.
  const cut = runOf(events.slice(0, 1 + Math.floor(next() * events.length)), 'lost');
  const reuse = new Reuse(cut, { rerun: new Set(), changedParameters: new Set() });
  const [, again] = await play(made, { ...how, id: 'second', reuse });
  expectTold(runOf(again), expected);
  expect(reuse.count).toBe(endedWell(cut));
  const cutAgain = runOf(again.slice(0, 1 + Math.floor(next() * again.length)), 'lost');
  const third = new Reuse(cutAgain, { rerun: new Set(), changedParameters: new Set() });
  const [, last] = await play(made, { ...how, id: 'third', reuse: third });
  expectTold(runOf(last), expected);

  // It is cancelled; then some step is run again, and what comes after it.
  const cancelAt = 1 + Math.floor(next() * events.length);
  const [, stopped] = await play(made, { ...how, id: 'stopped', cancelAt });
  const cancelled = runOf(stopped, 'cancelled');
  const names = made.graph.steps.map(({ name }) => name);
  const rerun = new Set([names[Math.floor(next() * names.length)]!]);
  const anew = new Reuse(cancelled, { rerun, changedParameters: new Set() });
  const [, rest] = await play(made, { ...how, id: 'anew', reuse: anew });
  const whole = runOf(rest);
  expectTold(whole, expected);
  for (const step of rerun)
    for (const task of whole.steps.get(step)?.tasks.values() ?? []) expect(task.reused).toBe(false);

  // Another parameter: as if it had been so from the start.
  const other = expectedUnlessLong(shape, 2);
  if (other === null) return;
  const changed = new Reuse(runOf(events), { rerun: new Set(), changedParameters: new Set(['size']) });
  const [, ended] = await play(made, { ...how, id: 'changed', size: 2, reuse: changed });
  expectTold(runOf(ended), other);
}

const someRun = newRunId();

/** The run as a reader has it, from the lines of its log. */
function runOf(events: readonly RunEvent[], end: 'done' | 'cancelled' | 'lost' = 'done'): Run {
  const fold = new RunFold(someRun);
  for (const event of events) fold.apply(parseEvent(JSON.stringify(event))!);
  if (end !== 'lost') fold.apply({ type: 'run.ended', at: 2, status: end });
  return fold.run(end === 'lost')!;
}

function endedWell(run: Run): number {
  const tasks = [...run.steps.values()].flatMap(step => [...step.tasks.values()]);
  return tasks.filter(({ status }) => status === 'done' || status === 'caught').length;
}

type Told = Record<string, Record<string, unknown>>;

function expectTold(run: Run, expected: ReadonlyMap<string, Expected>): void {
  expect(told(run, expected)).toEqual(asTold(expected));
}

function told(run: Run, expected: ReadonlyMap<string, Expected>): Told {
  const tasks = [...run.steps.values()].flatMap(step => [...step.tasks.values()]);
  return Object.fromEntries(
    tasks.map(task => [
      `${task.step}/${task.task}`,
      {
        status: task.status,
        from: task.from,
        opener: task.opener,
        // What is taken over was not attempted here.
        attempts: task.reused ? expected.get(`${task.step}/${task.task}`)?.attempts : task.attempts.length,
        after: values(task.after),
      },
    ]),
  );
}

function values({ set, disputed }: State): Record<string, unknown> {
  const held = Object.entries(set).map(([name, ref]) => [name, plain(load(objects, ref))]);
  const lost = Object.entries(disputed).map(([name, { join }]) => [name, `disputed at ${join}`]);
  return Object.fromEntries([...held, ...lost]);
}

function plain(value: unknown): unknown {
  return value instanceof Error ? { error: value.message } : value;
}

function asTold(expected: ReadonlyMap<string, Expected>): Told {
  return Object.fromEntries(
    [...expected].map(([id, { status, from, opener, attempts, after }]) => [
      id,
      {
        status,
        from,
        opener,
        attempts,
        after: Object.fromEntries(
          [...after].map(([name, held]) => [
            name,
            'json' in held ? JSON.parse(held.json) : `disputed at ${held.disputed}`,
          ]),
        ),
      },
    ]),
  );
}
