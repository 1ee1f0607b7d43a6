import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { wide } from '../../../runtime/store/bounds.js';
import { OutputReader } from '../../../runtime/store/run-reader.js';
import { flow, project, until } from '../project.js';

/** The command line with a heap of 48 MB, which what tasks print must never gather in. Workers have the usual one. */
const cli = ['--max-old-space-size=48', resolve(import.meta.dirname, '../../../runtime/bin/stepwell.js')];

const million = 1_000_000;

test('a million lines: all of them, in order, tagged, found again, and never in memory', async () => {
  const p = project({
    'a.flow.ts': flow(`
      @step() start() { return this.next(this.talks, this.listens); }
      @step() talks() { for (let i = 0; i < ${million}; i++) console.log('line', i); return this.next(this.end); }
      @step() listens() { console.log('beside it'); return this.next(this.end); }
      @step() end(inputs: Inputs<this>) {}`),
  });
  const { child, ended } = p.spawn([...cli, 'run', 'a.flow.ts', '--workers', '2'], {});
  // Nobody reads what it prints: the run goes on all the same, and what it prints waits in the log.
  child.stdout?.pause();
  const id = await p.until('end', 'done');
  await until(() => p.status(id).status === 'done', 'the run is done');
  child.stdout?.resume();
  const { code, out, err } = await ended;
  expect(code, err).toBe(0);
  let next = 0;
  for (const { step, task, attempt, stream, text } of new OutputReader(p.store, id).read()) {
    if (step !== 'talks') continue;
    if (text !== `line ${next}` || task !== '0' || attempt !== 0 || stream !== 'out')
      throw new Error(`in place of line ${next} came ${step}/${task} ${attempt} ${stream} ${text}`);
    next++;
  }
  expect(next).toBe(million);
  const shown = out.match(/│ line \d+$/gm) ?? [];
  expect(shown).toHaveLength(million);
  expect(shown.at(-1)).toBe(`│ line ${million - 1}`);

  const found = await p.spawn([...cli, 'logs', '--grep', 'LINE 77777'], {}).ended;
  expect(found.code, found.err).toBe(0);
  const lines = found.out.trimEnd().split('\n');
  expect(lines.map(line => line.replace(/^\S+ /, ''))).toEqual(
    ['77777', ...Array.from({ length: 10 }, (_, i) => `77777${i}`)].map(n => `talks/0 │ line ${n}`),
  );
  const all = await p.spawn([...cli, 'logs', 'latest/talks/0', '--json'], {}).ended;
  expect(all.code, all.err).toBe(0);
  expect(all.out.trimEnd().split('\n')).toHaveLength(million);
}, 240_000);

test('a line of fifty megabytes is one line, from the step and from a process it starts; so are bytes that are no text', async () => {
  const length = 50_000_000;
  const p = project({
    'a.flow.ts': flow(`
      @step() start() {
        const { spawnSync } = process.getBuiltinModule('node:child_process');
        process.stdout.write(Buffer.from([0x61, 0xff, 0xfe, 0x00, 0x62, 0x0a, 0xc3]));
        process.stdout.write(Buffer.from([0xa9, 0x0a]));
        console.log('x'.repeat(${length}));
        const child = "process.stdout.write(Buffer.from([0x63, 0xff, 0xfe, 0x00, 0x64, 0x0a])); process.stdout.write('y'.repeat(${length}) + '\\\\n'); console.error('and more')";
        spawnSync(process.execPath, ['-e', child], { stdio: 'inherit' });
        console.log('after it');
      }`),
  });
  const { code, err } = await p.stepwell('run', 'a.flow.ts', '--workers', '1');
  expect(code, err).toBe(0);
  const all = { ...wide, output: 2 * length };
  const lines = [...new OutputReader(p.store, p.runs()[0] ?? '', 0, all).read()];
  const brief = (text: string) => (text.length < 100 ? text : `${text[0]} × ${text.length}`);
  const said = lines.map(({ stream, text }) => `${stream} ${brief(text)}`);
  expect(said.toSorted()).toEqual(
    [
      'out a\\xff\\xfe\u0000b',
      'out é',
      `out x × ${length}`,
      'out c\\xff\\xfe\u0000d',
      `out y × ${length}`,
      'err and more',
      'out after it',
    ].toSorted(),
  );
  expect(/^x+$/.test(lines.find(({ text }) => text.startsWith('xx'))?.text ?? '')).toBe(true);
  expect(/^y+$/.test(lines.find(({ text }) => text.startsWith('yy'))?.text ?? '')).toBe(true);
}, 120_000);

test.for(
  Object.entries({
    hangs: 'for (;;);',
    'is killed': "process.kill(process.pid, 'SIGKILL'); for (;;);",
    aborts: 'process.abort();',
    'runs out of memory': 'const all: unknown[] = []; for (;;) all.push(new Array(1_000).fill(all.length));',
  }),
)('what was printed before a step %s is kept, to the last line', async ([, end]) => {
  const lines = 1_000;
  const p = project({
    'a.flow.ts': flow(`
      @step({ timeout: '4s', memory: '64mb' }) start() {
        for (let i = 0; i < ${lines}; i++) console.log(\`line \${i} \${'x'.repeat(40)}\`);
        console.error('last');
        process.stdout.write('and a part');
        ${end}
      }`),
  });
  const { code } = await p.stepwell('run', 'a.flow.ts');
  expect(code).toBe(1);
  const said = p.log().filter(line => line.startsWith('start/0 line '));
  expect(said).toHaveLength(lines);
  expect(said.at(-1)).toBe(`start/0 line ${lines - 1} ${'x'.repeat(40)}`);
  expect(p.log()).toContain('start/0 last');
  expect(p.log()).toContain('start/0 and a part');
});
