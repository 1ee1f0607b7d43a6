import { expect, test } from 'vitest';
import { project, standingIn, until } from '../project.js';

/** Ends a chain of processes that load one another, so that a fault here can't take a machine. */
const guard = `
import { appendFileSync } from 'node:fs';
const depth = Number(process.env.DEPTH ?? 0);
appendFileSync(new URL('loads.log', import.meta.url), depth + '\\n');
if (depth >= 4) process.kill(process.pid, 'SIGKILL');
process.env.DEPTH = String(depth + 1);
`;
const head = `import './guard.js';\nimport { Flow, step } from 'stepwell';\n`;
const classA = `class A extends Flow { n = 0; @step() start() { this.n = 7; } }\n`;
const runner = ['--import', 'stepwell/register'];

/** What a file may do with its own flow when it is loaded: each ends with the result that it has in the process it was started in. */
const forms: Readonly<
  Record<string, { readonly source: string; readonly out: RegExp; readonly code?: number }>
> = {
  'a main function': {
    source: `${classA}async function main() { const run = await A.run(); console.log('script', run.status); }\nmain();`,
    out: /^script done$/m,
  },
  'then, and an exit': {
    source: `${classA}A.run().then(run => { console.log(run.artifacts.n); process.exit(5); }, () => process.exit(4));`,
    out: /^7$/m,
    code: 5,
  },
  'top-level await': {
    source: `${classA}console.log((await A.run()).artifacts.n);`,
    out: /^7$/m,
  },
  'top-level await of several flows, one after the other': {
    source: `${classA}class B extends Flow { @step() start() {} }\nconsole.log((await A.run()).status, (await B.run()).status);`,
    out: /^done done$/m,
  },
  'start, whose events are followed': {
    source: `${classA}const types = []; for await (const event of A.start().events()) types.push(event.type); console.log(types.at(-1));`,
    out: /^run.ended$/m,
  },
  'top-level await beside something that never ends by itself': {
    source: `import { createServer } from 'node:http';\n${classA}const server = createServer().listen(0);\nconsole.log((await A.run()).artifacts.n); server.close();`,
    out: /^7$/m,
  },
  'a run that is not waited for, before what a step needs': {
    source: `let word = '';\nclass A extends Flow { n = ''; @step() start() { this.n = word; } }\nA.run().then(run => console.log('got', run.artifacts.n));\nawait new Promise(done => setTimeout(done, 100)); word = 'late';`,
    out: /^got late$/m,
  },
  'a run that fails': {
    source: `class A extends Flow { @step() start() { throw new Error('on purpose'); } }\nawait A.run().catch(error => console.log(error.message));`,
    out: /failed in start\/0: on purpose/,
  },
};

test.for(Object.entries(forms))('%s runs the flow once, and ends', async ([, { source, out, code = 0 }]) => {
  const p = project({ 'guard.js': guard, 'main.ts': head + source });
  p.install();
  const ended = await p.node(...runner, 'main.ts');
  expect(ended.out).toMatch(out);
  expect(ended.code, ended.err).toBe(code);
  expect(
    new Set(p.read('loads.log').trim().split('\n')),
    'nothing was loaded by a worker of a worker',
  ).toEqual(new Set(['0', '1']));
  expect(ended.err).toMatch(
    /^stepwell: .*main\.ts:\d+:\d+: A is run whenever this file is loaded, .*import\.meta\.main/,
  );
  // Where nothing tells that the module waits for the run alone, it is said that it was not done.
  const more = ended.err.trim().split('\n').slice(1);
  expect(
    more.every(line => /^stepwell: that file was still being loaded/.test(line)) && more.length <= 1,
  ).toBe(true);
  await until(() => standingIn(p.folder).length === 0, 'no process is left');
});

test('what waits for ever beside a run that was not started is still told', async () => {
  const p = project({
    'guard.js': guard,
    'main.ts': `${head}import { parameter } from 'stepwell';
const slow = { '~standard': { version: 1, vendor: 'test', validate: () => new Promise(() => {}) } } as any;
class A extends Flow { n = parameter(slow); @step() start() {} }
await A.run().then(() => console.log('no'), error => console.log(error.message));`,
  });
  p.install();
  const { out } = await p.node(...runner, 'main.ts');
  expect(out).toMatch(/the check of a parameter waits for a promise that nothing is left to settle/);
});

test('stepwell run of a file that also runs its flow', async () => {
  const p = project({
    'guard.js': guard,
    'main.ts': `${head}export ${classA}A.run().then(() => console.log('no'));`,
  });
  const { code, err, out } = await p.stepwell('run', 'main.ts');
  expect(code, err).toBe(0);
  expect(out).not.toMatch(/no/);
  expect(p.runs()).toHaveLength(1);
});

test('behind import.meta.main it is run where it is started, and nothing is said', async () => {
  const p = project({
    'guard.js': guard,
    'main.ts': `${head}${classA}if (import.meta.main) console.log((await A.run()).artifacts.n);`,
  });
  p.install();
  const { code, out, err } = await p.node(...runner, 'main.ts');
  expect([code, out, err]).toEqual([0, '7\n', '']);
});

test('a test file of node:test has flows of its own; its tests are not run by workers', async () => {
  const p = project({
    'guard.js': guard,
    'a.test.ts': `${head}import assert from 'node:assert';
import test, { before, describe, it, mock } from 'node:test';
${classA}
class B extends Flow { @step() start() { test('never', () => {}); } }
class C extends Flow { n = 0; @step() start() { const f = mock.fn(() => 3); this.n = f(); } }
test('runs', async () => { assert.equal((await A.run()).artifacts.n, 7); });
describe('more', () => {
  it('says that no tests are run in a step', async () => { await assert.rejects(B.run(), /no tests run there/); });
  it('has mocks', async () => { assert.equal((await C.run()).artifacts.n, 3); });
  test.before(() => undefined);
});`,
  });
  p.install();
  const { code, out } = await p.node(...runner, '--test', '--test-reporter=tap', 'a.test.ts');
  expect(code, out).toBe(0);
  expect(out).toMatch(/^# pass 3$/m);
  expect(new Set(p.read('loads.log').trim().split('\n'))).toEqual(new Set(['0', '1']));
});

test('a test file whose runner gives its functions without an import', async () => {
  const p = project({
    'a.test.ts': `import { vi } from 'vitest';\nimport { Flow, step } from 'stepwell';
const [spy] = vi.hoisted(() => [vi.fn()]);
export ${classA}
describe('a', () => { beforeEach(() => spy()); it('runs', async () => { expect((await A.run()).artifacts.n).toBe(7); }); });`,
    'a.flow.ts': `import { Flow, step } from 'stepwell';\nexport class B extends Flow { @step() start() { console.log(typeof describe, typeof jest); } }\nconsole.log(typeof describe);`,
  });
  const { code, err } = await p.stepwell('run', 'a.test.ts');
  expect(code, err).toBe(0);
  expect(p.get('A/latest/start.n')).toBe(7);
  // In any other file what looks for a runner of tests finds none.
  await p.stepwell('run', 'a.flow.ts');
  expect(p.log().toSorted()).toEqual(['start/0 undefined', 'start/0 undefined undefined']);
});

test('a step may run a flow, and so may a process that it starts', async () => {
  const p = project({
    'inner.flow.ts': `import { Flow, step } from 'stepwell';\nexport class Inner extends Flow { n = 0; @step() start() { this.n = 1; } }`,
    'script.ts': `import { Inner } from './inner.flow.ts'; if (import.meta.main) console.log((await Inner.run()).artifacts.n);`,
    'outer.flow.ts': `
import { execFileSync } from 'node:child_process';
import { Flow, step } from 'stepwell';
import { Inner } from './inner.flow.ts';
export class Outer extends Flow {
  n = 0;
  @step() async start() {
    this.n += (await Inner.run()).artifacts.n;
    this.n += Number(execFileSync(process.execPath, ['--import', 'stepwell/register', 'script.ts'], { encoding: 'utf8' }));
  }
}`,
  });
  p.install();
  const { code, err } = await p.stepwell('run', 'outer.flow.ts');
  expect(code, err).toBe(0);
  expect(p.get('Outer/latest/start.n')).toBe(2);
});

test('a run too deep in runs is refused with words', async () => {
  const p = project({ 'a.flow.ts': `import { Flow, step } from 'stepwell';\nexport ${classA}` });
  const { code, err } = await p.start(['run', 'a.flow.ts'], { STEPWELL_WORKER: '20' }).ended;
  expect(code).not.toBe(0);
  expect(err).toMatch(/^stepwell: no run is started here: .* 20 deep/);
  expect(p.runs()).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'when the owner is killed while a worker loads, nothing is left: neither the worker that spins, nor what it has started',
  async () => {
    const p = project({
      'main.ts': `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Flow, step } from 'stepwell';
${classA}
if (process.env.STEPWELL_WORKER !== undefined) {
  spawn('sleep', ['600'], { stdio: 'ignore' });
  writeFileSync(new URL('loading', import.meta.url), '');
  for (;;);
}
A.run();`,
    });
    p.install();
    const { child, ended } = p.spawn([...runner, 'main.ts'], {});
    await until(() => {
      try {
        return p.read('loading') === '';
      } catch {
        return false;
      }
    }, 'a worker loads');
    expect(standingIn(p.folder).length).toBeGreaterThanOrEqual(3);
    child.kill('SIGKILL');
    await ended;
    await until(() => standingIn(p.folder).length === 0, 'no process is left');
  },
);
