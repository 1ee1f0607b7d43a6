import { expect, test } from 'vitest';
import { flow, lives, type Project, project, until } from '../project.js';

/** Runs a program that starts runs of a project's flows; it must end by itself. @returns what it printed as JSON */
async function program(p: Project, body: string): Promise<unknown> {
  p.install();
  p.write({ 'host.ts': `import { TestFlow } from './a.flow.ts';\n${body}` });
  const { code, out, err } = await p.node('--import', 'stepwell/register', 'host.ts');
  expect(code, err).toBe(0);
  return JSON.parse(out);
}

test('what a step leaves ends with its run: timers and processes', async () => {
  const p = project({
    'a.flow.ts': `import { spawn } from 'node:child_process';\nimport { appendFileSync, writeFileSync } from 'node:fs';\n${flow(`
      @step() start() {
        setInterval(() => appendFileSync('ticks', '.'), 5);
        const pids = [spawn('sleep', ['306']), spawn('sleep', ['307'], { stdio: 'ignore' })].map(({ pid }) => pid);
        writeFileSync('pids', JSON.stringify(pids));
      }`)}`,
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  const pids = JSON.parse(p.read('pids')) as number[];
  await until(() => !pids.some(lives), 'both are ended');
  // Its process ends as soon as it hears that the command has, and not only when somebody ends it a second later.
  await new Promise(done => setTimeout(done, 300));
  const ticks = p.read('ticks').length;
  await new Promise(done => setTimeout(done, 200));
  expect(p.read('ticks').length).toBe(ticks);
});

test('the next run of a program that goes on meets nothing of it: no server on its port, no timer, no process', async () => {
  const p = project({
    'a.flow.ts': `import { spawn } from 'node:child_process';\nimport { createServer } from 'node:net';\n${flow(`
      at = parameter.number({ default: 0 });
      port = 0;
      pid = 0;
      @step() async start() {
        const server = createServer();
        await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(this.at, '127.0.0.1', resolve); });
        this.port = (server.address() as { port: number }).port;
        setTimeout(() => { throw new Error('late'); }, 300);
        setTimeout(() => process.exit(4), 400);
        this.pid = spawn('sleep', ['305']).pid ?? 0;
      }`)}`,
  });
  const told = await program(
    p,
    `
    import { readFileSync } from 'node:fs';
    // One that has ended stays until whoever inherits it has asked how.
    const isZombie = (pid: number) => process.platform === 'linux' && readFileSync(\`/proc/\${pid}/stat\`, 'utf8').includes(') Z ');
    const lives = (pid: number) => { try { process.kill(pid, 0); return !isZombie(pid); } catch { return false; } };
    let at = 0;
    const left = [];
    for (let i = 0; i < 4; i++) {
      const { artifacts } = await TestFlow.run({ at });
      at = artifacts.port;
      left.push(lives(artifacts.pid));
    }
    console.log(JSON.stringify(left));`,
  );
  expect(told).toEqual([false, false, false, false]);
});

test('a worker in which nothing is left serves the next run too, whatever its tasks have done and ended', async () => {
  const p = project({
    'a.flow.ts': `import { spawnSync, spawn } from 'node:child_process';\nimport { createServer } from 'node:http';\nimport { once } from 'node:events';\nimport { readFile } from 'node:fs/promises';\n// The program that runs it must be able to end.\nif (process.send) setInterval(() => undefined, 1_000);\n${flow(`
      pid = process.pid;
      @step() async start() {
        this.pid = process.pid;
        spawnSync('true');
        await once(spawn('true'), 'exit');
        await readFile('a.flow.ts');
        const server = createServer((_, response) => response.end('said')).listen(0);
        await once(server, 'listening');
        await (await fetch('http://localhost:' + (server.address() as { port: number }).port)).text();
        server.closeAllConnections();
        await new Promise(resolve => server.close(resolve));
        setTimeout(() => undefined, 60_000).unref();
        spawn('sleep', ['1'], { stdio: 'ignore' }).unref();
        return this.next(this.end);
      }
      @step() end() {}`)}`,
  });
  const pids = await program(
    p,
    `
    const pids = [];
    for (let i = 0; i < 4; i++) pids.push((await TestFlow.run({}, { workers: 1 })).artifacts.pid);
    console.log(JSON.stringify([...new Set(pids)]));`,
  );
  expect(pids).toHaveLength(1);
});

/** A process that is slow to start and kept for all who ask it, as one that holds a model or a browser is. */
const helper = `import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
let child: ChildProcess | null = null;
let lines: AsyncIterator<string>;
async function ask(text: string): Promise<string> {
  if (child === null) {
    child = spawn('sh', ['-c', 'while read line; do echo "$$ $line"; done']);
    lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }
  child.stdin!.write(text + '\\n');
  return (await lines.next()).value as string;
}
`;

test('a process kept in a variable of the module serves its run to the end, beside other runs and after them', async () => {
  const p = project({
    'a.flow.ts': `${helper}${flow(`
      wait = parameter.number({ default: 0 });
      said: string[] = [];
      @step() async start() {
        this.said = [await ask('one')];
        await new Promise(resolve => setTimeout(resolve, this.wait));
        return this.next(this.end);
      }
      @step() async end() { this.said = [...this.said, await ask('two')]; }`)}`,
  });
  const told = await program(
    p,
    `
    const said = async (wait: number) => (await TestFlow.run({ wait }, { workers: 2 })).artifacts.said.map(line => line.split(' ')[1]).join();
    const all = [await said(0), await said(0), ...(await Promise.all([400, 10, 200, 100, 300].map(said))), await said(0)];
    console.log(JSON.stringify(all));`,
  );
  expect(told).toEqual(Array(8).fill('one,two'));
});

test('what a process of many tasks keeps is kept as long as its run goes on', async () => {
  const p = project({
    'a.flow.ts': `${helper}${flow(`
      pids: string[] = [];
      declare pid: string;
      @step() start() { return this.foreach(Array.from({ length: 40 }, (_, i) => i), this.each); }
      @step() async each(n: number) { this.pid = String((await ask(String(n))).split(' ')[0]); return this.next(this.all); }
      @step() all(inputs: Inputs<this>) { this.pids = [...new Set(inputs.map(({ pid }) => pid))]; }`)}`,
  });
  const pids = await program(
    p,
    'console.log(JSON.stringify((await TestFlow.run({}, { workers: 2 })).artifacts.pids));',
  );
  // Tasks as short as these may all be given to one worker.
  expect([1, 2]).toContain((pids as string[]).length);
});

test('a logger that writes when its process ends has said it for the last task there', async () => {
  const p = project({
    'a.flow.ts': `const waiting: string[] = [];
process.on('exit', () => process.getBuiltinModule('node:fs').writeSync(1, waiting.join('')));
process.on('exit', () => console.log('bye'));
${flow(`
      @step() start() { waiting.push('of start\\n'); return this.next(this.end); }
      @step() end() { waiting.push('of end\\n'); console.log('now'); }`)}`,
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  const log = () => p.log();
  await until(() => log().length >= 4, 'its process has ended');
  expect(log()).toEqual(['end/0 now', 'end/0 of start', 'end/0 of end', 'end/0 bye']);
  expect((await p.stepwell('logs')).out.split('\n').filter(line => line.includes('of '))).toHaveLength(2);
});

test('whoever takes all listeners of a process away does not make it deaf', async () => {
  const removed = `process.removeAllListeners();
for (const event of ['message', 'disconnect', 'uncaughtException', 'SIGINT'] as const) {
  process.removeAllListeners(event);
  for (const listener of process.listeners(event as 'SIGINT')) process.off(event, listener);
}`;
  const p = project({
    'a.flow.ts': `${removed}\n${flow(`
      @step() start() { ${removed} setTimeout(() => { throw new Error('stray'); }, 20); return this.next(this.end); }
      @step() async end() {
        await new Promise(resolve => setTimeout(resolve, 60));
        let heard = 0;
        const listener = () => { heard++; };
        process.on('SIGUSR2', listener).once('SIGUSR2', listener);
        process.emit('SIGUSR2');
        process.off('SIGUSR2', listener).emit('SIGUSR2');
        console.log('heard', heard);
      }`)}`,
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  expect(p.log().filter(line => line.startsWith('end'))).toEqual(['end/0 heard 2']);
});

test.each([
  'crypto.createHash',
  'crypto.randomBytes',
  'zlib.zstdCompressSync',
  'fs.writeSync',
  'fs.openSync',
  'fs.readFileSync',
  'child_process.spawn',
])('a step that puts another %s in its place changes nothing but its own', async name => {
  const [module = '', member = ''] = name.split('.');
  const stub = `const module = process.getBuiltinModule('node:${module}') as unknown as Record<string, unknown>; module.${member} = () => { throw new Error('stub'); };`;
  const p = project({
    'a.flow.ts': flow(`
      large = '';
      @step() start() { ${stub} this.large = 'x'.repeat(300_000); console.log('said'); return this.foreach([['y'.repeat(100_000)], [2]], this.each); }
      @step({ isolate: true }) each(item: unknown[]) { ${stub} this.large += item.length; return this.next(this.end); }
      @step() end(inputs: Inputs<this>) { this.merge(inputs); console.log(this.large.length); }`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out).toBe(0);
  expect(p.log()).toEqual(['start/0 said', 'end/0 300001']);
});

test('a program with another clock, and timers that nobody sets off, still runs flows', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { return this.next(this.slow); }
      error: unknown = null;
      @step({ timeout: 300, catch: 'error' }) slow() {
        return new Promise<void>(resolve => {
          this.current.signal.addEventListener('abort', () => resolve());
          setInterval(() => undefined, 1_000);
        });
      }`),
  });
  const told = await program(
    p,
    `
    const never = (() => ({ unref() { return this; }, ref() { return this; } })) as unknown as typeof setTimeout;
    Object.assign(globalThis, { setTimeout: never, setInterval: never, setImmediate: never, clearTimeout: never, clearInterval: never });
    Date.now = () => 0;
    performance.now = () => 0;
    const { id, status, artifacts } = await TestFlow.run();
    console.log(JSON.stringify([status, id.slice(0, 2), (artifacts.error as Error).message.slice(0, 20)]));`,
  );
  expect(told).toEqual(['done', '20', expect.stringContaining('took longer')]);
});

/** A flow whose first step starts a server that its later ones ask. */
const served = (options: string) =>
  `import { spawn } from 'node:child_process';\nimport { createServer, get } from 'node:http';\nimport { once } from 'node:events';\n${flow(`
      ports: number[] = [];
      said: string[] = [];
      declare own: string[];
      @step(${options}) async start() {
        const server = createServer((_, response) => response.end('server')).listen(0);
        await once(server, 'listening');
        const child = spawn(process.execPath, ['-e', "require('http').createServer((_, r) => r.end('child')).listen(0, function () { console.log(this.address().port) })"], { stdio: ['ignore', 'pipe', 'inherit'] });
        const [port] = await once(child.stdout, 'data');
        this.ports = [(server.address() as { port: number }).port, Number(port)];
        return this.foreach([1, 2, 3], this.ask);
      }
      @step(${options}) async ask() {
        this.own = await Promise.all(this.ports.map(port => new Promise<string>((resolve, reject) => get({ port }, answer => answer.on('data', data => resolve(String(data)))).on('error', reject))));
        setTimeout(() => undefined, 60_000);
        return this.next(this.all);
      }
      @step() all(inputs: Inputs<this>) { this.said = inputs.flatMap(({ own }) => own); }`)}`;

test.each([
  ['', 1],
  ['', 2],
  ['{ isolate: true }', 2],
] as const)(
  'what a step leaves goes on as long as its run, whatever else runs: @step(%s), %d workers',
  async (options, workers) => {
    const p = project({ 'a.flow.ts': served(options) });
    const said = await program(
      p,
      `console.log(JSON.stringify(await Promise.all([1, 2, 3, 4].map(async () => (await TestFlow.run({}, { workers: ${workers} })).artifacts.said.join()))));`,
    );
    expect(said).toEqual(Array(4).fill('server,child,server,child,server,child'));
  },
);

test('threads are left too, and what is printed for a run that is over is no other run’s', async () => {
  const p = project({
    'a.flow.ts': `import { Worker } from 'node:worker_threads';\nimport { writeSync } from 'node:fs';\nimport { spawn } from 'node:child_process';\n${flow(`
      kind = parameter.string({ default: 'none' });
      pid = 0;
      @step() async start() {
        this.pid = process.pid;
        console.log('of', this.kind);
        if (this.kind === 'thread') new Worker('setInterval(() => undefined, 1000)', { eval: true });
        if (this.kind === 'quiet') { const thread = new Worker('setInterval(() => undefined, 1000)', { eval: true }); setTimeout(() => thread.unref(), 5); }
        if (this.kind === 'turns') { const again = () => { setImmediate(again); }; again(); }
        if (this.kind === 'direct') setInterval(() => writeSync(1, 'late\\n'), 5).unref();
        if (this.kind === 'child') spawn('sh', ['-c', 'while true; do echo late; sleep 0.01; done'], { stdio: 'inherit' }).unref();
        await new Promise(resolve => setTimeout(resolve, 60));
      }`)}`,
  });
  const kept = (await program(
    p,
    `
    import { openStore } from 'stepwell';
    const kept: Record<string, unknown> = {};
    for (const kind of ['thread', 'quiet', 'turns', 'direct', 'child']) {
      const { artifacts } = await TestFlow.run({ kind }, { workers: 1 });
      const next = await TestFlow.run({}, { workers: 1 });
      kept[kind] = [artifacts.pid === next.artifacts.pid, [...new Set(openStore().run(next.id).steps.start!.tasks[0]!.log())].join()];
    }
    console.log(JSON.stringify(kept));`,
  )) as Record<string, unknown>;
  expect(kept).toEqual({
    thread: [false, 'of none'],
    quiet: [true, 'of none'],
    turns: [false, 'of none'],
    direct: [true, 'of none'],
    child: [false, 'of none'],
  });
});

test('a step that waits for a run has left nothing, though a worker of that is still being made ready', async () => {
  const p = project({
    'part.flow.ts': `
      import { mkdirSync } from 'node:fs';
      import { Flow, type Inputs, step } from 'stepwell';
      if (process.env.OF_PART !== undefined) {
        // The first to come here goes on; who comes later takes longer than the whole run.
        try { mkdirSync('first'); } catch { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000); }
      }
      export class PartFlow extends Flow {
        sum = 0;
        @step() start() { return this.foreach([1, 2, 3], this.one); }
        @step() one(item: number) { this.sum = item; return this.next(this.all); }
        @step() all(inputs: Inputs<this>) { this.sum = inputs.reduce((sum, one) => sum + one.sum, 0); return this.next(this.end); }
        @step() end() {}
      }`,
    'a.flow.ts': `import { PartFlow } from './part.flow.ts';\n${flow(`
      sum = 0;
      @step() async start() {
        process.env.OF_PART = '1';
        this.sum = (await PartFlow.run({}, { workers: 2 })).artifacts.sum;
        console.log('sum', this.sum);
      }`)}`,
  });
  const { out, err } = await p.stepwell('run', 'a.flow.ts', '--workers', '1');
  expect(out + err).toContain('sum 6');
  expect(out + err).not.toContain('still runs');
});
