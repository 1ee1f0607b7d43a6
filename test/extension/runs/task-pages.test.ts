import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredRun } from '../../../extension/runs/history.js';
import { TaskPages } from '../../../extension/runs/task-pages.js';
import type { ArtifactRef } from '../../../runtime/model/artifact.js';
import type { ItemChunk, Run, TaskRun } from '../../../runtime/model/run.js';
import { Objects } from '../../../runtime/store/objects.js';
import { encode, store as put, typeOf } from '../../../runtime/store/value.js';

let store: string;
beforeAll(() => {
  store = mkdtempSync(path.join(tmpdir(), 'stepwell-pages-'));
});
afterAll(() => rmSync(store, { recursive: true, force: true }));

/** A run that fans out over such items, whose tasks have all ended. */
function fannedOut(
  items: readonly unknown[],
  more: (index: number) => Partial<TaskRun> = () => ({}),
): StoredRun {
  const objects = new Objects(store);
  const chunks: ItemChunk[] = [];
  for (let at = 0; at < items.length; at += 4_000) {
    const held = items.slice(at, at + 4_000);
    chunks.push({ count: held.length, ref: put(objects, encode(held), typeOf(held)) });
  }
  return { store, asked: null, run: runOf(items.length, chunks, more) };
}

function runOf(many: number, items: readonly ItemChunk[], more: (index: number) => Partial<TaskRun>): Run {
  const start = {
    step: 'start',
    task: '0',
    from: [],
    opener: null,
    transition: { kind: 'foreach', to: 'each', count: many, items },
  } as unknown as TaskRun;
  const tasks = Array.from({ length: many }, (_, index) => {
    const task = {
      step: 'each',
      task: String(index),
      status: 'done',
      attempts: [{}],
      reused: false,
      startedAt: 0,
      endedAt: 5,
      error: null,
      from: ['start/0'],
      opener: null,
      ...more(index),
    } as unknown as TaskRun;
    return [task.task, task] as const;
  });
  const steps = new Map([
    ['start', { name: 'start', tasks: new Map([['0', start]]) }],
    ['each', { name: 'each', tasks: new Map(tasks) }],
  ]);
  return { id: 'r', steps } as unknown as Run;
}

const ask = (query: string, from = 0, count = 100) => ({ step: 'each', query, from, count });

describe('a page of tasks', () => {
  test('tells each task with its item', async () => {
    const run = fannedOut(['berlin', { id: 7, name: 'x' }, 42, null]);
    const page = await new TaskPages().page(run, ask('', 1, 2));
    expect(page).toMatchObject({ total: 4, found: 4, from: 1 });
    expect(page?.rows.map(({ task, item, time }) => [task, item, time])).toEqual([
      ['1', "{ id: 7, name: 'x' }", 5],
      ['2', '42', 5],
    ]);
  });

  test('finds by item, position and message, in any letters', async () => {
    const error = { name: 'Error', message: 'The table is LOCKED', stack: '' };
    const run = fannedOut(['Berlin', 'Paris', 'berlin north'], index =>
      index === 1 ? { status: 'failed', error } : {},
    );
    const pages = new TaskPages();
    const found = async (query: string) => (await pages.page(run, ask(query)))?.rows.map(({ task }) => task);
    expect(await found('berlin')).toEqual(['0', '2']);
    expect(await found('BERLIN north')).toEqual(['2']);
    expect(await found('locked')).toEqual(['1']);
    expect(await found('is:failed')).toEqual(['1']);
    expect(await found('is:failed berlin')).toEqual([]);
    expect(await found('')).toEqual(['1', '0', '2']);
  });

  test('what a stranger stored is one short line each', async () => {
    const page = await new TaskPages().page(
      fannedOut(['a\nb\u202Ec', 'x'.repeat(500_000), '<b>hi</b>', new Map([[{}, []]])]),
      ask(''),
    );
    const items = page?.rows.map(({ item }) => item ?? '') ?? [];
    for (const item of items) expect(item).not.toMatch(/[\n\u202E]/);
    for (const item of items) expect(item.length).toBeLessThanOrEqual(201);
    expect(items[2]).toBe('<b>hi</b>');
  });

  test('an item that is gone, or a position that none has, is told without', async () => {
    const gone = { hash: 'f'.repeat(64), size: 9, type: 'array' } as ArtifactRef;
    const run = {
      store,
      asked: null,
      run: runOf(3, [{ count: 3, ref: gone }], index => ({ task: ['0', 'x', '9'][index] ?? '' })),
    };
    const page = await new TaskPages().page(run, ask(''));
    expect(page?.rows.map(({ task, item }) => [task, item])).toEqual([
      ['0', null],
      ['x', null],
      ['9', null],
    ]);
  });

  test('two stretches of one list are both told, though the run goes on meanwhile', async () => {
    const run = fannedOut(Array.from({ length: 60_000 }, (_, index) => `customer ${index}`));
    const pages = new TaskPages();
    const first = pages.page(run, ask('customer', 0, 10));
    const second = pages.page({ ...run, run: { ...run.run } }, ask('customer', 50_000, 10));
    expect((await first)?.rows[0]?.task).toBe('0');
    expect((await second)?.rows[0]?.task).toBe('50000');
    // What has happened since is found by the next question.
    const fewer = new Map([...run.run.steps.get('each')!.tasks].slice(0, 5));
    const more = { ...run.run, steps: new Map(run.run.steps).set('each', { name: 'each', tasks: fewer }) };
    expect((await pages.page({ ...run, run: more }, ask('customer')))?.found).toBe(5);
  });

  test('a hundred thousand of which half are slow are put in order in turns', async () => {
    const run = fannedOut(
      Array.from({ length: 100_000 }, () => null),
      index => ({
        endedAt: 1_000 + (index % 2 === 0 ? 1 : 100 + ((index * 7_919) % 90_000)),
        startedAt: 1_000,
      }),
    );
    const pages = new TaskPages();
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const page = await pages.page(run, ask('', 0, 1_000));
    clearInterval(counting);
    const times = page?.rows.map(({ time }) => time ?? 0) ?? [];
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(times[0]).toBeGreaterThan(80_000);
    expect(turns).toBeGreaterThan(1);
  });

  test('of a hundred thousand others have their turn, and a newer question ends an older one', async () => {
    const run = fannedOut(Array.from({ length: 100_000 }, (_, index) => `customer ${index}`));
    const pages = new TaskPages();
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const older = pages.page(run, ask('customer 9'));
    await new Promise(resolve => setTimeout(resolve, 1));
    const newer = await pages.page(run, ask('customer 99999'));
    clearInterval(counting);
    expect(await older).toBeNull();
    expect(newer).toMatchObject({ total: 100_000, found: 1, rows: [{ task: '99999' }] });
    expect(turns).toBeGreaterThan(1);
  });
});
