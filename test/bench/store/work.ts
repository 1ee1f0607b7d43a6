import { setTimeout as wait } from 'node:timers/promises';
import { wide } from '../../../runtime/store/bounds.js';
import { openStore } from '../../../runtime/store/history.js';
import { prepareStore } from '../../../runtime/store/home.js';
import { Index } from '../../../runtime/store/index-db.js';
import { LineTail } from '../../../runtime/store/line-tail.js';
import { claim } from '../../../runtime/store/liveness.js';
import { Objects } from '../../../runtime/store/objects.js';
import { formatLine, OutputLog } from '../../../runtime/store/output-log.js';
import { runFile } from '../../../runtime/store/paths/places.js';
import { runIds } from '../../../runtime/store/run-ids.js';
import { readRun } from '../../../runtime/store/run-reader.js';
import { snapshotBytes } from '../../../runtime/store/snapshot.js';
import { type MadeRun, writeRun } from './made-run.js';

/**
 * What is measured in one process over a store: `node work.js STORE WORK [COUNT]` prints what it found as JSON. All times are in
 * milliseconds.
 */
const [store = '', work = '', count = '0'] = process.argv.slice(2);
const tasks = 100;
const second = 1_000;

const works: Record<string, () => unknown> = { make, reindex, warm, history, everything, follow };
console.log(JSON.stringify(await works[work]?.()));

/** Makes so many runs, a second apart, and reads some of them back. */
function make() {
  prepareStore(store);
  const runs = Number(count);
  const graph = { flow: 'Flow0', doc: '', parameters: [], steps: [], edges: [] };
  const snapshot = new Objects(store).put([snapshotBytes({ flow: 'Flow0', graph, steps: {}, sources: [] })]);
  const first = Date.now() - 2 * runs * second;
  for (let i = 0; i < runs; i++) writeRun(store, first + i * second, runNumber(i, runs, snapshot));
  const ids = runIds(store);
  for (let i = 0; i < runs; i += 97) {
    const steps = readRun(store, ids[i] ?? '')?.steps.values() ?? [];
    const found = [...steps].reduce((sum, step) => sum + step.tasks.size, 0);
    if (found !== tasks) throw new Error(`${ids[i]} has ${found} tasks`);
  }
  return { runs: ids.length, tasks: runs * tasks };
}

/** Most are alike; some few are what filters ask for. */
function runNumber(i: number, of: number, snapshot: string): MadeRun {
  const rare = i % (of / 4) === of / 8;
  return {
    flow: rare ? 'RareFlow' : `Flow${i % 12}`,
    tags: rare ? ['kept'] : i % 40 === 0 ? ['nightly'] : [],
    status: rare ? 'cancelled' : i % 50 === 0 ? 'failed' : i % 501 === 0 ? 'lost' : 'done',
    tasks,
    snapshot,
    word: rare ? 'needle' : null,
  };
}

function reindex() {
  const index = new Index(store);
  index.clear();
  const started = performance.now();
  index.refresh();
  const rows = performance.now() - started;
  const lines = index.refreshLines();
  const spent = performance.now() - started;
  const runs = index.count();
  index.close();
  return { runs, lines, rows, spent };
}

/** An index that has been looked at before, as an editor's: a page again and again, and what is searched. */
function warm() {
  const index = new Index(store);
  const opened = timed(() => index.refresh());
  const page = (filter: object) => () => {
    index.refresh();
    return index.runs({ limit: 50, ...filter }).length;
  };
  const pages = {
    all: page({}),
    flow: page({ flow: 'Flow3' }),
    'rare flow': page({ flow: 'RareFlow' }),
    failed: page({ status: 'failed' }),
    'flow and status': page({ flow: 'RareFlow', status: 'failed' }),
    tag: page({ tag: 'nightly' }),
    'rare tag': page({ tag: 'kept' }),
    since: page({ since: Date.now() - 15_000 * second }),
  };
  const searches = {
    'in every line': () => index.search('item').length,
    'frequent words': () => index.search('fitted penguin').length,
    'a number': () => index.search('500').length,
    rare: () => index.search('needle').length,
    'rare and frequent': () => index.search('item needle').length,
    none: () => index.search('absent').length,
    'beginning of a frequent word': () => index.search('ite*').length,
  };
  const firstSearch = timed(() => index.search('needle'));
  const result = {
    opened: opened.spent,
    firstSearch: firstSearch.spent,
    pages: mediansOf(pages, 30),
    searches: mediansOf(searches, 15),
  };
  index.close();
  return result;
}

/** What a program asks of the history: once, and once more. */
function history() {
  const opened = openStore();
  const rare = timed(() => opened.latest('RareFlow')?.id);
  return {
    flow: rare.spent,
    tag: timed(() => opened.runs({ tag: 'kept', limit: 3 }).length).spent,
    page: timed(() => opened.runs({ limit: 50 }).length).spent,
  };
}

/** What would be done without an index: every log read whole. */
function everything() {
  return timed(() => {
    let found = 0;
    for (const id of runIds(store)) {
      const tail = new LineTail(store, runFile(store, id, 'events.jsonl'), { line: wide.line });
      for (const line of tail.read()) if (line.includes('"RareFlow"')) found++;
    }
    return found;
  }).spent;
}

/** A live run that prints a line now and then, each with the time at which it was written; see `--follow` in store.mjs. */
async function follow() {
  const id = writeRun(store, Date.now(), { ...runNumber(1, 8, '0'.repeat(64)), status: 'lost' });
  const lock = claim(store, id);
  console.log(id);
  const output = new OutputLog(store, id);
  for (let i = 0; i < Number(count); i++) {
    await wait(20 + ((i * 37) % 60));
    const text = `written at ${performance.timeOrigin + performance.now()}`;
    output.append(formatLine({ at: Date.now(), stream: 'out', step: 'work', task: '0', attempt: 0, text }));
  }
  await wait(second);
  output.close();
  lock.release();
}

function mediansOf(things: Record<string, () => number>, rounds: number): Record<string, number> {
  const medians = Object.entries(things).map(([name, thing]) => {
    const times = Array.from({ length: rounds }, () => timed(thing).spent).sort((a, b) => a - b);
    return [name, times[rounds >> 1]];
  });
  return Object.fromEntries(medians);
}

function timed<T>(work: () => T): { readonly spent: number; readonly value: T } {
  const started = performance.now();
  const value = work();
  return { spent: performance.now() - started, value };
}
