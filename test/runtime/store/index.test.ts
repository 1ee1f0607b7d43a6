import {
  closeSync,
  copyFileSync,
  cpSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { checkIndex } from '../../../runtime/store/check-index.js';
import { openStore } from '../../../runtime/store/history.js';
import { placeBetween } from '../../../runtime/store/index-lines.js';
import { knownRows } from '../../../runtime/store/known-rows.js';
import { newRunId } from '../../../runtime/store/run-id.js';
import { tagRun } from '../../../runtime/store/upkeep.js';
import { logged, MadeStore } from '../madeStore.js';
import { random, recordedRun } from '../recordedRun.js';

/** Thirty runs of three flows, each with twenty lines, some of them with words of their own. */
function thirtyRuns(store: MadeStore): string[] {
  return Array.from({ length: 30 }, (_, i) => {
    const events = recordedRun().map(event => ('flow' in event ? { ...event, flow: `Flow${i % 3}` } : event));
    const lines = Array.from(
      { length: 20 },
      (_, n) => `line ${n} of run${i}, every ${n % 3 ? 'odd' : 'third'} one`,
    );
    return store.run([...lines, `only${i}`], i % 7 === 0 ? events.slice(0, 7) : events);
  });
}

const filters = [{}, { flow: 'Flow1' }, { status: 'lost' }, { tag: 'late', limit: 5 }, { since: 1 }] as const;
const queries = ['line', 'third one', 'only7', 'run3', 'of run29', 'absent', 'onl*'];

function everything(store: MadeStore) {
  return [filters.map(filter => store.rows(filter)), queries.map(query => store.found(query))];
}

const isOfIndex = (name: string) => /^index\.(db|seal)/.test(name);
const indexFiles = (store: MadeStore) => readdirSync(store.path).filter(isOfIndex);
const forgetIndex = (store: MadeStore) => {
  for (const name of indexFiles(store)) rmSync(join(store.path, name));
};

/** Damages a store's index, again and again from the same one: some bytes of it, or its end. */
function* damages(store: MadeStore, count: number): Generator<string> {
  const path = join(store.path, 'index.db');
  const good = join(store.path, 'good.db');
  copyFileSync(path, good);
  const size = statSync(good).size;
  const next = random(7);
  const below = (n: number) => Math.floor(next() * n);
  for (let i = 0; i < count; i++) {
    copyFileSync(good, path);
    const file = openSync(path, 'r+');
    if (i % 10 === 0) ftruncateSync(file, below(size));
    else {
      const bytes = Buffer.from(Array.from({ length: 2 ** (3 + below(11)) }, () => below(256)));
      writeSync(file, bytes, 0, bytes.length, below(size));
    }
    closeSync(file);
    yield `damage number ${i}`;
  }
}

describe('whatever becomes of the index, nothing is lost', () => {
  test('it is overwritten with random bytes, or cut off, anywhere', () => {
    const store = new MadeStore();
    thirtyRuns(store);
    const right = everything(store);
    expect(right[1]?.map(found => found.length)).toEqual([600, 210, 1, 20, 20, 0, 30]);
    for (const damage of damages(store, 25)) {
      expect(everything(store), damage).toEqual(right);
    }
  });

  test('it is overwritten and nobody can notice: runs are right, and what is found is there', () => {
    const store = new MadeStore();
    thirtyRuns(store);
    const right = everything(store);
    for (const damage of damages(store, 25)) {
      const { size, mtimeMs } = statSync(join(store.path, 'index.db'));
      writeFileSync(join(store.path, 'index.seal'), `${size} ${mtimeMs}\n`);
      expect(store.rows(), damage).toEqual(right[0]?.[0]);
      const all = store.found('line');
      expect(right[1]?.[0], damage).toEqual(expect.arrayContaining(all));
    }
  });

  test('it was made from fewer runs and older lines', () => {
    const store = new MadeStore();
    const ids = thirtyRuns(store);
    everything(store);
    const kept = new MadeStore().path;
    const keep = { preserveTimestamps: true };
    for (const name of indexFiles(store)) cpSync(join(store.path, name), join(kept, name), keep);
    for (const id of ids.slice(0, 9)) store.print(id, 'third one more');
    for (const id of ids.slice(5, 12)) store.tag(id, 'late tag');
    for (const id of ids.slice(20, 25)) rmSync(join(store.path, 'runs', id), { recursive: true });
    store.run(['third one of a new run']);
    forgetIndex(store);
    const right = everything(store);
    forgetIndex(store);
    for (const name of readdirSync(kept).filter(isOfIndex))
      cpSync(join(kept, name), join(store.path, name), keep);
    expect(everything(store)).toEqual(right);
    expect(store.rows({ tag: 'late tag' })).toHaveLength(7);
    expect(checkIndex(store.path)?.wrong).toEqual([]);
  });

  test("it is another store's, another program's, or of a newer version", () => {
    const store = new MadeStore();
    thirtyRuns(store);
    const right = everything(store);
    const other = new MadeStore();
    thirtyRuns(other);
    everything(other);
    const path = join(store.path, 'index.db');
    forgetIndex(store);
    for (const name of indexFiles(other)) {
      cpSync(join(other.path, name), join(store.path, name), { preserveTimestamps: true });
    }
    expect(everything(store)).toEqual(right);
    expect(checkIndex(store.path)?.wrong).toEqual([]);
    for (const sql of [
      'CREATE TABLE runs (a, b); CREATE TABLE lines (c)',
      'CREATE TABLE runs (a); PRAGMA user_version = 3',
      'CREATE TABLE places (x); PRAGMA journal_mode = WAL',
      'PRAGMA user_version = 7',
    ]) {
      forgetIndex(store);
      const db = new DatabaseSync(path);
      db.exec(sql);
      db.close();
      expect(everything(store), sql).toEqual(right);
      const mine = new DatabaseSync(path);
      mine.exec('PRAGMA user_version = 99; DROP TABLE tags');
      mine.close();
      expect(everything(store), 'of a newer version').toEqual(right);
    }
  });

  test('it is emptied, or deleted, while somebody has it open', () => {
    const store = new MadeStore();
    const ids = thirtyRuns(store);
    const mine = store.index();
    mine.refresh();
    const other = store.index();
    other.clear();
    mine.refresh();
    expect(mine.runs().map(row => row.id)).toEqual([...ids].reverse());
    expect(mine.search('only7')).toHaveLength(1);
    forgetIndex(store);
    const id = store.run(['only7 again']);
    mine.refresh();
    expect(mine.runs()[0]?.id).toBe(id);
    expect(mine.search('only7')).toHaveLength(2);
    expect(store.found('only7')).toHaveLength(2);
  });
});

describe('an index that was looked at before sees', () => {
  /** More than are looked at each time. */
  const many = 900;
  const looks = 8;

  test('runs that come, old ones too, and runs that go', () => {
    const store = new MadeStore();
    const elsewhere = new MadeStore();
    const old = elsewhere.run(['from elsewhere'], recordedRun(), '20200314t150926535-7k2m9qxe');
    const ids = Array.from({ length: 20 }, () => store.run());
    const index = store.index();
    index.refresh();
    cpSync(join(elsewhere.path, 'runs', old), join(store.path, 'runs', old), { recursive: true });
    rmSync(join(store.path, 'runs', ids[3] ?? ''), { recursive: true });
    const newest = store.run();
    index.refresh();
    expect(index.runs().map(row => row.id)).toEqual([
      newest,
      ...[...ids].reverse().filter(id => id !== ids[3]),
      old,
    ]);
    expect(index.search('elsewhere')).toMatchObject([{ run: old }]);
  });

  test('tags and lines that something added that does not know of the index, to whatever run', () => {
    const store = new MadeStore();
    const ids = Array.from({ length: many }, (_, i) => store.run(i % 100 === 0 ? ['line'] : []));
    const index = store.index();
    index.refreshLines();
    const chosen = [0, 99, 450, 600, many - 1].map(i => ids[i] ?? '');
    for (const id of chosen) {
      store.tag(id, 'by hand');
      store.print(id, 'printed late');
    }
    for (let i = 0; i < looks; i++) index.refreshLines();
    const found = (tagged: { id: string }[]) => tagged.map(row => row.id).sort();
    expect(found(index.runs({ tag: 'by hand' }))).toEqual(chosen);
    expect(index.search('late').map(line => line.run)).toEqual([...chosen].reverse());
    // Whoever opens it looks at every run at once.
    store.tag(ids[200] ?? '', 'once more');
    expect(store.rows({ tag: 'once more' })).toHaveLength(1);
  });

  test('tags that were added as they should be, at once', () => {
    const store = new MadeStore();
    const ids = Array.from({ length: many }, () => store.run());
    const index = store.index();
    for (let i = 0; i < looks; i++) index.refresh();
    tagRun(store.path, ids[333] ?? '', ['new'], ['t']);
    index.refresh();
    expect(index.runs({ tag: 'new' }).map(row => row.tags)).toEqual([['late', 'new']]);
  });

  test('a run that is copied in file by file', () => {
    const store = new MadeStore();
    const id = store.run([], recordedRun().slice(0, 5));
    const index = store.index();
    index.refresh();
    expect(index.runs()).toMatchObject([{ id, status: 'lost' }]);
    writeFileSync(
      store.file(id, 'events.jsonl'),
      recordedRun()
        .map(event => `${JSON.stringify(event)}\n`)
        .join(''),
    );
    index.refresh();
    expect(index.runs()).toMatchObject([{ id, status: 'done', tags: ['t', 'late'] }]);
  });
});

describe('a log under the index', () => {
  const texts = (store: MadeStore, query: string) =>
    store.found(query).map(line => line.split(' ').slice(1).join(' '));

  test('that shrank, was replaced by a longer one, or by one of the same length', () => {
    const store = new MadeStore();
    const id = store.run(['alpha one', 'alpha two', 'alpha three']);
    const index = store.index();
    expect(index.search('alpha')).toHaveLength(3);
    const path = store.file(id, 'output.log');
    writeFileSync(path, logged(['alpha one']));
    expect(index.search('alpha').map(line => line.text)).toEqual(['alpha one']);
    writeFileSync(path, logged(['beta one', 'beta two', 'alpha four', 'gamma']));
    expect(index.search('alpha').map(line => line.text)).toEqual(['alpha four']);
    writeFileSync(path, readFileSync(path, 'utf8').replace('gamma', 'delta'));
    utimesSync(path, 1, 1);
    expect(index.search('delta')).toHaveLength(1);
    expect(index.search('gamma')).toEqual([]);
    rmSync(path);
    expect(index.search('alpha')).toEqual([]);
    expect(texts(store, 'beta')).toEqual([]);
  });

  test('events that shrank', () => {
    const store = new MadeStore();
    const id = store.run();
    const index = store.index();
    index.refresh();
    writeFileSync(
      store.file(id, 'events.jsonl'),
      recordedRun()
        .slice(0, 4)
        .map(event => `${JSON.stringify(event)}\n`)
        .join(''),
    );
    index.refresh();
    expect(index.runs()).toMatchObject([{ status: 'lost', tags: ['t'] }]);
  });

  test('with a torn end, lines longer than a read, and colours', () => {
    const store = new MadeStore();
    const id = store.run(['\u001b[31mred\u001b[0m word', `${'x '.repeat(700_000)}needle`, 'é日 after']);
    store.print(id, 'torn');
    const path = store.file(id, 'output.log');
    writeFileSync(path, readFileSync(path).subarray(0, -3));
    expect(texts(store, 'red')).toEqual(['\u001b[31mred\u001b[0m word']);
    expect(store.found('needle')).toHaveLength(1);
    expect(texts(store, 'AFTER')).toEqual(['é日 after']);
    expect(store.found('to*')).toEqual([]);
    store.print(id, '');
    expect(store.found('to*')).toHaveLength(1);
  });
});

describe('lines are found newest run first', () => {
  test('in whatever order the runs came, and however many come between two', () => {
    const store = new MadeStore();
    const ids = Array.from({ length: 260 }, (_, i) => newRunId(Date.now() + 10 * i));
    const first = [ids[0] ?? '', ids.at(-1) ?? ''];
    const next = random(3);
    const rest = ids.slice(1, -1).sort(() => next() - 0.5);
    const index = store.index();
    for (const id of [...first, ...rest]) {
      store.run(['one word', 'another word'], recordedRun(), id);
      index.refreshLines();
    }
    const newestFirst = [...ids].reverse().flatMap(id => [`${id} one word`, `${id} another word`]);
    expect(index.search('word', 1_000).map(line => `${line.run} ${line.text}`)).toEqual(newestFirst);
    expect(checkIndex(store.path)?.wrong).toEqual([]);
  });

  test('where there is no place left between two, all are placed anew', () => {
    let [newer, older] = [0, 4096];
    let steps = 0;
    for (let place = placeBetween(newer, older); place !== null; place = placeBetween(newer, older)) {
      expect(place).toBeGreaterThan(newer);
      expect(place).toBeLessThan(older);
      if (steps++ % 2 === 0) newer = place;
      else older = place;
    }
    expect(steps).toBeGreaterThan(3);
    // Always just older than the last, which uses up the room on one side.
    const store = new MadeStore();
    const index = store.index();
    const ids: string[] = [];
    for (let i = 0; i < 40; i++) {
      const id = `20260314t150926${String(500 + (i === 0 ? 400 : i)).padStart(3, '0')}-7k2m9qxe`;
      ids.push(store.run(['word'], recordedRun(), id));
      index.refreshLines();
    }
    expect(index.search('word').map(line => line.run)).toEqual(ids.sort().reverse());
  });
});

describe('the history', () => {
  test('takes from the index only what is still so, and changes nothing', () => {
    const store = new MadeStore();
    const ids = thirtyRuns(store);
    const history = openStore(join(store.path, '..'));
    const asked = () =>
      [...filters, { limit: 0 }].map(filter =>
        history.runs(filter).map(run => [run.id, run.status, run.tags]),
      );
    const right = asked();
    expect(right[0]).toHaveLength(30);
    store.rows();
    const files = () =>
      readdirSync(store.path, { recursive: true, withFileTypes: true }).map(entry => {
        const path = join(entry.parentPath, entry.name);
        return [path, statSync(path).mtimeMs];
      });
    const before = files();
    expect(asked()).toEqual(right);
    expect(history.latest('Flow1')?.id).toBe(
      [...knownRows(store.path)].find(row => row.flow === 'Flow1')?.id,
    );
    expect(history.latest('Flow9')).toBeUndefined();
    expect(files()).toEqual(before);
    const index = store.index();
    index.refresh();
    expect(asked(), 'while somebody has the index open').toEqual(right);
    store.tag(ids[4] ?? '', 'news');
    rmSync(join(store.path, 'runs', ids[29] ?? ''), { recursive: true });
    const newest = store.run();
    expect(history.runs({ tag: 'news' }).map(run => run.id)).toEqual([ids[4]]);
    expect(history.latest()?.id).toBe(newest);
    expect(history.runs().map(run => run.id)).toEqual([newest, ...ids.slice(0, 29).reverse()]);
    writeFileSync(join(store.path, 'index.db'), 'nonsense');
    expect(history.runs({ tag: 'news' }).map(run => run.id)).toEqual([ids[4]]);
  });
});

test('runs are in the order of their ids, whatever the clock said when they began', () => {
  const store = new MadeStore();
  const ids = [30, 10, 20].map(minute => {
    const at = Date.UTC(2026, 0, 1, 12, minute);
    return store.run(
      [],
      recordedRun().map(event => ({ ...event, at })),
      newRunId(),
    );
  });
  const newestFirst = [...ids].reverse();
  expect(store.rows().map(row => row.id)).toEqual(newestFirst);
  expect(store.rows({ since: Date.UTC(2026, 0, 1, 12, 15) }).map(row => row.id)).toEqual([ids[2], ids[0]]);
  expect(
    openStore(join(store.path, '..'))
      .runs()
      .map(run => run.id),
  ).toEqual(newestFirst);
});

describe('the check of the index', () => {
  test('tells what is wrong from what it has yet to see', () => {
    const store = new MadeStore();
    const ids = thirtyRuns(store);
    expect(checkIndex(store.path)).toBeNull();
    const index = store.index();
    index.refreshLines();
    const aside = ids.filter((_, i) => i % 7 === 0);
    for (const id of aside) utimesSync(store.file(id, 'events.jsonl'), 1, 1);
    index.refreshLines();
    expect(checkIndex(store.path)).toEqual({ wrong: [], behind: [], unread: [] });
    const [a = '', b = '', c = '', d = ''] = ids.slice(1);
    store.tag(a, 'new');
    store.print(b, 'new');
    rmSync(join(store.path, 'runs', c), { recursive: true });
    const newest = store.run();
    expect(checkIndex(store.path)).toEqual({ wrong: [], behind: [newest, c, a], unread: [c, b] });
    const db = new DatabaseSync(join(store.path, 'index.db'));
    db.exec(`UPDATE runs SET status = 'failed' WHERE id = '${d}'`);
    expect(checkIndex(store.path)?.wrong).toEqual([`the index filters the run ${d} by what it is not`]);
    db.exec(`UPDATE runs SET status = 'done' WHERE id = '${d}'`);
    db.exec(`DELETE FROM lines_text WHERE rowid IN (SELECT min(id) FROM lines_text_docsize)`);
    expect(checkIndex(store.path)?.wrong).toEqual([
      `the index finds 20 lines of the run ${ids[29]}, which has 21`,
    ]);
    db.exec(`UPDATE runs SET row = replace(row, '"done"', '"failed"') WHERE id = '${d}'`);
    expect(checkIndex(store.path)?.wrong).toEqual([
      `the index can't be read: what the index has of the run ${d} is damaged`,
    ]);
    db.close();
    forgetIndex(store);
    writeFileSync(join(store.path, 'index.db'), 'nonsense'.repeat(1_000));
    expect(checkIndex(store.path)?.wrong).toEqual([
      "the index can't be read: something else than stepwell has written it",
    ]);
  });
});
