import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectGarbage } from '../../../runtime/store/collect.js';
import type { Comparison } from '../../../runtime/store/compare.js';
import { Objects } from '../../../runtime/store/objects.js';
import { flow, Project, project, until } from '../project.js';

/** A flow with one artifact that is too large for the event log. */
const source = (factor: number) => `import { Flow, step, parameter } from 'stepwell';
export class BigFlow extends Flow {
  size = parameter.number({ default: 10_000 });
  values: number[] = [];
  sum = 0;
  @step() start() {
    this.values = Array.from({ length: this.size }, (_, i) => i * ${factor});
    console.log('made a needle');
    return this.next(this.end);
  }
  @step() end() { this.sum = this.values.length; }
}
`;

let p: Project;
let ids: string[];

beforeAll(async () => {
  p = new Project({ 'big.flow.ts': source(1) });
  await p.stepwell('run', 'big.flow.ts');
  p.write({ 'big.flow.ts': source(2) });
  await p.stepwell('run', 'big.flow.ts', '--size', '5000');
  ids = readdirSync(join(p.store, 'runs')).sort();
}, 60_000);

afterAll(() => p.remove());

test('diff: parameters, code by step, artifacts, durations', async () => {
  const [a = '', b = ''] = ids;
  const comparison = await p.json<Comparison>('diff', a, b, '--json');
  expect(comparison).toMatchObject({
    runs: [a, b],
    status: null,
    parameters: { size: [10_000, 5_000] },
    code: { steps: ['start'], files: ['big.flow.ts'] },
    onlyIn: [[], []],
    tasks: [],
  });
  expect(comparison.artifacts).toEqual([
    { task: 'start/0', artifact: 'values', types: ['Array(10000)', 'Array(5000)'] },
    { task: 'end/0', artifact: 'sum', types: ['number', 'number'] },
  ]);
  const { out } = await p.stepwell('diff', a, b);
  expect(out).toContain('size  10000 → 5000');
  expect(out).toContain('end/0.sum  10000 → 5000');
  const same = await p.json<Comparison>('diff', a, a, '--json');
  expect(same).toMatchObject({ parameters: {}, code: null, artifacts: [], tasks: [] });
});

test('gc: removes what no run needs, and nothing else', async () => {
  const [a = '', b = ''] = ids;
  expect((await p.stepwell('gc')).out).toBe('removed 0 objects, 0.0 MB\n');
  await p.stepwell('rm', a);
  expect((await p.stepwell('gc')).out, 'all of it is young').toBe('removed 0 objects, 0.0 MB\n');
  age(join(p.store, 'objects'));
  expect((await p.stepwell('gc', '--dry-run')).out).toMatch(/^would remove [1-9]/);
  expect((await p.stepwell('gc')).out).toMatch(/^removed [1-9]/);
  expect((await p.stepwell('gc')).out).toBe('removed 0 objects, 0.0 MB\n');
  expect((await p.stepwell('reindex', '--check')).code).toBe(0);
  expect(await p.json('get', `${b}/end.values`, '--json')).toHaveLength(5_000);
});

test('reindex: makes a deleted index anew; --check names what is damaged', async () => {
  rmSync(join(p.store, 'index.db'), { force: true });
  expect((await p.stepwell('reindex')).out).toBe('indexed 1 run and 1 line of output\n');
  const objects = join(p.store, 'objects');
  const largest = files(objects).sort((a, b) => b.size - a.size)[0];
  if (largest === undefined) throw new Error('nothing was stored');
  writeFileSync(largest.path, 'nonsense');
  const { code, out } = await p.stepwell('reindex', '--check');
  expect(code).toBe(1);
  expect(out).toMatch(/start\/0\.values/);
});

function files(folder: string): { path: string; size: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => {
      const path = join(entry.parentPath, entry.name);
      return { path, size: statSync(path).size };
    });
}

function age(folder: string): void {
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const { path } of files(folder)) utimesSync(path, old, old);
}

test('gc: while a run is live, nothing that was stored since it began is removed, however long its tasks take', async () => {
  const p = project({
    'a.flow.ts': flow(`big = '';
      @step() async start() {
        this.big = 'x'.repeat(100_000);
        await new Promise(done => setTimeout(done, 60_000));
      }`),
  });
  const { child, ended } = p.start(['run', 'a.flow.ts']);
  await p.until('start');
  // As if a task had stored it, whose event is written hours later.
  const hash = new Objects(p.store).put([Buffer.from('y'.repeat(5_000))]);
  const hours = Date.now() + 5 * 3_600_000;
  expect(collectGarbage(p.store, true, hours)).toMatchObject({ files: [], unjudged: [] });
  child.kill('SIGKILL');
  await ended;
  await until(() => !p.isLive(p.runs()[0] ?? ''), 'the run is lost');
  expect(collectGarbage(p.store, false, hours).files.some(file => file.endsWith(hash.slice(2)))).toBe(true);
});

test('gc: a run of another machine without an end may go on there, as long as its log was written to lately', async () => {
  const p = project({
    'a.flow.ts': flow('@step() start() { for (;;); }'),
  });
  const { child, ended } = p.start(['run', 'a.flow.ts']);
  const id = await p.until('start');
  child.kill('SIGKILL');
  await ended;
  await until(() => !p.isLive(id), 'the run is lost');
  const log = p.path('.stepwell', 'runs', id, 'events.jsonl');
  const hours = 3_600_000;
  const moved = p
    .read('.stepwell', 'runs', id, 'events.jsonl')
    .replace(/"host":"[^"]*"/, '"host":"elsewhere"')
    .replace(/"at":(\d+)/g, (_all, at) => `"at":${Number(at) - 5 * hours}`);
  writeFileSync(log, moved);
  // Stored two hours ago; the event that refers to it has not been copied yet.
  new Objects(p.store).put([Buffer.from('y'.repeat(5_000))]);
  age(p.path('.stepwell', 'objects'));
  expect(collectGarbage(p.store, true).files).toHaveLength(0);
  expect(collectGarbage(p.store, true, Date.now() + 2 * hours).files).toHaveLength(1);
});

test('gc: a bundle stays as long as it is used, however long ago it was made', async () => {
  const p = project({ 'a.flow.ts': flow('@step() start() {}') });
  const env = { STEPWELL_CACHE: p.path('cache') };
  const stepwell = (...args: string[]) => p.start(args, env).ended;
  const bundles = () => files(p.path('cache', 'flows')).filter(({ path }) => /\.mjs(\.map)?$/.test(path));
  const ageBundles = () => {
    const old = new Date(Date.now() - 40 * 86_400_000);
    for (const { path } of bundles()) utimesSync(path, old, old);
  };
  await stepwell('run', 'a.flow.ts');
  ageBundles();
  expect((await stepwell('run', 'a.flow.ts')).code).toBe(0);
  await stepwell('gc');
  expect(bundles()).toHaveLength(2);
  ageBundles();
  await stepwell('gc');
  expect(bundles()).toHaveLength(0);
  expect((await stepwell('run', 'a.flow.ts')).code).toBe(0);
});
