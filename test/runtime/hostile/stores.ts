import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  cpSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { serialize } from 'node:v8';
import { zstdCompressSync } from 'node:zlib';
import { hashOf } from '../../../runtime/store/content.js';
import { recordedRun } from '../recordedRun.js';

/** A store that somebody has prepared for whoever looks at it, and what lies around it. */
export interface Trap {
  /** The store, with a good run in it. */
  readonly store: string;
  /** A folder beside the project, with things that nobody may touch. */
  readonly outside: string;
  /** Id of the good run. */
  readonly good: string;
}

/** Id of the run that a trap adds: newer than any. */
export const bad = '29990101t000000000-aaaaaaaa';

type Lay = (trap: Trap) => void;

const run = ({ store }: Trap, ...names: string[]) => join(store, 'runs', ...names);
const secret = ({ outside }: Trap) => join(outside, 'authorized_keys');

/** Puts a link in the place of whatever is there. */
function link(path: string, target: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

function pipe(path: string): void {
  rmSync(path, { recursive: true, force: true });
  execFileSync('mkfifo', [path]);
}

interface Started {
  readonly [field: string]: unknown;
}

/** A run of its own with these events behind its beginning. */
function write(trap: Trap, events: Iterable<object | string>, started: Started = {}): void {
  mkdirSync(run(trap, bad), { recursive: true });
  const [first] = recordedRun();
  const lines = [JSON.stringify({ ...first, id: bad, ...started })];
  for (const event of events) lines.push(typeof event === 'string' ? event : JSON.stringify(event));
  writeFileSync(run(trap, bad, 'events.jsonl'), `${lines.join('\n')}\n`);
}

const stored = { hash: hashOf('x'), size: 1, type: 'number' };

/** A task of a step, from its beginning to its end. */
function ended(step: string, set: object): object[] {
  return [
    { type: 'task.queued', at: 2, step, task: '0', from: [] },
    { type: 'task.started', at: 2, step, task: '0', attempt: 0, worker: 0 },
    { type: 'task.ended', at: 3, step, task: '0', attempt: 0, status: 'done', set },
  ];
}

/** A run whose one task has left a value that its log refers to as it likes. */
function leave(trap: Trap, ref: object, started: Started = {}): void {
  write(
    trap,
    [
      { type: 'task.queued', at: 2, step: 'start', task: '0', from: [] },
      { type: 'task.started', at: 2, step: 'start', task: '0', attempt: 0, worker: 0 },
      {
        type: 'task.ended',
        at: 3,
        step: 'start',
        task: '0',
        attempt: 0,
        status: 'done',
        set: { value: ref },
        transition: { kind: 'end' },
      },
      { type: 'run.ended', at: 4, status: 'done' },
    ],
    started,
  );
}

function object({ store }: Trap, hash: string, file: Uint8Array): void {
  mkdirSync(join(store, 'objects', hash.slice(0, 2)), { recursive: true });
  writeFileSync(join(store, 'objects', hash.slice(0, 2), hash.slice(2)), file);
}

/** One zstd frame, as objects are packed. */
const frame = (content: Uint8Array) => Buffer.concat([Uint8Array.of(1), zstdCompressSync(content)]);

/** The same of what is larger than one frame may be. */
function blocks(content: Buffer): Buffer {
  const parts = [Buffer.of(2)];
  for (let at = 0; at < content.length; at += 16 * 1024 * 1024) {
    const part = zstdCompressSync(content.subarray(at, at + 16 * 1024 * 1024));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(part.length);
    parts.push(length, part);
  }
  return Buffer.concat(parts);
}

/** A value stored rightly, hash and all, whatever it decodes to. */
function leaveValue(trap: Trap, value: unknown): void {
  const content = Buffer.concat([Uint8Array.of(1), serialize(value)]);
  const hash = hashOf(content);
  object(trap, hash, frame(content));
  leave(trap, { hash, size: content.length, type: 'Object' });
}

/** A value in the log itself, with whatever fields somebody adds to a thing in it. */
function leaveInlineBytes(trap: Trap, content: Buffer): void {
  leave(trap, {
    hash: hashOf(content),
    size: content.length,
    type: 'Object',
    inline: content.toString('base64'),
  });
}

function leaveInline(trap: Trap, hex: string): void {
  leaveInlineBytes(trap, Buffer.from(hex, 'hex'));
}

const additions = (thing: object, fields: object) =>
  Buffer.concat([Uint8Array.of(2), serialize([thing, [[thing, fields]]])]);

function snapshot(trap: Trap, value: unknown): void {
  const content = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const hash = hashOf(content);
  object(trap, hash, frame(content));
  write(trap, [{ type: 'run.ended', at: 4, status: 'done' }], { code: { hash, snapshot: hash } });
}

function documented(doc: string, steps = 1): object {
  const step = { kind: 'start', start: true, join: false, unknown: false, doc, options: {} };
  const names = Array.from({ length: steps }, (_, i) => `step${i}`);
  return { flow: 'F', doc, parameters: [], steps: names.map(name => ({ name, ...step })), edges: [] };
}

function deep(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

/** Lists that hold the next one many times: nothing in memory, endless when written. */
function manyfold(times: number, levels: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = new Array(times).fill(value);
  return value;
}

/** An index of the right shape, but for a view that never ends; beside it what says that somebody has it open. */
function endlessIndex({ store }: Trap): void {
  const path = join(store, 'index.db');
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  const db = new DatabaseSync(path);
  db.exec(`
    PRAGMA application_id = 0x5354574c; PRAGMA user_version = 3;
    CREATE VIEW runs AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
      SELECT i AS id, 0 AS size, 0 AS changed, 1 AS settled, 0 AS unread, '' AS row FROM n;
    CREATE VIEW making AS SELECT * FROM runs;
    CREATE TABLE tags (tag, run); CREATE TABLE outputs (run, place);
  `);
  db.close();
  writeFileSync(`${path}-wal`, '');
}

const files = ['format', 'index.seal', 'index.db', 'index.lock', 'index.db-wal', 'index.db-journal'];
const runFiles = ['events.jsonl', 'output.log', 'cancel', 'lock', 'lock-journal'];
const folders = ['runs', 'objects', 'cache'];

/** All that is known to have gone wrong in such tools, and what else an attacker may think of; by name. */
export const traps: Readonly<Record<string, Lay>> = {
  'nothing wrong': () => undefined,
  ...Object.fromEntries(
    files.flatMap(name => [
      [`${name} is a link to a file outside`, (trap: Trap) => link(join(trap.store, name), secret(trap))],
      [
        `${name} is a link that leads nowhere`,
        trap => link(join(trap.store, name), join(trap.outside, 'new')),
      ],
      [`${name} is a link to an endless device`, trap => link(join(trap.store, name), '/dev/zero')],
      [`${name} is a pipe`, trap => pipe(join(trap.store, name))],
    ]),
  ),
  ...Object.fromEntries(
    runFiles.flatMap(name => [
      [
        `${name} of a run is a link to a file outside`,
        (trap: Trap) => {
          write(trap, []);
          link(run(trap, bad, name), secret(trap));
        },
      ],
      [
        `${name} of a run is a pipe`,
        trap => {
          write(trap, []);
          pipe(run(trap, bad, name));
        },
      ],
      [
        `${name} of a run is a folder with something in it`,
        trap => {
          write(trap, []);
          rmSync(run(trap, bad, name), { force: true });
          mkdirSync(run(trap, bad, name, 'deep'), { recursive: true });
          writeFileSync(run(trap, bad, name, 'deep', 'x'), 'x');
        },
      ],
      [
        `${name} of a run is another file's second name`,
        trap => {
          write(trap, []);
          rmSync(run(trap, bad, name), { force: true });
          linkSync(secret(trap), run(trap, bad, name));
        },
      ],
    ]),
  ),
  ...Object.fromEntries(
    folders.map(name => [
      `${name} is a link to a folder outside`,
      (trap: Trap) => {
        // What is needed to be found is there as well.
        mkdirSync(join(trap.store, name), { recursive: true });
        cpSync(join(trap.store, name), join(trap.outside, name), { recursive: true });
        writeFileSync(join(trap.outside, name, 'Picture.png'), 'a picture');
        link(join(trap.store, name), join(trap.outside, name));
      },
    ]),
  ),
  'a run is a link to a folder outside': trap => link(run(trap, bad), trap.outside),
  'a run that is being removed is a link': trap => link(run(trap, `.removed-${bad}`), trap.outside),
  'a run that is being removed holds links': trap => {
    mkdirSync(run(trap, `.removed-${bad}`));
    link(run(trap, `.removed-${bad}`, 'events.jsonl'), secret(trap));
    link(run(trap, `.removed-${bad}`, 'sub'), trap.outside);
  },
  'a folder of objects is a link to one of old documents': trap => {
    const old = new Date(0);
    for (const name of readdirSync(trap.outside)) utimesSync(join(trap.outside, name), old, old);
    link(join(trap.store, 'objects', 'ab'), trap.outside);
  },
  'objects hold what are no objects': trap => {
    const odd = join(trap.store, 'objects', 'ab');
    mkdirSync(join(odd, 'Documents'), { recursive: true });
    writeFileSync(join(odd, 'Documents', 'letter.txt'), 'a letter');
    writeFileSync(join(odd, 'thesis.doc'), 'a thesis');
    const old = new Date(0);
    utimesSync(join(odd, 'thesis.doc'), old, old);
  },
  'an object is a link': trap => {
    const hash = 'ab'.repeat(32);
    link(join(trap.store, 'objects', 'ab', hash.slice(2)), secret(trap));
    leave(trap, { hash, size: 4, type: 'string' });
  },
  'an object is a pipe': trap => {
    const hash = 'ab'.repeat(32);
    mkdirSync(join(trap.store, 'objects', 'ab'), { recursive: true });
    pipe(join(trap.store, 'objects', 'ab', hash.slice(2)));
    leave(trap, { hash, size: 4, type: 'string' });
  },
  'hashes are paths': trap => {
    const hash = '../../../outside/authorized_keys';
    leave(trap, { hash, size: 10, type: 'string' }, { code: { hash, snapshot: hash } });
  },
  'an object is not what its hash says': trap => {
    const hash = 'cd'.repeat(32);
    object(trap, hash, Buffer.concat([Uint8Array.of(0, 1), serialize('other')]));
    leave(trap, { hash, size: 9, type: 'string' });
  },
  'a log calls itself by a path': trap => write(trap, [], { id: '../../../outside' }),
  'a log calls itself by the name of the good run': trap => write(trap, [], { id: trap.good }),
  'a run comes from itself': trap => write(trap, [], { mode: 'step', origin: bad }),
  'an index that never ends, and something that says it is open': endlessIndex,
  'a journal that names a file to be removed': trap => {
    write(trap, []);
    // The header of a rollback journal, and behind it the name of a super-journal, which SQLite removes when it is done.
    const name = Buffer.from(secret(trap));
    const header = Buffer.alloc(512);
    Buffer.from('d9d505f920a163d7', 'hex').copy(header);
    header.writeUInt32BE(512, 20);
    header.writeUInt32BE(4096, 24);
    const tail = Buffer.alloc(16);
    tail.writeUInt32BE(name.length, 0);
    tail.writeUInt32BE(name.reduce((sum, byte) => (sum + byte) | 0, 0) >>> 0, 4);
    Buffer.from('d9d505f920a163d7', 'hex').copy(tail, 8);
    const journal = Buffer.concat([header, Buffer.from([0, 0, 0, 1]), name, tail]);
    for (const path of [
      run(trap, bad, 'lock'),
      join(trap.store, 'index.lock'),
      join(trap.store, 'index.db'),
    ]) {
      const db = new DatabaseSync(path);
      db.exec('CREATE TABLE IF NOT EXISTS t (x)');
      db.close();
      writeFileSync(`${path}-journal`, journal);
    }
  },
  'a bundle that nobody has made lies in the cache': trap => {
    const cache = join(trap.store, 'cache', 'ab'.repeat(10));
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, 'flow.mjs'), "import('node:fs').then(fs => fs.writeFileSync('executed', ''))");
    writeFileSync(join(trap.store, 'cache', `${'cd'.repeat(10)}.json`), '{"stamps":[],"hash":"../x"}');
  },
  'parameters are nested deeply': trap => write(trap, [], { parameters: JSON.parse(`{"p":${deep(1_000)}}`) }),
  'parameters are nested very deeply': trap => {
    write(trap, []);
    const [first] = recordedRun();
    const text = JSON.stringify({ ...first, id: bad, parameters: { p: 0 } });
    writeFileSync(run(trap, bad, 'events.jsonl'), `${text.replace('"p":0', `"p":${deep(200_000)}`)}\n`);
  },
  'a line of 600 MB': trap => {
    write(trap, []);
    const file = openSync(run(trap, bad, 'events.jsonl'), 'r+');
    ftruncateSync(file, 600 * 1024 * 1024);
    closeSync(file);
    appendFileSync(run(trap, bad, 'events.jsonl'), '\n');
  },
  'a log without an end, of 20 GB': trap => {
    mkdirSync(run(trap, bad), { recursive: true });
    for (const name of ['events.jsonl', 'output.log']) {
      const file = openSync(run(trap, bad, name), 'w');
      ftruncateSync(file, 20 * 1024 ** 3);
      closeSync(file);
    }
  },
  'a hundred thousand small lists in a line': trap =>
    write(trap, [`{"type":"run.tagged","at":1,"add":[${'[],'.repeat(1_000_000)}[]],"remove":[]}`]),
  'joins that cost the product of their inputs and artifacts': trap => {
    const ref = { hash: 'ab'.repeat(32), size: 1, type: 'number', inline: 'AQ==' };
    const set = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`a${i}`, ref]));
    const from = new Array(50_000).fill('start/0');
    write(trap, [
      { type: 'task.queued', at: 2, step: 'start', task: '0', from: [] },
      { type: 'task.started', at: 2, step: 'start', task: '0', attempt: 0, worker: 0 },
      { type: 'task.ended', at: 3, step: 'start', task: '0', attempt: 0, status: 'done', set },
      ...Array.from({ length: 10 }, (_, i) => ({
        type: 'task.queued',
        at: 4,
        step: 'join',
        task: String(i),
        from,
        opener: 'start/0',
      })),
    ]);
  },
  'a small object that unpacks to gigabytes': trap => {
    const part = zstdCompressSync(Buffer.alloc(16 * 1024 * 1024));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(part.length);
    const hash = 'ef'.repeat(32);
    object(
      trap,
      hash,
      Buffer.concat([Uint8Array.of(2), ...new Array(512).fill(Buffer.concat([length, part]))]),
    );
    leave(trap, { hash, size: 8 * 1024 ** 3, type: 'Array(9)' }, { code: { hash, snapshot: hash } });
  },
  'an object with a hole of gigabytes': trap => {
    const hash = 'ef'.repeat(32);
    object(trap, hash, Uint8Array.of(0));
    const file = openSync(join(trap.store, 'objects', 'ef', hash.slice(2)), 'r+');
    ftruncateSync(file, 8 * 1024 ** 3);
    closeSync(file);
    leave(trap, { hash, size: 8 * 1024 ** 3 - 1, type: 'Array(9)' });
  },
  'a value that holds its parts many times over': trap => leaveValue(trap, manyfold(100, 8)),
  'a value with fields that hold their parts many times over': trap => {
    let value: unknown = 'x';
    for (let i = 0; i < 6; i++)
      value = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, value]));
    leaveValue(trap, value);
  },
  'a value that is nested deeply': trap => {
    let value: unknown = 1;
    for (let i = 0; i < 900; i++) value = [value];
    leaveValue(trap, value);
  },
  'a value that says it is longer than it is': trap => {
    const content = Buffer.from('01ff0f41ffffffff0f', 'hex');
    const hash = hashOf(content);
    leave(trap, { hash, size: content.length, type: 'Array', inline: content.toString('base64') });
  },
  'a code version that is no list of sources': trap => snapshot(trap, { sources: 1, graph: [] }),
  'an array that says it is four billion long': trap =>
    leaveInline(trap, '01ff0f61ffffffff0f400001'.replace('400001', '4000ffffffff0f')),
  'a number of a million digits': trap => leaveValue(trap, 1n << 4_000_000n),
  'a date that has lost its time': trap =>
    leaveInlineBytes(trap, additions(new Date(0), { getTime: 1, toISOString: 2 })),
  'an error whose name is a number without JSON': trap =>
    leaveInlineBytes(trap, additions(new Error('x'), { name: 10n, stack: [] })),
  'a code version that is null': trap => snapshot(trap, 'null'),
  'a code version nested deeply': trap => snapshot(trap, `{"graph":${deep(100_000)}}`),
  'a code version with a graph of nobody': trap =>
    snapshot(trap, {
      flow: 'F',
      graph: { flow: 'F', doc: '', parameters: [], steps: [], edges: [{ from: 'a', to: 'b' }] },
      steps: {},
      sources: [],
    }),
  'a code version of ten thousand sources that are one bomb': trap => {
    const content = Buffer.alloc(15 * 1024 * 1024, 'x');
    const hash = hashOf(content);
    object(trap, hash, frame(content));
    const sources = Array.from({ length: 10_000 }, (_, i) => ({ path: `src/${i}.ts`, object: hash }));
    snapshot(trap, { flow: 'F', graph: documented(''), steps: {}, sources });
  },
  'documentation of a hundred thousand things that act on terminals': trap => {
    const doc = `${'\u009d'.repeat(30_000)}${'\u001b]0;x'.repeat(5_000)}${' word'.repeat(5_000)}${'\u202e\u001b[2J'.repeat(2_500)}`;
    snapshot(trap, { flow: 'F', graph: documented(doc, 20), steps: {}, sources: [] });
  },
  'a line that queues more than a million tasks': trap => {
    const tasks = Array.from({ length: 1_600_000 }, (_, i) => String(i));
    write(trap, [
      '{"type":"task.queued","at":1,"step":"start","task":"0","from":[]}',
      { type: 'tasks.queued', at: 2, step: 'each', tasks, from: 'start/0' },
    ]);
  },
  'lines that each queue many tasks': trap => {
    const many = (step: number) => ({
      type: 'tasks.queued',
      at: 2,
      step: `each${step}`,
      tasks: Array.from({ length: 200_000 }, (_, i) => String(i)),
      from: 'start/0',
    });
    write(
      trap,
      Array.from({ length: 8 }, (_, i) => many(i)),
    );
  },
  'a line of output of 80 MB, and very many empty ones': trap => {
    write(trap, [{ type: 'run.ended', at: 4, status: 'done' }]);
    const log = run(trap, bad, 'output.log');
    writeFileSync(log, `3 out start/0 0 ${'hello '.repeat(14_000_000)}\n`);
    appendFileSync(log, '\n'.repeat(500_000));
    appendFileSync(log, '3 out start/0 0 \n'.repeat(300_000));
  },
  'thousands of runs that say nothing': trap => {
    for (let i = 0; i < 5_000; i++) mkdirSync(run(trap, `29990101t000000000-${String(i).padStart(8, '0')}`));
    for (let i = 0; i < 5_000; i++) {
      const id = `29990101t000000000-b${String(i).padStart(7, '0')}`;
      mkdirSync(run(trap, id));
      writeFileSync(run(trap, id, 'events.jsonl'), i % 2 === 0 ? '' : '{}\n');
    }
    write(trap, []);
  },
  'a value of millions of empty things': trap => {
    const items = Buffer.alloc(3 * 15_000_000);
    for (let at = 0; at < items.length; at += 3) items.set([0x6f, 0x7b, 0], at);
    // The number of things as V8 writes it: seven bits at a time.
    const count = Buffer.from([0xc0, 0xc3, 0x93, 0x07]);
    const content = Buffer.concat([
      Buffer.from([1, 0xff, 0x0f, 0x41]),
      count,
      items,
      Buffer.from([0x24, 0]),
      count,
    ]);
    const hash = hashOf(content);
    object(trap, hash, blocks(content));
    leave(trap, { hash, size: content.length, type: 'Array' });
  },
  'a value with long names': trap =>
    leaveValue(trap, Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => ['k'.repeat(3_000) + i, i]))),
  'arrays that are long and hold nothing': trap => {
    // Thirty-three million holes, as V8 writes them, and forty of that in a list.
    const length = 'c094de0f';
    const one = `61${length}4000${length}`;
    leaveInline(trap, `01ff0f4128${one.repeat(40)}240028`);
  },
  'arrays that are shorter and hold nothing': trap => {
    const holes = () => Object.assign([] as unknown[], { length: 100_000 });
    leaveValue(trap, Array.from({ length: 40 }, holes));
  },
  'one memory in many places': trap => leaveValue(trap, new Array(400).fill(new ArrayBuffer(1_000_000))),
  'one error with a long stack in many places': trap => {
    const error = Object.assign(new Error('x'), { stack: 'a'.repeat(200_000) });
    leaveValue(
      trap,
      Array.from({ length: 700 }, () => new Array(20).fill(error)),
    );
  },
  'very many numbers of very many digits': trap => {
    const number = (1n << 390_000n) - 1n;
    leaveValue(trap, new Array(300).fill(number));
  },
  'tasks times artifacts': trap => {
    const set = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`a${i}`, stored]));
    write(trap, [
      ...ended('start', set),
      {
        type: 'tasks.queued',
        at: 4,
        step: 'b',
        tasks: Array.from({ length: 10_000 }, (_, i) => `${i}`),
        from: 'start/0',
      },
      { type: 'run.ended', at: 9, status: 'done' },
    ]);
  },
  'a join of many inputs and many artifacts': trap => {
    const set = Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`a${i}`, stored]));
    const tasks = Array.from({ length: 3_500 }, (_, i) => `${i}`);
    write(trap, [
      ...ended('start', set),
      { type: 'tasks.queued', at: 4, step: 'b', tasks, from: 'start/0' },
      {
        type: 'task.queued',
        at: 5,
        step: 'join',
        task: '0',
        from: tasks.map(task => `b/${task}`),
        opener: 'start/0',
      },
    ]);
  },
  'one large code version of two hundred runs': trap => {
    const sources = Array.from({ length: 20_000 }, () => ({ path: 'p', object: hashOf('q') }));
    const content = Buffer.from(
      JSON.stringify({ flow: 'F', graph: documented('', 10_000), steps: {}, sources }),
    );
    const hash = hashOf(content);
    object(trap, hash, frame(content));
    write(trap, []);
    const [first] = recordedRun();
    for (let i = 0; i < 200; i++) {
      const id = `29990101t000000000-${String(i).padStart(8, '0')}`;
      mkdirSync(run(trap, id));
      const started = { ...first, id, code: { hash, snapshot: hash } };
      writeFileSync(run(trap, id, 'events.jsonl'), `${JSON.stringify(started)}\n`);
    }
  },
  'many small values that unpack to very much': trap => {
    const set = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => {
        const content = Buffer.concat([Buffer.from([3]), Buffer.alloc(60 * 1024 * 1024, i + 1)]);
        const hash = hashOf(content);
        object(trap, hash, blocks(content));
        return [`a${i}`, { hash, size: content.length, type: 'Array' }];
      }),
    );
    write(trap, [...ended('start', set), { type: 'run.ended', at: 9, status: 'done' }]);
  },
  'very many tags': trap =>
    write(
      trap,
      Array.from({ length: 5 }, (_, line) => ({
        type: 'run.tagged',
        at: 5,
        add: Array.from({ length: 200_000 }, (_, i) => (line * 200_000 + i).toString(36)),
        remove: [],
      })),
    ),
  'tags, a thousand at a time': trap =>
    write(
      trap,
      Array.from({ length: 2_000 }, (_, line) => ({
        type: 'run.tagged',
        at: 5,
        add: Array.from({ length: 1_000 }, (_, i) => (line * 1_000 + i).toString(36)),
        remove: [],
      })),
    ),
  'lists of everything that a line can hold': trap =>
    write(trap, [
      { type: 'task.queued', at: 2, step: 'start', task: '0', from: [] },
      { type: 'task.started', at: 2, step: 'start', task: '0', attempt: 0, worker: 0 },
      {
        type: 'task.ended',
        at: 3,
        step: 'start',
        task: '0',
        attempt: 0,
        status: 'done',
        unset: Array.from({ length: 190_000 }, (_, i) => i.toString(36)),
      },
    ]),
  'very many parameters': trap =>
    write(trap, [], {
      parameters: Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`p${i.toString(36)}`, 1])),
    }),
  'an error and a regular expression that act on terminals': trap =>
    leaveValue(trap, {
      error: new Error('\u001b[2J\u001b]0;x\u0007\u202e'),
      expression: /\u001b]52;c;AAAA\u0007\u202e/,
      many: new Error('x'.repeat(30_000_000)),
    }),
  'times that are no dates': trap =>
    write(trap, [{ type: 'run.ended', at: 8.65e15, status: 'done' }], { at: -8.64e15 }),
  'numbers that are none': trap =>
    write(trap, [
      '{"type":"task.queued","at":1e999,"step":"start","task":"0","from":[]}',
      '{"type":"task.started","at":2,"step":"start","task":"0","attempt":1e308,"worker":-1}',
    ]),
  'names that every object has': trap =>
    write(trap, [
      '{"type":"task.queued","at":1,"step":"__proto__","task":"0","from":[]}',
      '{"type":"task.queued","at":1,"step":"constructor","task":"0","from":["toString/0"],"opener":"valueOf/0"}',
      '{"type":"task.ended","at":1,"step":"constructor","task":"0","attempt":0,"status":"done","set":{"__proto__":{"hash":"x"}}}',
    ]),
  'text that forges rows of lists': trap =>
    write(
      trap,
      [
        {
          type: 'run.tagged',
          at: 3,
          add: [
            'good\n29990101t000000000-zzzzzzzz  Trusted  ✓ done',
            '\u202egnihton\u2066',
            '\u001b[2J\u001b]0;x\u0007',
          ],
          remove: [],
        },
      ],
      { parameters: { 'p\nq': 1 } },
    ),
  'a store moved here with its index': trap => {
    const moved = `${trap.store}-moved`;
    cpSync(trap.store, moved, { recursive: true, preserveTimestamps: true });
    rmSync(trap.store, { recursive: true });
    renameSync(moved, trap.store);
  },
};
