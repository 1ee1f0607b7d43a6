/** Any stretch of any filter is what reading the whole log and filtering it gives, also while the log grows. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogLine } from '../../../runtime/model/event.js';
import { formatRecord, type RecordKind } from '../../../runtime/store/output-log.js';
import { type OutputFilter, OutputPlaces } from '../../../runtime/store/output-places.js';
import { OutputReader } from '../../../runtime/store/run-reader.js';
import { random } from '../recordedRun.js';

const run = '20260314t150927535-k3x9a1bc';
let store: string;
let file: string;

beforeEach(() => {
  store = mkdtempSync(path.join(tmpdir(), 'stepwell-places-'));
  mkdirSync(path.join(store, 'runs', run), { recursive: true });
  file = path.join(store, 'runs', run, 'output.log');
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

const filters: readonly OutputFilter[] = [
  {},
  { step: 'a' },
  { step: 'b', task: '1' },
  { step: 'b', task: '1', attempt: 1 },
  { step: 'nobody' },
];

const isOf = (line: LogLine, { step, task, attempt }: OutputFilter) =>
  (step === undefined || line.step === step) &&
  (task === undefined || line.task === task) &&
  (attempt === undefined || line.attempt === attempt);

test('any stretch, of any filter, of a log that grows', () => {
  const chance = random(7);
  const any = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
  const places = new OutputPlaces(store, run);
  const reader = new OutputReader(store, run);
  const all: LogLine[] = [];
  expect(places.read()).toBe(true);
  for (let round = 0; round < 40; round++) {
    let text = '';
    for (let i = Math.floor(chance() * 300); i > 0; i--) {
      const saying = {
        voice: any(['own', 'piped'] as const),
        at: 1_770_000_000_000 + i,
        stream: any(['out', 'err'] as const),
        step: any(['a', 'b']),
        task: any(['0', '1', '1.7@2']),
        attempt: any([0, 1]),
      };
      const kind = any<RecordKind>(['line', 'line', 'line', 'piece', 'whole']);
      text += formatRecord(kind, saying, any(['', 'short', 'ünï 🐧', 'x'.repeat(6_000), 'two  blanks ']));
      if (chance() < 0.02) text += 'no record at all\n';
    }
    // Cut anywhere: what has no end yet comes with the next round.
    const cut = Math.floor(chance() * text.length);
    appendFileSync(file, text.slice(0, cut));
    places.read();
    appendFileSync(file, text.slice(cut));
    expect(places.read()).toBe(true);
    all.push(...reader.read());
    for (const filter of filters) {
      const expected = all.filter(line => isOf(line, filter));
      expect(places.count(filter)).toBe(expected.length);
      const from = Math.floor(chance() * (expected.length + 2));
      expect(places.lines(filter, from, 50)).toEqual(
        expected.slice(from, from + 50).map(line => ({ line, more: 0 })),
      );
      expect(places.open(filter)).toEqual(reader.open.filter(line => isOf(line, filter)));
    }
  }
});

test('a log that is another one is read anew, and one that is not there has no lines', () => {
  const line = (text: string) =>
    formatRecord('line', { voice: 'own', at: 5, stream: 'out', step: 'a', task: '0', attempt: 0 }, text);
  const places = new OutputPlaces(store, run);
  places.read();
  expect([places.count({}), places.lines({}, 0, 9)]).toEqual([0, []]);
  writeFileSync(file, line('one') + line('two'));
  places.read();
  expect(places.count({})).toBe(2);
  writeFileSync(file, line('another'));
  places.read();
  places.read();
  expect(places.lines({}, 0, 9).map(one => one?.line.text)).toEqual(['another']);
  rmSync(file);
  places.read();
  expect(places.lines({}, 0, 9)).toEqual([]);
});

test('it is read in turns where others wait', () => {
  const line = formatRecord(
    'line',
    { voice: 'own', at: 5, stream: 'out', step: 'a', task: '0', attempt: 0 },
    'x'.repeat(900),
  );
  writeFileSync(file, line.repeat(5_000));
  const places = new OutputPlaces(store, run);
  let turns = 0;
  while (!places.read(0)) turns++;
  expect(turns).toBeGreaterThan(2);
  expect(places.count({})).toBe(5_000);
});

test('of long lines the beginning is told, and how much more there is; none is left out', () => {
  const of = (text: string) =>
    formatRecord('line', { voice: 'own', at: 5, stream: 'out', step: 'a', task: '0', attempt: 0 }, text);
  // Cut at the byte, a character of two would be torn.
  const texts = ['short', 'ü'.repeat(100_000), 'x'.repeat(20_000_000), 'end'];
  writeFileSync(file, texts.map(of).join(''));
  const places = new OutputPlaces(store, run);
  places.read();
  const told = places.lines({ step: 'a' }, 0, 9);
  expect(told.map(one => one?.line.text.slice(0, 5))).toEqual(['short', 'üüüüü', 'xxxxx', 'end']);
  for (const [index, one] of told.entries()) {
    const text = texts[index] ?? '';
    expect(text.startsWith(one?.line.text ?? '?')).toBe(true);
    const shown = Buffer.byteLength(one?.line.text ?? '');
    expect(Math.abs(Buffer.byteLength(text) - shown - (one?.more ?? 0))).toBeLessThan(2);
  }
});
