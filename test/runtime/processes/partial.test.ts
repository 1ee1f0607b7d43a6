import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { linesOf, OutputReader } from '../../../runtime/store/run-reader.js';
import { flow, lives, type Project, project, until } from '../project.js';

const child = `const { spawn, spawnSync, execSync } = process.getBuiltinModule('node:child_process');
const { writeSync } = process.getBuiltinModule('node:fs');\n`;

const cli = resolve(import.meta.dirname, '../../../runtime/bin/stepwell.js');
const cleanEnv = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

/** Lines as they stand, each as `step text`, also of what has no end yet. */
function allLines(p: Project, run = p.runs()[0] ?? ''): string[] {
  return [...linesOf(p.store, run)].map(({ step, text }) => `${step} ${text}`);
}

function openLines(p: Project): string[] {
  const reader = new OutputReader(p.store, p.runs()[0] ?? '');
  for (const _ of reader.read()) {
    // Only what is open is looked at.
  }
  return reader.open.map(({ step, text }) => `${step} ${text}`);
}

test('text without an end shows while its step waits, from the step and from what it starts; whole lines come once', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() async start() {
        ${child}
        process.stdout.write('name? ');
        spawnSync('sh', ['-c', 'echo first; printf "half of "; while [ ! -e seen ]; do sleep 0.02; done; echo it'], { stdio: 'inherit' });
        process.stdout.write('stepwell\\n');
      }`),
  });
  const { ended } = p.start(['run', 'a.flow.ts']);
  await p.until('start');
  await until(() => openLines(p).length === 2, 'both lines are seen');
  expect(openLines(p)).toEqual(['start name? ', 'start half of ']);
  p.write({ seen: '' });
  const { code, out } = await ended;
  expect(code).toBe(0);
  expect(p.log().toSorted()).toEqual(['start/0 first', 'start/0 half of it', 'start/0 name? stepwell']);
  expect(out.match(/half of|name\?/g)).toHaveLength(2);
  expect(openLines(p)).toEqual([]);
  // The search has each line once, whole.
  const found = await p.stepwell('logs', '--find', 'half', '--json');
  expect(
    found.out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).text),
  ).toEqual(['half of it']);
  expect((await p.stepwell('reindex', '--check')).code).toBe(0);
});

test('of a run that was killed as a whole, the last line is there too', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() {
        console.log('begun');
        process.stdout.write('...');
        process.stderr.write('asked: ');
        process.stdout.write('.');
        for (;;);
      }`),
  });
  const { child: run, ended } = p.start(['run', 'a.flow.ts']);
  await p.until('start');
  await until(() => openLines(p).length === 2 && openLines(p)[0] === 'start ....', 'it hangs');
  run.kill('SIGKILL');
  await ended;
  expect(allLines(p)).toEqual(['start begun', 'start ....', 'start asked: ']);
  const logs = await p.stepwell('logs');
  expect(logs.out.split('\n').map(line => line.replace(/^.*│ /, ''))).toEqual([
    'begun',
    '....',
    'asked: ',
    '',
  ]);
});

test('no part of a secret is recorded, though it is printed a sign at a time and the step is killed in its middle', async () => {
  const p = project({
    'a.flow.ts': flow(`
      key = parameter.string({ secret: true });
      @step() start() {
        for (const sign of \`key=\${this.key}!\`) process.stdout.write(sign);
        process.stdout.write('\\nand ');
        for (const sign of this.key.slice(0, -1)) process.stdout.write(sign);
        process.kill(process.pid, 'SIGKILL');
        for (;;);
      }`),
  });
  p.write({ 'key.json': JSON.stringify({ key: 'abcdefghij' }) });
  const { code } = await p.stepwell('run', 'a.flow.ts', '--parameters', 'key.json');
  expect(code).toBe(1);
  const text = p.read('.stepwell', 'runs', p.runs()[0] ?? '', 'output.log');
  expect(allLines(p).slice(0, 2)).toEqual(['start key=***!', 'start and ']);
  expect(text).not.toMatch(/abc/);
});

test('bytes that are no text are kept as they came, and marked where they are shown', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() {
        ${child}
        process.stdout.write(Buffer.from([0x61, 0xe9, 0x62, 0x0a]));
        process.stdout.write('caf\\u00e9\\n', 'latin1');
        process.stdout.write('lone \\udce9\\n');
        spawnSync('printf', ['%b', 'x\\\\0351y\\\\n'], { stdio: 'inherit' });
      }`),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  expect(p.log()).toEqual(['start/0 a\\xe9b', 'start/0 caf\\xe9', 'start/0 lone \ufffd', 'start/0 x\\xe9y']);
  const bytes = readFileSync(p.path('.stepwell', 'runs', p.runs()[0] ?? '', 'output.log')).toString('latin1');
  for (const raw of ['0 a\u00e9b\n', '0 caf\u00e9\n', '0 x\u00e9y\n']) expect(bytes).toContain(raw);
});

test('what is written by a number stands between what the console prints', async () => {
  const p = project({
    'a.flow.ts': `import fs, { writeSync, appendFileSync, createWriteStream } from 'node:fs';\n${flow(`
      @step() async start() {
        console.log('1');
        writeSync(1, '2\\n');
        console.log('3');
        writeSync(1, Buffer.from('--4\\n--'), 2, 2);
        writeSync(1, Buffer.from('--5\\n'), { offset: 2 });
        fs.writevSync(1, [Buffer.from('6'), Buffer.from('\\n7\\n')]);
        fs.writeFileSync(1, '8\\n');
        appendFileSync(2, 'err\\n');
        await new Promise(resolve => fs.write(1, '9\\n', resolve));
        const stream = createWriteStream('', { fd: 1, autoClose: false });
        await new Promise(resolve => stream.write('10\\n', resolve));
        console.log('11', writeSync(1, 'é'));
      }`)}`,
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out).toBe(0);
  expect(p.log().map(line => line.slice('start/0 '.length))).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    'err',
    '9',
    '10',
    'é11 2',
  ]);
});

test('what a process prints after its step has returned is of the task that started it', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { return this.foreach([0, 1, 2, 3], this.talks); }
      @step() talks(n: number) {
        ${child}
        spawn('sh', ['-c', \`sleep 0.3; echo late \${n}; sleep 0.3; printf "later \${n}"; echo err \${n} >&2\`], { stdio: 'inherit' });
        return this.next(this.quiet);
      }
      @step() quiet(inputs: Inputs<this>) { return this.next(this.waits); }
      @step() async waits() {
        ${child}
        execSync('echo now >&2; true');
        await new Promise(resolve => setTimeout(resolve, 1500));
      }`),
  });
  const { code, out } = await p.stepwell('run', 'a.flow.ts', '--workers', '2');
  expect(code, out).toBe(0);
  const said = p.log().filter(line => !line.includes('stepwell:'));
  // With two workers, of four there is room for two: what the first two left is ended for the others.
  const late = said.filter(line => line.startsWith('talks/'));
  expect(late.length).toBeGreaterThanOrEqual(6);
  for (const line of late) expect(line).toMatch(/^talks\/(\d) (late|later|err) \1$/);
  expect(said.filter(line => !line.startsWith('talks/'))).toEqual(['waits/0 now']);
});

test('processes that a step left running are told, and ended with the run; those that were let go of go on', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() async start() {
        ${child}
        const pids = {
          forgotten: spawn('sleep', ['301']).pid,
          heard: spawn('sh', ['-c', 'sleep 302 & sleep 303'], { stdio: 'inherit' }).pid,
          detached: spawn('sleep', ['304'], { detached: true, stdio: 'ignore' }).pid,
        };
        for await (const said of spawn('echo', ['305']).stdout) console.log(String(said).trim());
        const free = spawn('sleep', ['305'], { detached: true, stdio: 'ignore' });
        free.unref();
        writeSync(process.getBuiltinModule('node:fs').openSync('pids', 'w'), JSON.stringify({ ...pids, free: free.pid }));
        return this.next(this.end);
      }
      @step() end() {}`),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  const pids = JSON.parse(p.read('pids')) as Record<string, number>;
  try {
    const told = p.log().filter(line => line.startsWith('start/0 stepwell: the step has returned; process'));
    expect(
      told
        .map(line => /process (\d+)/.exec(line)?.[1])
        .map(Number)
        .toSorted(),
    ).toEqual([pids.forgotten, pids.heard, pids.detached].map(Number).toSorted());
    expect(told.find(line => line.includes('(sleep 301)'))).toContain('ends with the run');
    expect(told.find(line => line.includes('(sleep 304)'))).toContain('goes on by itself');
    await until(() => !lives(pids.forgotten ?? 0) && !lives(pids.heard ?? 0), 'both are ended');
    expect(lives(pids.detached ?? 0) && lives(pids.free ?? 0)).toBe(true);
  } finally {
    for (const pid of [pids.detached, pids.free]) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
});

test('what a file prints while it is loaded is of the first task there; where it can not be loaded, it is shown', async () => {
  const p = project({
    'a.flow.ts': `${flow("@step() start() { console.log('in the step'); }")}
      const { spawnSync } = process.getBuiltinModule('node:child_process');
      console.log('loaded');
      spawnSync('sh', ['-c', 'echo by a child'], { stdio: 'inherit' });
      process.stderr.write('half');
      if (process.env.BAD === 'throws') throw new Error('no');
      if (process.env.BAD === 'exits') process.exit(3);`,
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  expect(p.log().toSorted()).toEqual([
    'start/0 by a child',
    'start/0 half',
    'start/0 in the step',
    'start/0 loaded',
  ]);
  for (const bad of ['throws', 'exits']) {
    const { code, err } = await p.start(['run', 'a.flow.ts'], { BAD: bad }).ended;
    expect(code).not.toBe(0);
    expect(err.match(/loaded\nby a child\nhalf/g)).toHaveLength(1);
  }
});

test('a step whose name has blanks is heard, and so is one that closes its output, which then is not ours', async () => {
  const p = project({
    'a.flow.ts': `import fs from 'node:fs';\n${flow(`
      @step() start() {
        console.log('said');
        fs.closeSync(1);
        const file = fs.openSync('mine.txt', 'w');
        fs.writeSync(file, \`by number \${file}\\n\`);
        ${child}
        execSync('echo hidden');
        spawnSync('sh', ['-c', 'echo to the file'], { stdio: 'inherit' });
        fs.writeSync(file, 'last\\n');
        fs.closeSync(file);
        return this.next(this['to the end']);
      }
      @step() 'to the end'() { console.log('here', 'and / there'); }`)}`,
  });
  const { code, out, err } = await p.stepwell('run', 'a.flow.ts');
  expect(code, out + err).toBe(0);
  expect(p.log()).toEqual(['start/0 said', 'to the end/0 here and / there']);
  expect(out).toContain('here and / there');
  expect(p.read('mine.txt')).toBe('by number 1\nto the file\nlast\n');
  const found = await p.stepwell('logs', '--find', 'there', '--json');
  expect(JSON.parse(found.out)).toMatchObject({ step: 'to the end', text: 'here and / there' });
});

test('only a process that ends itself for want of memory has run out of it, whatever was printed', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() {
        ${child}
        spawnSync('sh', ['-c', 'echo FATAL ERROR: JavaScript heap out of memory >&2'], { stdio: 'inherit' });
        process.kill(process.pid, 'SIGSEGV');
        for (;;);
      }`),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(1);
  expect(p.status().error?.message).toBe('the process was killed by SIGSEGV before the step ended');
});

test.runIf(process.platform === 'linux')(
  'standard output that is full is told in a sentence, and the run goes on',
  async () => {
    const p = project({ 'a.flow.ts': flow("@step() start() { console.log('said'); }") });
    const full = openSync('/dev/full', 'w');
    for (const args of [['run', 'a.flow.ts'], ['runs']]) {
      const told = spawnSync(process.execPath, [cli, ...args], {
        cwd: p.folder,
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
        env: cleanEnv,
      });
      expect(told.status).toBe(1);
      expect(told.stderr).toMatch(/^stepwell: standard output can't be written: ENOSPC[^\n]*\n$/);
    }
    closeSync(full);
    expect(p.status().status).toBe('done');
    expect(p.log()).toEqual(['start/0 said']);
  },
);

test('a line that is too long to be searched is none that the index lacks', async () => {
  const p = project({
    'a.flow.ts': flow(
      "@step() start() { console.log('first'); console.log('x'.repeat(20_000_000)); console.log('last'); }",
    ),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  expect((await p.stepwell('logs', '--find', 'last')).out).toContain('last');
  const { code, out } = await p.stepwell('reindex', '--check');
  expect(code, out).toBe(0);
});

test('a step that ends its streams ends nobody else’s', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() async start() {
        ${child}
        await new Promise<void>(resolve => process.stdout.end('last words\\n', resolve));
        process.stderr.destroy();
        spawnSync('sh', ['-c', 'echo of a child; echo err >&2'], { stdio: 'inherit' });
        console.log('and more');
        return this.next(this.end);
      }
      @step() end() {
        ${child}
        if (spawnSync('sh', ['-c', 'echo later'], { stdio: 'inherit' }).status !== 0) throw new Error('no output');
        console.log('at the end');
      }`),
  });
  expect((await p.stepwell('run', 'a.flow.ts')).code).toBe(0);
  expect(p.log().toSorted()).toEqual(
    [
      'end/0 at the end',
      'end/0 later',
      'start/0 and more',
      'start/0 err',
      'start/0 last words',
      'start/0 of a child',
    ].toSorted(),
  );
});
