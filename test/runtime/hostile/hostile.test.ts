import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flow, Project } from '../project.js';
import type { Look } from './driver.js';
import { bad, type Trap, traps } from './stores.js';

const root = join(import.meta.dirname, '../../..');
/** Of these nothing can be read any more, since what all depends on is missing. */
const useless = /^(format|runs|objects) (is|are) |^objects is/;
/**
 * Processor time that one look may take, in milliseconds, and what all looks together may take of memory, in MB. A trap that works takes minutes or
 * all there is; what does not takes up to 2.5 s, of which the file system has its share, and a busy machine makes it twice that.
 */
const mostTime = 12_000;
const mostTurn = 1_000;
const mostMemory = 400;

/** A page is for eyes; output and sources are given as they are, and JSON is for programs. */
const isForPeople = (what: string) => !/--json|^logs|^editor/.test(what);
const acting = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

let base: string;
let driver: string;
let good: string;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'stepwell-hostile-'));
  driver = join(base, 'driver.mjs');
  const p = new Project({
    'good.flow.ts': flow(
      `rows: number[] = [];
      @step() start() { this.rows = Array.from({ length: 2_000 }, (_, i) => i * 1.5); console.log('hello'); return this.next(this.end); }
      @step() end() { console.log(this.rows.length); }`,
      'GoodFlow',
    ),
  });
  try {
    const { code, err } = await p.stepwell('run', 'good.flow.ts');
    if (code !== 0) throw new Error(err);
    await p.stepwell('runs');
    cpSync(p.store, join(base, 'good'), { recursive: true, preserveTimestamps: true });
    good = readdirSync(join(base, 'good/runs'))[0] ?? '';
  } finally {
    p.remove();
  }
  await build({
    entryPoints: [join(import.meta.dirname, 'driver.ts')],
    outfile: driver,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    banner: {
      js: "import { createRequire as madeRequire } from 'node:module'; const require = madeRequire(import.meta.url);",
    },
    nodePaths: [join(root, 'node_modules')],
    logLevel: 'silent',
  });
}, 120_000);

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('a store that a stranger has prepared', () => {
  test.for(Object.entries(traps))('%s', { timeout: 120_000 }, async ([name, lay]) => {
    const trap = set(name);
    lay(trap);
    const around = snapshotOf(join(trap.outside, '..'), [trap.store]);
    const inside = snapshotOf(trap.store);

    const untrusted = await looked(trap, 'untrusted');
    expect(snapshotOf(trap.store), 'nothing is written where nobody trusts').toEqual(inside);
    const trusted = await looked(trap);

    expect(snapshotOf(join(trap.outside, '..'), [trap.store]), 'nothing outside has changed').toEqual(around);
    const looks = [...untrusted.looks, ...trusted.looks];
    expect(looks.filter(({ what, out }) => isForPeople(what) && acting.test(out))).toEqual([]);
    expect(looks.filter(({ wrong }) => wrong?.startsWith('!'))).toEqual([]);
    expect(looks.filter(({ wrong }) => wrong !== null && /[\n\r\u001b\u202e]/.test(wrong))).toEqual([]);
    expect(looks.filter(({ spent }) => spent > mostTime)).toEqual([]);
    expect(looks.filter(({ longest }) => longest > mostTurn)).toEqual([]);
    expect(Math.max(untrusted.memory, trusted.memory)).toBeLessThan(mostMemory);
    if (!useless.test(name)) expectGood(untrusted.looks, trusted.looks);
    rmSync(join(trap.outside, '..'), { recursive: true, force: true });
  });
});

/** A project with a good store, and beside it what is nobody's business. */
function set(name: string): Trap {
  const folder = join(base, createHash('sha256').update(name).digest('hex').slice(0, 12));
  // What a try that failed has left would be another store than the one that is meant.
  rmSync(folder, { recursive: true, force: true });
  const trap = { store: join(folder, 'project/.stepwell'), outside: join(folder, 'outside'), good };
  mkdirSync(join(trap.outside, 'Documents'), { recursive: true });
  writeFileSync(join(trap.outside, 'authorized_keys'), 'ssh-ed25519 AAAA mine\n');
  writeFileSync(join(trap.outside, 'Documents', 'letter.txt'), 'Dear …');
  cpSync(join(base, 'good'), trap.store, { recursive: true, preserveTimestamps: true });
  return trap;
}

async function looked(trap: Trap, ...more: string[]): Promise<{ looks: Look[]; memory: number }> {
  const cwd = join(trap.outside, '..');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [driver, trap.store, trap.good, bad, ...more],
    {
      cwd,
      maxBuffer: 512 * 1024 * 1024,
      timeout: 90_000,
      killSignal: 'SIGKILL',
      env: { ...process.env, STEPWELL_CACHE: join(base, 'cache'), NO_COLOR: '1' },
    },
  );
  return JSON.parse(stdout) as { looks: Look[]; memory: number };
}

/** The good run is listed, and all of it is there, before and after. */
function expectGood(untrusted: readonly Look[], trusted: readonly Look[]): void {
  for (const looks of [untrusted, trusted]) {
    expect(looks.find(({ what }) => what === 'editor: list')?.out).toContain(good);
    expect(looks.find(({ what }) => what === 'editor: run good')?.out).toBe(`${good} done`);
  }
  const outs = (what: string) => trusted.filter(each => each.what === what).map(each => each.out);
  for (const out of outs('runs --json')) expect(out).toContain(`"${good}"`);
  expect(JSON.parse(outs(`status ${good} --json`)[0] ?? '')).toMatchObject({ id: good, status: 'done' });
  expect(outs(`logs ${good}`)[0]).toContain('hello');
  for (const out of outs(`get ${good}/end.rows --json`)) expect(JSON.parse(out)).toHaveLength(2_000);
}

/** Names, kinds, sizes, times and contents of all below a folder, and nothing followed. */
function snapshotOf(folder: string, without: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (path: string) => {
    if (without.includes(path)) return;
    const stat = lstatSync(path);
    const about = `${stat.mode.toString(8)} ${stat.isDirectory() ? '' : stat.size} ${stat.isDirectory() ? '' : stat.mtimeMs}`;
    if (stat.isSymbolicLink()) found[path] = `${about} ${readlinkSync(path)}`;
    else if (stat.isFile()) found[path] = `${about} ${stat.size > 1e8 ? '' : hash(readFileSync(path))}`;
    else found[path] = about;
    if (stat.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
  };
  if (existsSync(folder)) visit(folder);
  return found;
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
