import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Refusal } from '../../../runtime/model/refusal.js';
import { codeOf } from '../../../runtime/store/code.js';
import { collectGarbage } from '../../../runtime/store/collect.js';
import { compareRuns } from '../../../runtime/store/compare.js';
import { checkFormat, prepareStore } from '../../../runtime/store/home.js';
import { Index } from '../../../runtime/store/index-db.js';
import { Objects } from '../../../runtime/store/objects.js';
import { newRunId } from '../../../runtime/store/run-id.js';
import { OutputReader, readRun } from '../../../runtime/store/run-reader.js';
import { shownValue } from '../../../runtime/store/shown-value.js';
import { snapshotBytes } from '../../../runtime/store/snapshot.js';
import { tagRun } from '../../../runtime/store/upkeep.js';
import { encode, load, store as storeValue } from '../../../runtime/store/value.js';
import { logged } from '../madeStore.js';
import { random, recordedRun } from '../recordedRun.js';

/** So many stores, each damaged in some places at once. By hand with more: MUTATED=100000. */
const count = Number(process.env.MUTATED ?? 10_000);

let folder: string;
let outside: string;
let kept: string;
/** The run that is damaged, and the one that is not. */
let hurt: string;
let good: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-mutated-'));
  outside = join(folder, 'outside');
  kept = join(folder, 'kept');
  mkdirSync(join(outside, 'Documents'), { recursive: true });
  for (const name of ['mine', 'Documents/letter']) writeFileSync(join(outside, name), `my ${name}\n`);
  prepareStore(kept);
  const objects = new Objects(kept);
  const value = storeValue(
    objects,
    encode({ rows: Array.from({ length: 500 }, (_, i) => [i, `${i}`]) }),
    'Object',
  );
  const graph = { flow: 'F', doc: '', parameters: [], steps: [], edges: [] };
  const source = objects.put([Buffer.from('export class F {}\n'.repeat(40))]);
  const sources = [{ path: 'f.ts', object: source }];
  const snapshot = objects.put([snapshotBytes({ flow: 'F', graph, steps: {}, sources })]);
  [good = '', hurt = ''] = [1, 2].map(() => {
    const id = newRunId();
    mkdirSync(join(kept, 'runs', id));
    const events = recordedRun().map(event => ({
      ...event,
      ...('format' in event ? { id, code: { hash: snapshot, snapshot } } : {}),
      ...('set' in event ? { set: { value } } : {}),
    }));
    writeFileSync(join(kept, 'runs', id, 'events.jsonl'), events.map(e => `${JSON.stringify(e)}\n`).join(''));
    writeFileSync(join(kept, 'runs', id, 'output.log'), logged(['hello', 'there']));
    return id;
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(process.platform === 'win32')(`${count} damaged stores`, { timeout: 600_000 }, () => {
  const before = contents(outside);
  const seen = { readable: 0, refused: 0 };
  const store = join(folder, '.stepwell');
  for (let seed = 1; seed <= count; seed++) {
    rmSync(store, { recursive: true, force: true });
    cpSync(kept, store, { recursive: true });
    const next = random(seed);
    const below = (n: number) => Math.floor(next() * n);
    const told: string[] = [];
    for (let i = 0; i <= below(3); i++) told.push(damage(store, below));
    try {
      look(store, seen, seed % 5 === 0);
    } catch (cause) {
      throw new Error(`with the seed ${seed}: ${told.join('; ')}`, { cause });
    }
    if (seed % 500 === 0) expect(contents(outside), `up to the seed ${seed}`).toEqual(before);
  }
  expect(contents(outside)).toEqual(before);
  // Or else nothing was tried.
  expect(seen.readable).toBeGreaterThan(count / 4);
  expect(seen.refused).toBeGreaterThan(count / 10);
});

/**
 * Everything that is read of a store, and what is done to one. Whatever it is like, it is read, or refused in words.
 *
 * @param withIndex also what takes making an index, which costs more than all else
 */
function look(store: string, seen: { readable: number; refused: number }, withIndex: boolean): void {
  const each = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      seen.refused++;
      return null;
    }
  };
  each(() => checkFormat(store));
  const objects = new Objects(store);
  const [run, other] = [hurt, good].map(id => each(() => readRun(store, id)));
  expect(other?.id, 'the run beside is there').toBe(good);
  each(() => [...new OutputReader(store, hurt).read()]);
  if (run && other) {
    seen.readable++;
    expect(run.id).toBe(hurt);
    each(() => compareRuns(objects, run, other));
    each(() => codeOf(objects, run));
    for (const step of run.steps.values()) {
      for (const { after } of step.tasks.values()) {
        for (const ref of Object.values(after.set)) each(() => shownValue(load(objects, ref), { depth: 4 }));
      }
    }
  }
  if (withIndex) {
    const index = new Index(store, { untouched: true });
    index.refresh();
    expect(index.runs().map(row => row.id)).toContain(good);
    index.search('hello there');
    index.close();
    each(() => tagRun(store, hurt, ['seen'], []));
  }
  each(() => collectGarbage(store, false, Date.now() + 86_400_000));
}

type Below = (n: number) => number;

/** Damages one thing of a store, but nothing of the good run. @returns what was done */
function damage(store: string, below: Below): string {
  const paths = [...everything(store)].filter(path => !path.includes(good) && path !== join(store, 'runs'));
  const path = paths[below(paths.length)] ?? store;
  const name = path.slice(store.length);
  const found = lstatSync(path, { throwIfNoEntry: false });
  // What leads outside by now is not ours to damage.
  if (found === undefined || (found.isFile() && found.nlink > 1)) return 'nothing';
  if (!found.isFile() || below(4) === 0) return `${name} ${replaced(path, below)}`;
  const bytes = Buffer.from(readFileSync(path));
  switch (below(6)) {
    case 0: {
      const file = openSync(path, 'r+');
      ftruncateSync(file, below(bytes.length * 2));
      closeSync(file);
      return `${name} has another length`;
    }
    case 1:
      for (let i = 0; i <= below(8); i++) bytes[below(bytes.length)] = below(256);
      break;
    case 2: {
      const words = [
        'null',
        '-1',
        '1e308',
        '"../../outside"',
        '[]',
        '{}',
        '"__proto__"',
        '"\\ud800"',
        '18446744073709551616',
      ];
      const text = bytes
        .toString('latin1')
        .replace(/("[^"]*"|\d+)(?=[,}\]])/g, all =>
          below(12) === 0 ? (words[below(words.length)] ?? all) : all,
        );
      writeFileSync(path, text, 'latin1');
      return `${name} says something else`;
    }
    case 3: {
      const lines = bytes.toString('latin1').split('\n');
      for (let i = lines.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [lines[i], lines[j]] = [lines[j] ?? '', lines[i] ?? ''];
      }
      writeFileSync(path, lines.join('\n'), 'latin1');
      return `${name} has its lines in another order`;
    }
    case 4:
      writeFileSync(path, Buffer.concat([bytes.subarray(0, 1), zstdCompressSync(bytes)]));
      return `${name} holds something packed`;
    default:
      bytes.copyWithin(below(bytes.length), below(bytes.length), below(bytes.length) + below(64));
  }
  writeFileSync(path, bytes);
  return `${name} has other bytes`;
}

/** Puts something of another kind in the place of what is there. */
function replaced(path: string, below: Below): string {
  switch (below(5)) {
    case 0:
      rmSync(path, { recursive: true });
      symlinkSync(join(outside, below(2) ? 'mine' : 'Documents'), path);
      return 'is a link';
    case 1:
      rmSync(path, { recursive: true });
      linkSync(join(outside, 'mine'), path);
      return 'is a second name';
    case 2: {
      rmSync(path, { recursive: true });
      mkdirSync(join(path, 'sub'), { recursive: true });
      return 'is a folder';
    }
    case 3: {
      const names = [
        '.removed-x',
        `.removed-${hurt}`,
        '..x',
        'index.db-journal',
        `${'a'.repeat(62)}`,
        '\u202e',
      ];
      const to = join(dirname(path), names[below(names.length)] ?? 'x');
      if (existsSync(to)) return 'stays';
      renameSync(path, to);
      return `is called ${to}`;
    }
    default:
      rmSync(path, { recursive: true });
      return 'is gone';
  }
}

function* everything(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // What all depends on, and so the good run too.
    if (entry.name !== 'format') yield path;
    if (entry.isDirectory()) yield* everything(path);
  }
}

function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(name => {
      const path = join(folder, name);
      return `${name} ${statSync(path).isFile() ? readFileSync(path, 'utf8') : ''}`;
    });
}
