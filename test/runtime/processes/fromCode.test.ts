import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRun } from '../../../runtime/store/run-reader.js';
import { Project, until } from '../project.js';

/** Runs of a flow from a script: TypeScript compiled to JavaScript with a source map, as a server would be. */
let p: Project;

const flows = `import { Flow, step, parameter, type Inputs } from 'stepwell';
export class SumFlow extends Flow {
  count = parameter.number({ default: 3 });
  mode = parameter.choice(['good', 'bad', 'slow'], { default: 'good' });
  declare n: number;
  total = 0;
  @step() start() { return this.foreach(Array.from({ length: this.count }, (_, i) => i), this.each); }
  @step() async each(n: number) {
    console.log('each', n);
    if (this.mode === 'bad' && n === 1) throw new RangeError('one is bad');
    if (this.mode === 'slow') await new Promise<void>(done => { const t = setTimeout(done, 60_000); this.current.signal.addEventListener('abort', () => { clearTimeout(t); done(); }); });
    this.n = n;
    return this.next(this.add);
  }
  @step() add(inputs: Inputs<this>) { this.total = inputs.reduce((sum, i) => sum + i.n, 0); return this.next(this.end); }
  @step() end() {}
}
export class DiesFlow extends Flow {
  deadly = parameter.boolean({ default: false });
  @step({ timeout: 60_000 }) start() { if (this.deadly) process.kill(process.pid, 'SIGKILL'); return this.next(this.end); }
  @step() end() {}
}
export class AloneFlow extends Flow {
  empties = parameter.boolean({ default: false });
  @step() async start() {
    const { rmSync } = process.getBuiltinModule('node:fs');
    if (this.empties) rmSync(String(process.env.STEPWELL_CACHE), { recursive: true });
    return this.next(this.alone);
  }
  @step({ isolate: true }) alone() {}
}
export class WaitsFlow extends Flow {
  inner = '';
  @step() async start() { await SumFlow.run({ mode: 'slow' }); }
}
export class OuterFlow extends Flow {
  inner = '';
  sum = 0;
  parent = '';
  @step() async start() {
    const run = await SumFlow.run({ count: 4 }, { workers: 1 });
    this.inner = run.id;
    this.sum = run.artifacts.total;
    this.parent = this.current.run;
  }
}
`;

beforeAll(async () => {
  p = new Project({ 'src/flows.ts': flows });
  p.install();
});
afterAll(() => p.remove());

/** Compiles and runs a script; it must end by itself. */
async function script(
  name: string,
  body: string,
): Promise<{ result: Record<string, unknown>; code: number | null; err: string }> {
  p.write({
    [`src/${name}.ts`]: `import { openStore, RunFailed } from 'stepwell';\nimport { rmSync } from 'node:fs';\nimport { AloneFlow, DiesFlow, OuterFlow, SumFlow, WaitsFlow } from './flows.js';\nasync function main() {${body}}\nmain().then(result => console.log(JSON.stringify(result)));\n`,
  });
  await build({
    entryPoints: [p.path(`src/${name}.ts`)],
    outfile: p.path(`dist/${name}.js`),
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: true,
    logLevel: 'silent',
  });
  // A cache of its own, for one of them deletes it.
  const env = { STEPWELL_CACHE: p.path(`cache-${name}`) };
  const { code, out, err } = await p.spawn([join('dist', `${name}.js`)], env).ended;
  return { result: out === '' ? {} : (JSON.parse(out) as Record<string, unknown>), code, err };
}

test('run: waits, gives typed artifacts, leaves nothing that keeps the process', async () => {
  const { result, code, err } = await script(
    'plain',
    `
    const run = await SumFlow.run({ count: 5 }, { tags: ['code'] });
    const past = openStore().latest('SumFlow');
    return { id: run.id, flow: run.flow, status: run.status, total: run.artifacts.total, tags: run.tags, count: run.parameters.count,
      ends: run.endedAt >= run.startedAt, past: past?.id, n: past?.steps.each.tasks[4].artifacts.n, log: past?.steps.each.tasks[4].log(),
      found: openStore().runs({ flow: 'SumFlow', status: 'done', tag: 'code', limit: 5 }).length };`,
  );
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(result).toEqual({
    id: p.runs()[0],
    flow: 'SumFlow',
    status: 'done',
    total: 10,
    tags: ['code'],
    count: 5,
    ends: true,
    past: p.runs()[0],
    n: 4,
    log: ['each 4'],
    found: 1,
  });
  expect(p.status().flow).toBe('SumFlow');
});

test('RunFailed says which run, step, task and attempt, why, and the last lines', async () => {
  const { result, err } = await script(
    'fails',
    `
    try { await SumFlow.run({ mode: 'bad' }); } catch (e) {
      if (!(e instanceof RunFailed)) throw e;
      return { run: e.run, step: e.step, task: e.task, attempt: e.attempt, status: e.status, message: e.message, cause: e.cause.name, log: e.log[0] };
    }`,
  );
  expect(err).toBe('');
  expect(result).toMatchObject({
    run: p.runs()[0],
    step: 'each',
    task: '1',
    attempt: 0,
    status: 'failed',
    cause: 'RangeError',
    log: 'each 1',
  });
  expect(result.message).toContain('failed in each/1: one is bad');
});

test('start: events from the first to the last, for every reader; cancel', async () => {
  const { result, err } = await script(
    'live',
    `
    const live = SumFlow.start({ count: 2 });
    const types = [];
    for await (const event of live.events()) types.push(event.type);
    const again = [];
    for await (const event of live.events()) again.push(event.type);
    const slow = SumFlow.start({ mode: 'slow' });
    for await (const event of slow.events()) if (event.type === 'task.started' && event.step === 'each') break;
    await slow.cancel();
    const after = await slow.result.catch(e => ({ name: e.name, status: e.status, message: e.message }));
    return { types, same: JSON.stringify(types) === JSON.stringify(again), after, id: await live.id };`,
  );
  expect(err).toBe('');
  const { types, same, after } = result as { types: string[]; same: boolean; after: unknown };
  expect([types[0], types.at(-1), same]).toEqual(['run.started', 'run.ended', true]);
  expect(types.filter(type => type === 'task.ended')).toHaveLength(5);
  expect(after).toMatchObject({ name: 'RunFailed', status: 'cancelled' });
});

test('an AbortSignal cancels; a wrong parameter is refused before anything is recorded', async () => {
  const before = p.runs().length;
  const { result, err } = await script(
    'signal',
    `
    const abort = new AbortController();
    const live = SumFlow.start({ mode: 'slow' }, { signal: abort.signal });
    for await (const event of live.events()) if (event.type === 'task.started' && event.step === 'each') abort.abort();
    const cancelled = await live.result.catch(e => e.status);
    const early = await SumFlow.run({}, { signal: AbortSignal.abort(new Error('early')) }).catch(e => e.message);
    const wrong = await SumFlow.run({ count: 'many' as never }).catch(e => e.message);
    const unknown = await SumFlow.run({ nope: 1 } as never).catch(e => e.message);
    return { cancelled, early, wrong, unknown };`,
  );
  expect(err).toBe('');
  expect(result).toEqual({
    cancelled: 'cancelled',
    early: 'early',
    wrong: 'the parameter count: "many" is not a number',
    unknown: expect.stringContaining('SumFlow has no parameter nope'),
  });
  expect(p.runs()).toHaveLength(before + 1);
});

test('many runs at once in one process lose nothing', async () => {
  const { result, err } = await script(
    'many',
    `
    const runs = await Promise.all(Array.from({ length: 40 }, (_, i) => SumFlow.run({ count: i % 7 }, { tags: ['many'] })));
    return { totals: runs.map(r => r.artifacts.total), ids: new Set(runs.map(r => r.id)).size };`,
  );
  expect(err).toBe('');
  const expected = Array.from({ length: 40 }, (_, i) => [0, 0, 1, 3, 6, 10, 15][i % 7]);
  expect(result).toEqual({ totals: expected, ids: 40 });
  const many = p
    .runs()
    .map(id => p.status(id))
    .filter(run => run.tags.includes('many'));
  expect(many.map(run => run.status)).toEqual(Array(40).fill('done'));
});

test('a process of the pool that died is made again for the next run', async () => {
  const { result, err } = await script(
    'dies',
    `
    const first = await DiesFlow.run({ deadly: true }, { workers: 1 }).catch(e => e.error.message);
    const [second, third] = await Promise.all([DiesFlow.run({}, { workers: 1 }), DiesFlow.run({ deadly: true }, { workers: 1 }).catch(e => e)]);
    return { first, second: second.status, third: third.status };`,
  );
  expect(err).toBe('');
  expect(result).toEqual({
    first: 'the process was killed by SIGKILL before the step ended',
    second: 'done',
    third: 'failed',
  });
});

test('the cache, and then the whole store, is deleted while the process is up: the next run works', async () => {
  const { result, err } = await script(
    'emptied',
    `
    const gone = { recursive: true, force: true };
    const status = async (empties = false) => (await AloneFlow.run({ empties }, { workers: 1 }).catch(e => e)).status;
    const seen = [await status()];
    rmSync(String(process.env.STEPWELL_CACHE), gone);
    seen.push(await status());
    rmSync(String(process.env.STEPWELL_CACHE), gone);
    seen.push(...await Promise.all([status(), status(), status()]));
    // In the midst of a run it fails that one, and no other after it.
    seen.push(await status(true), await status());
    rmSync('.stepwell', gone);
    seen.push(await status(), openStore().runs({ flow: 'AloneFlow' }).length);
    return { seen };`,
  );
  expect(err).toBe('');
  expect(result.seen).toEqual(['done', 'done', 'done', 'done', 'done', 'failed', 'done', 'done', 1]);
});

test('a value that no process can be sent is refused in words', async () => {
  const { result, err } = await script(
    'unsendable',
    `
    const refused = await SumFlow.run({ count: (() => 1) as never }).catch(e => ({ name: e.name, message: e.message }));
    return { refused };`,
  );
  expect(err).toBe('');
  expect(result.refused).toMatchObject({ name: 'Refusal', message: expect.stringContaining('count') });
});

describe('a run that a step starts', () => {
  test('is a run of its own, linked to its parent', async () => {
    const { code, out, err } = await p.stepwell('run', 'src/flows.ts:OuterFlow');
    expect(code, out + err).toBe(0);
    const inner = String(p.get('OuterFlow/latest/start.inner'));
    expect(p.get('OuterFlow/latest/start.sum')).toBe(6);
    expect(p.status(inner)).toMatchObject({ flow: 'SumFlow', status: 'done' });
    const [started] = p.events(inner);
    expect(started).toMatchObject({
      type: 'run.started',
      parent: { run: p.get('OuterFlow/latest/start.parent'), step: 'start', task: '0' },
    });
  });

  test('is cancelled with the step that waits for it', async () => {
    const live = p.start(['run', 'src/flows.ts:WaitsFlow']);
    let inner: string | undefined;
    await until(() => {
      inner = p
        .runs()
        .find(
          id => readRun(p.store, id)?.parent?.step === 'start' && readRun(p.store, id)?.status === 'running',
        );
      return inner !== undefined;
    }, 'the inner run is under way');
    live.child.kill('SIGINT');
    expect((await live.ended).code).toBe(130);
    await until(() => p.status(inner).status !== 'running', 'the inner run has stopped');
    expect(p.status(inner).status).toBe('cancelled');
  });

  test('from code too', async () => {
    const { result, err } = await script(
      'outer',
      'const run = await OuterFlow.run(); return { sum: run.artifacts.sum };',
    );
    expect(err).toBe('');
    expect(result).toEqual({ sum: 6 });
  });
});

test('forms that only running code tells apart: a wrapped step, a namespace, a class of no step of its own', async () => {
  p.write({
    'forms/flows.ts': `import { Flow, step } from 'stepwell';
const logged = (method: any, _context: unknown): any => function (this: any, ...args: any[]) { return method.apply(this, args); };
export class WrappedFlow extends Flow { n = 0; @logged @step() start() { this.n = 1; return this.next(this.end); } @logged @step() end() { this.n++; } }
export namespace Inner { export class InnerFlow extends Flow { n = 2; @step() start() {} } }
export class HeirFlow extends WrappedFlow {}
const flowOf = () => class extends Flow { @step() start() {} };
export const Made = flowOf();
`,
    'forms/script.ts': `import { HeirFlow, Inner, Made, WrappedFlow } from './flows.js';
const told = (run: Promise<{ artifacts: { n?: number } }>) => run.then(({ artifacts }) => artifacts.n, (error: Error) => error.message);
console.log(JSON.stringify([await told(WrappedFlow.run()), await told(Inner.InnerFlow.run()), await told(HeirFlow.run()), await told(Made.run() as never)]));
process.exit();
`,
  });
  const { out, err } = await p.node('--import', 'stepwell/register', 'forms/script.ts');
  expect(JSON.parse(out || err), err).toEqual([
    2,
    2,
    expect.stringContaining('the source of HeirFlow is not known'),
    expect.stringContaining('No run can come to this flow'),
  ]);
});
