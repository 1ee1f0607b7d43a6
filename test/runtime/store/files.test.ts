import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../runtime/model/index.js';
import { isRunId } from '../../../runtime/model/names.js';
import { EventLog } from '../../../runtime/store/event-log.js';
import { checkFormat, prepareStore, storePathFor } from '../../../runtime/store/home.js';
import { Index } from '../../../runtime/store/index-db.js';
import { LineTail } from '../../../runtime/store/line-tail.js';
import { claim, isClaimed } from '../../../runtime/store/liveness.js';
import { formatLine, parseLine } from '../../../runtime/store/output-log.js';
import { newRunId } from '../../../runtime/store/run-id.js';
import { OutputReader, RunReader, readRun } from '../../../runtime/store/run-reader.js';
import { findNamed } from '../../../runtime/store/runs.js';
import { recordedRun } from '../recordedRun.js';

let store: string;
beforeEach(() => {
  store = join(mkdtempSync(join(tmpdir(), 'stepwell-test-')), '.stepwell');
  prepareStore(store);
});
afterEach(() => rmSync(join(store, '..'), { recursive: true, force: true }));

function makeRun(id = newRunId(), events: readonly object[] = recordedRun()): string {
  mkdirSync(join(store, 'runs', id));
  writeFileSync(
    join(store, 'runs', id, 'events.jsonl'),
    events.map(e => `${JSON.stringify({ ...e, ...('format' in e ? { id } : {}) })}\n`).join(''),
  );
  return id;
}

describe('the event log', () => {
  test('is read as far as it goes: a torn last line waits for its end', () => {
    const id = makeRun();
    const path = join(store, 'runs', id, 'events.jsonl');
    const reader = new RunReader(store, id);
    appendFileSync(path, '{"type":"run.tagged","at":1,"add":["torn');
    reader.refresh();
    expect(reader.run?.tags).toEqual(['t', 'late']);
    appendFileSync(path, '"],"remove":[]}\n');
    reader.refresh();
    expect(reader.run?.tags).toEqual(['t', 'late', 'torn']);
  });

  test('a run without a readable beginning is no run', () => {
    const id = makeRun(undefined, recordedRun().slice(1));
    expect(readRun(store, id)).toBeNull();
    const empty = newRunId();
    mkdirSync(join(store, 'runs', empty));
    expect(readRun(store, empty)).toBeNull();
  });

  test('what a writer that was killed left reads as lost', () => {
    const id = makeRun(undefined, recordedRun().slice(0, 7));
    expect(readRun(store, id)?.status).toBe('lost');
    writeFileSync(join(store, 'runs', id, 'lock'), 'no database');
    expect(readRun(store, id)?.status).toBe('lost');
  });

  test.each([
    ['one that has written its end', recordedRun(), 'done'],
    ['one that was killed', recordedRun().slice(0, 7), 'lost'],
  ] as const)('is not judged before it is read: %s, a little at a time', (_what, events, end) => {
    const id = makeRun(undefined, events);
    const reader = new RunReader(store, id);
    const told: (string | undefined)[] = [];
    for (let turn = 0; turn < 200 && (turn === 0 || reader.isBehind); turn++) {
      const before = reader.run?.status;
      // There is no time at all: each turn reads no more than one thing.
      const hasChanged = reader.refresh(0);
      const { status } = reader.run ?? {};
      told.push(status);
      if (before !== status) expect(hasChanged).toBe(true);
    }
    expect(told.length).toBeGreaterThan(5);
    expect(new Set(told)).toEqual(new Set(['running', end]));
    expect(told.at(-1)).toBe(end);
  });

  test('writes what it was handed, in order, in whole lines', async () => {
    const id = newRunId();
    mkdirSync(join(store, 'runs', id));
    const log = new EventLog(store, id, error => {
      throw error;
    });
    const tag = (name: string): RunEvent => ({ type: 'run.tagged', at: 1, add: [name], remove: [] });
    for (let i = 0; i < 100; i++) log.append(tag(`é${i}`));
    await new Promise(done => setImmediate(done));
    log.append(tag('last'));
    log.close();
    const lines = new LineTail(store, join(store, 'runs', id, 'events.jsonl'), { line: 1e6 }).read();
    expect(lines.map(line => JSON.parse(line).add[0])).toEqual([
      ...Array.from({ length: 100 }, (_, i) => `é${i}`),
      'last',
    ]);
  });
});

test('a tail: any piece at a time, characters cut in two, and from an offset', () => {
  const path = join(store, 'lines');
  const text = Buffer.from(Array.from({ length: 50 }, (_, i) => `line ${i} é日\n`).join(''));
  const tail = new LineTail(store, path, { line: 1e6 });
  expect(tail.read()).toEqual([]);
  const seen: string[] = [];
  for (let at = 0; at < text.length; at += 7) {
    appendFileSync(path, text.subarray(at, at + 7));
    seen.push(...tail.read(5));
  }
  while (!tail.isAtEnd) seen.push(...tail.read(5));
  expect(seen).toEqual(text.toString().trimEnd().split('\n'));
  const offset = tail.offset;
  appendFileSync(path, 'one more\n');
  expect(new LineTail(store, path, { line: 1e6 }, offset).read()).toEqual(['one more']);
});

describe('the output log', () => {
  test('any text comes back, on one line', () => {
    for (const text of ['', ' leading', 'a / b', 'x\ry', '\u001b[31mred\u001b[0m', 'é日', 'tab\there']) {
      const line = { at: 5, stream: 'err' as const, step: 'a$b', task: '4.2@3', attempt: 1, text };
      expect(parseLine(formatLine(line).slice(0, -1))).toEqual(line);
    }
    expect(formatLine({ at: 1, stream: 'out', step: 's', task: '0', attempt: 0, text: 'a\nb' })).toBe(
      '1 out s/0 0 a b\n',
    );
  });

  test('lines that are none are passed over', () => {
    const id = makeRun();
    writeFileSync(
      join(store, 'runs', id, 'output.log'),
      '1 out s/0 0 good\nnonsense\n\n2 up s/0 0 bad\n3 err s/0 0 also good\n4 out s/0 0 torn',
    );
    expect([...new OutputReader(store, id).read()].map(line => line.text)).toEqual(['good', 'also good']);
  });
});

describe('the index', () => {
  const rows = () => {
    const index = new Index(store);
    index.refresh();
    const all = index.runs();
    index.close();
    return all;
  };

  test('follows the files: new runs, ended ones, removed ones', () => {
    const id = makeRun();
    const open = makeRun(undefined, recordedRun().slice(0, 7));
    expect(rows().map(row => [row.id, row.status])).toEqual([
      [open, 'lost'],
      [id, 'done'],
    ]);
    rmSync(join(store, 'runs', id), { recursive: true });
    expect(rows().map(row => row.id)).toEqual([open]);
  });

  test('deleted, cut off or overwritten, it is made again with nothing lost', () => {
    for (let i = 0; i < 5; i++) makeRun();
    const before = rows();
    expect(before).toHaveLength(5);
    const files = () => readdirSync(store).filter(name => name.startsWith('index.db'));
    for (const file of files()) rmSync(join(store, file));
    expect(rows()).toEqual(before);
    for (const damage of ['', 'nonsense'.repeat(2_000), `SQLite format 3\u0000${'x'.repeat(8_000)}`]) {
      for (const file of files()) rmSync(join(store, file));
      writeFileSync(join(store, 'index.db'), damage);
      expect(rows()).toEqual(before);
    }
  });

  test('filters, and finds words in the output', () => {
    const id = makeRun();
    writeFileSync(
      join(store, 'runs', id, 'output.log'),
      '1 out s/0 0 the quick brown fox\n2 out s/0 0 "quoted" AND 100%\n',
    );
    const index = new Index(store);
    index.refresh();
    expect(index.runs({ flow: 'F', status: 'done', tag: 'late', since: 0, limit: 1 })).toHaveLength(1);
    expect(index.runs({ tag: 'lat' })).toEqual([]);
    expect(index.runs({ since: Date.now() })).toEqual([]);
    expect(index.search('QUICK fox').map(line => line.text)).toEqual(['the quick brown fox']);
    for (const odd of [
      '"quoted"',
      'AND',
      '100%',
      '(',
      '*',
      '"',
      'a OR b',
      '',
      'a\0b',
      '\ud800',
      'x'.repeat(99_999),
      'NEAR(a b)',
      'text:a',
      '-a',
    ])
      expect(() => index.search(odd), odd).not.toThrow();
    expect(index.search('nothing')).toEqual([]);
    appendFileSync(join(store, 'runs', id, 'output.log'), '3 out s/0 0 fox again\n');
    expect(index.search('fox')).toHaveLength(2);
    index.close();
  });

  test('two at once, and one that was opened before', () => {
    const one = new Index(store);
    const two = new Index(store);
    const id = makeRun();
    one.refresh();
    two.refresh();
    expect(one.runs()).toEqual(two.runs());
    expect(one.runs().map(row => row.id)).toEqual([id]);
    one.close();
    two.close();
  });
});

describe('liveness', () => {
  test('held while claimed, free once released', () => {
    const id = makeRun();
    expect(isClaimed(store, id)).toBe(false);
    const held = claim(store, id);
    expect(isClaimed(store, id)).toBe(true);
    held.release();
    expect(isClaimed(store, id)).toBe(false);
  });

  test('free once the process that held it was killed', async () => {
    const id = makeRun();
    const folder = join(store, 'runs', id);
    const script = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(${JSON.stringify(join(folder, 'lock'))}); db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => db, 1e6);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise(done => child.stdout.once('data', done));
    expect(isClaimed(store, id)).toBe(true);
    child.kill('SIGKILL');
    await new Promise(done => child.once('exit', done));
    expect(isClaimed(store, id)).toBe(false);
  });
});

describe('names', () => {
  test('ids sort by time, and are unique though the clock jumps back', () => {
    const late = Date.now() + 3_600_000;
    const ids = [newRunId(late), newRunId(late), newRunId(late - 1_000_000), newRunId(0)];
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(isRunId(id)).toBe(true);
    for (const odd of ['', '.removed-x', 'x', '../..']) expect(isRunId(odd)).toBe(false);
  });

  test('RUN is an id, a beginning of one, latest, or FLOW/latest', () => {
    const a = makeRun();
    const b = makeRun();
    expect(findNamed(store, a).run).toBe(a);
    expect(findNamed(store, a.slice(0, -1)).run).toBe(a);
    expect(findNamed(store, 'latest').run).toBe(b);
    expect(findNamed(store, 'F/latest/each/1')).toEqual({ run: b, step: 'each', task: '1' });
    expect(findNamed(store, 'latest/each')).toEqual({ run: b, step: 'each', task: null });
    expect(() => findNamed(store, a.slice(0, 4))).toThrow(/is the beginning of 2 runs/);
    expect(() => findNamed(store, 'G/latest')).toThrow(/no run of G/);
    expect(() => findNamed(store, '..')).toThrow(/there is no run \.\./);
    expect(() => findNamed(store, '')).toThrow(/there is no run/);
    expect(() => findNamed(store, 'latest/a/b/c')).toThrow(/too many parts/);
  });
});

describe('where a store is', () => {
  test('beside the nearest package.json, else .git, else here; STEPWELL_STORE before all', () => {
    const root = join(store, '..');
    const inner = join(root, 'a', 'b');
    mkdirSync(join(root, 'a', '.git'), { recursive: true });
    mkdirSync(inner);
    expect(storePathFor(inner, {})).toBe(join(root, 'a', '.stepwell'));
    writeFileSync(join(root, 'package.json'), '{}');
    expect(storePathFor(inner, {})).toBe(join(root, '.stepwell'));
    expect(storePathFor(inner, { STEPWELL_STORE: join(root, 'else') })).toBe(join(root, 'else'));
  });

  test('its format is read with care', () => {
    expect(checkFormat(store)).toBe(true);
    writeFileSync(join(store, 'format'), '1\n');
    expect(checkFormat(store)).toBe(true);
    writeFileSync(join(store, 'format'), '3\n');
    expect(() => checkFormat(store)).toThrow(/has format 3.*update stepwell/);
    expect(() => prepareStore(store)).toThrow(/has format 3/);
    expect(readFileSync(join(store, 'format'), 'utf8')).toBe('3\n');
    writeFileSync(join(store, 'format'), 'rubbish');
    expect(() => checkFormat(store)).toThrow(/no readable format number/);
    writeFileSync(join(store, 'format'), '');
    expect(() => checkFormat(store)).toThrow(/no readable format number/);
  });

  test('one of an earlier format is read as it is, and written in the format of now', () => {
    writeFileSync(join(store, 'format'), '1\n');
    expect(checkFormat(store)).toBe(true);
    expect(readFileSync(join(store, 'format'), 'utf8')).toBe('1\n');
    prepareStore(store);
    expect(readFileSync(join(store, 'format'), 'utf8')).toBe('2\n');
  });
});
