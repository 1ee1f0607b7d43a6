import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { checkIndex } from '../../../runtime/store/check-index.js';
import { Index } from '../../../runtime/store/index-db.js';
import { flow, type Project, project } from '../project.js';

const workers = 10;
const lines = 300;

const printing = flow(`
  who = parameter.string();
  @step() start() { return this.foreach([0, 1, 2], this.print); }
  @step() print(item: number) {
    for (let i = 0; i < ${lines / 3}; i++) console.log(\`\${this.who} says \${item} times \${i}\`);
    return this.next(this.join);
  }
  @step() join(inputs: Inputs<this>) {}
`);

/** Takes in runs and lines, over and over, until there is a file `stop`; then once more. */
const indexing = `
import { existsSync } from 'node:fs';
import { Index } from ${JSON.stringify(resolve(import.meta.dirname, '../../../runtime/store/index-db.ts'))};
const [store, stop] = process.argv.slice(2);
for (let last = false; !last; ) {
  last = existsSync(stop);
  // Now one that was opened before, now a new one.
  const index = new Index(store);
  for (let i = 0; i < 5; i++) {
    index.refreshLines();
    for (const row of index.runs()) if (row.status === 'failed') throw new Error(row.error.message);
    index.search('says');
  }
  index.close();
}
`;

function indexer(p: Project): string {
  const script = p.path('indexing.mjs');
  buildSync({
    stdin: { contents: indexing, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
  });
  return script;
}

test('ten runs at once in one store, and four processes that index them: nothing is lost, nothing there twice', async () => {
  const p = project({ 'a.flow.ts': printing });
  const script = indexer(p);
  await p.stepwell('run', 'a.flow.ts', '--who', 'first');
  const stop = p.path('stop');
  const indexers = Array.from({ length: 4 }, () => p.spawn([script, p.store, stop], {}));
  const runs = Array.from({ length: workers }, (_, i) =>
    p.stepwell('run', 'a.flow.ts', '--who', `run${i}`, '--workers', '1'),
  );
  // Told whole: what went wrong, and not that something did.
  expect((await Promise.all(runs)).filter(({ code, err }) => code !== 0 || err !== '')).toEqual([]);
  writeFileSync(stop, '');
  const ended = await Promise.all(indexers.map(({ ended }) => ended));
  expect(ended.filter(({ code, err }) => code !== 0 || err !== '')).toEqual([]);
  const index = new Index(p.store);
  index.refresh();
  expect(index.runs().map(({ id, status }) => [id, status])).toEqual(p.runs().map(id => [id, 'done']));
  const found = index.search('says', 100_000);
  index.close();
  expect(found).toHaveLength((workers + 1) * lines);
  expect(new Set(found.map(line => line.text)).size).toBe(found.length);
  expect(checkIndex(p.store)).toEqual({ wrong: [], behind: [], unread: [] });
  expect((await p.stepwell('reindex', '--check')).out).toBe(
    'everything stored can be read, and the index agrees with it\n',
  );
}, 120_000);

test('an index that is removed and made anew by several at once', async () => {
  const p = project({ 'a.flow.ts': printing });
  const script = indexer(p);
  for (let i = 0; i < 3; i++) await p.stepwell('run', 'a.flow.ts', '--who', `run${i}`);
  writeFileSync(p.path('stop'), '');
  for (let i = 0; i < 3; i++) {
    writeFileSync(join(p.store, 'index.db'), 'nonsense'.repeat(4_000));
    const indexers = Array.from({ length: 4 }, () => p.spawn([script, p.store, p.path('stop')], {}).ended);
    expect((await Promise.all(indexers)).map(({ code, err }) => [code, err])).toEqual(
      indexers.map(() => [0, '']),
    );
    const index = new Index(p.store);
    expect(index.search('says', 100_000)).toHaveLength(3 * lines);
    index.close();
    expect(checkIndex(p.store)).toEqual({ wrong: [], behind: [], unread: [] });
  }
}, 120_000);

test('reindex --check compares the index with the files', async () => {
  const p = project({ 'a.flow.ts': printing });
  await p.stepwell('run', 'a.flow.ts', '--who', 'one');
  const check = async () => {
    const { code, out } = await p.stepwell('reindex', '--check');
    return [code, out];
  };
  expect(await check()).toEqual([0, 'everything stored can be read; there is no index yet\n']);
  expect((await p.stepwell('reindex')).out).toBe(`indexed 1 run and ${lines} lines of output\n`);
  expect(await check()).toEqual([0, 'everything stored can be read, and the index agrees with it\n']);
  await p.stepwell('run', 'a.flow.ts', '--who', 'two');
  expect(await check()).toEqual([
    0,
    'everything stored can be read; the index agrees with it, but has yet to look at 1 run and to take in output of 1 run\n',
  ]);
  writeFileSync(join(p.store, 'index.db'), 'nonsense');
  const wrong =
    "the index can't be read: something else than stepwell has written it: stepwell reindex makes it anew";
  expect(await check()).toEqual([1, `${wrong}\n`]);
  expect((await p.stepwell('reindex', '--check', '--json')).out).toBe(
    `${JSON.stringify([wrong], null, 2)}\n`,
  );
  expect((await p.stepwell('reindex')).out).toBe(`indexed 2 runs and ${2 * lines} lines of output\n`);
  expect(await check()).toEqual([0, 'everything stored can be read, and the index agrees with it\n']);
});
