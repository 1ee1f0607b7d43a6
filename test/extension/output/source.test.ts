/** The thread that reads output, as it is built and started. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Grown, OutputSource } from '../../../extension/output/source.js';
import { formatRecord, type RecordKind } from '../../../runtime/store/output-log.js';
import type { Found } from '../../../webview/run/protocol.js';

const root = path.join(import.meta.dirname, '../../..');
const run = '20260314t150927535-k3x9a1bc';
let base: string;
let store: string;
let source: OutputSource;
const complaints: Error[] = [];

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'stepwell-output-'));
  await build({
    entryPoints: [path.join(root, 'extension/output/reader.ts')],
    outfile: path.join(base, 'dist/output-reader.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    logLevel: 'silent',
  });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  store = mkdtempSync(path.join(base, 'store-'));
  mkdirSync(path.join(store, 'runs', run), { recursive: true });
  source = new OutputSource(base, error => complaints.push(error));
  complaints.length = 0;
});
afterEach(() => source.dispose());

function say(task: string, text: string, kind: RecordKind = 'line'): void {
  const saying = { voice: 'own', at: 1_000_000, stream: 'out', step: 'train', task, attempt: 0 } as const;
  appendFileSync(path.join(store, 'runs', run, 'output.log'), formatRecord(kind, saying, text));
}

/** Waits until it holds; much else may be done meanwhile. */
const soon = (check: () => void) => vi.waitFor(check, 10_000);
const of = (filter = {}) => ({ store, run, filter });

test('tells how much there is, of whom it was asked, now and as it grows', async () => {
  let last: Grown | null = null;
  const grown = vi.fn((now: Grown) => {
    last = now;
  });
  source.watch(of({ step: 'train', task: '1' }), grown);
  await soon(() => expect(last).toMatchObject({ total: 0, isWhole: true }));
  say('1', 'one');
  say('2', 'not asked for');
  say('1', 'no end', 'piece');
  await soon(() => expect(last).toMatchObject({ total: 1, open: [{ text: 'no end' }] }));
  say('1', 'no end yet', 'whole');
  await soon(() => expect(last).toMatchObject({ total: 2, open: [] }));
  const page = await source.lines(of({ step: 'train', task: '1' }), 1, 100);
  expect(page).toMatchObject({ total: 2, from: 1, rows: [{ text: 'no end yet', more: 0 }] });
  // Of something else, nothing of this is told any more.
  const other = vi.fn();
  source.watch(of({ step: 'nobody' }), other);
  await soon(() => expect(other).toHaveBeenCalledWith(expect.objectContaining({ total: 0 })));
  const calls = grown.mock.calls.length;
  say('1', 'more');
  await new Promise(done => setTimeout(done, 200));
  expect(grown.mock.calls.length).toBe(calls);
});

test('finds what there is, and what comes, until something else is sought', async () => {
  for (let i = 0; i < 30_000; i++) say(String(i % 3), i % 1_000 === 7 ? `needle ${i}` : `hay ${i}`);
  let found: Found | null = null;
  source.watch(of({ step: 'train', task: '1' }), () => undefined);
  source.find(4, of({ step: 'train', task: '1' }), { text: 'NEEDLE', isCase: false, isWord: false }, now => {
    found = now;
  });
  // Every third of the thirty is this task's.
  await soon(() => expect(found).toMatchObject({ id: 4, count: 10, isWhole: true }));
  say('1', 'another needle');
  await soon(() => expect(found).toMatchObject({ count: 11 }));
  const place = (found as Found | null)?.lines.at(-1) ?? 0;
  expect((await source.lines(of({ step: 'train', task: '1' }), place, 1))?.rows[0]?.text).toBe(
    'another needle',
  );
  source.findNoMore();
  say('1', 'a needle again');
  await new Promise(done => setTimeout(done, 200));
  expect(found).toMatchObject({ count: 11 });
});

test('a line of 50 MB is told cut, with how much is missing', async () => {
  say('0', 'x'.repeat(50_000_000));
  say('0', 'behind it');
  let last: Grown | null = null;
  source.watch(of(), now => {
    last = now;
  });
  await soon(() => expect(last).toMatchObject({ isWhole: true }));
  const page = await source.lines(of(), 0, 10);
  expect(page?.rows[1]).toMatchObject({ text: 'behind it', more: 0 });
  expect(page?.rows[0]).toMatchObject({ text: 'x'.repeat(20_000), more: 49_980_000 });
});

test('a thread that is gone is no end: who waits is told, and the next question starts another', async () => {
  say('0', 'one');
  const broken = new OutputSource(path.join(base, 'nowhere'), error => complaints.push(error));
  expect(await broken.lines(of(), 0, 10)).toBeNull();
  expect(complaints).toHaveLength(1);
  expect(await broken.lines(of(), 0, 10)).toBeNull();
  broken.dispose();
  expect((await source.lines(of(), 0, 10))?.rows).toMatchObject([{ text: 'one' }]);
});
