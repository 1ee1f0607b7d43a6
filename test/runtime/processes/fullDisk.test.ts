import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runIds } from '../../../runtime/store/run-ids.js';
import { readRun } from '../../../runtime/store/run-reader.js';
import { flow, Project } from '../project.js';

/** A disk of two megabytes. Only a process that may mount has one to try on. */
const disk = mkdtempSync(join(tmpdir(), 'stepwell-disk-'));
const mounted =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;

let p: Project;
beforeAll(() => {
  p = new Project({
    'values.flow.ts': flow(`
      kept = 'small';
      all: Uint8Array | null = null;
      @step() start() { this.kept = 'set'; return this.next(this.big); }
      @step() big() { this.all = crypto.getRandomValues(new Uint8Array(60_000)); this.all = Buffer.concat(Array.from({ length: 60 }, () => crypto.getRandomValues(new Uint8Array(60_000)))); }`),
    'lines.flow.ts': flow(`
      @step() start() { return this.next(this.talks); }
      @step() talks() { for (let i = 0; i < 100_000; i++) console.log('line', i, 'x'.repeat(100)); }`),
    'raw.flow.ts': flow(`
      @step() start() { return this.next(this.talks); }
      @step() async talks() { const { spawnSync } = process.getBuiltinModule('node:child_process'); spawnSync('sh', ['-c', 'yes some text that fills the disk | head -c 4000000'], { stdio: 'inherit' }); await new Promise(done => setTimeout(done, 300)); }`),
    'fine.flow.ts': flow('@step() start() {}'),
  });
});
afterAll(() => {
  p.remove();
  if (mounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

afterEach(() => {
  if (mounted) for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
});

const onDisk = (name: string) => ({ STEPWELL_STORE: join(disk, name) });

test.skipIf(!mounted).each(['values', 'lines', 'raw'])('a disk that fills up: %s', async name => {
  const { code, out, err } = await p.start(['run', `${name}.flow.ts`], onDisk(name)).ended;
  const said = `${out}${err}`.split('\n').slice(-6).join('\n');
  expect(code, said).toBe(1);
  expect(said).toMatch(/can't write to the store .*no space left.*free the disk/);
  expect(err).not.toMatch(/^ {4}at /m);
  // Nothing reads as running, and what was recorded before can be read.
  const [id = ''] = runIds(join(disk, name));
  const run = readRun(join(disk, name), id);
  expect(['failed', 'lost']).toContain(run?.status);
  expect(run?.steps.get('start')?.tasks.get('0')?.status).toBe('done');
  expect(existsSync(join(disk, name, 'runs', id, 'lock'))).toBe(false);
});

test.skipIf(!mounted)('a disk that was full from the start', async () => {
  spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'rest')}`, 'bs=1k']);
  const { code, err } = await p.start(['run', 'fine.flow.ts'], onDisk('none')).ended;
  expect(code).toBe(1);
  expect(err).toMatch(/^stepwell: can't write to the store .*no space left.*\n$/);
});

test.skipIf(!mounted)(
  'a disk that can only be read: runs are refused, what is there can be looked at',
  async () => {
    const env = onDisk('read');
    expect((await p.start(['run', 'fine.flow.ts'], env).ended).code).toBe(0);
    expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
    try {
      const run = await p.start(['run', 'fine.flow.ts'], env).ended;
      expect(run).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^stepwell: can't write to the store .*read-only.*\n$/),
      });
      for (const command of [['status'], ['runs'], ['logs'], ['runs', '--json']]) {
        const ended = await p.start(command, env).ended;
        expect(ended.code, command.join(' ') + ended.err).toBe(0);
      }
      const tag = await p.start(['tag', 'latest', '--add', 'x'], env).ended;
      expect(tag).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^stepwell: can't write to the store .*\n$/),
      });
    } finally {
      spawnSync('mount', ['-o', 'remount,rw', disk]);
    }
  },
);
