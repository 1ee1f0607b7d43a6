import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogText } from '../../../extension/logs/log-text.js';

const run = '20260101t000000000-abcdefgh';
let store: string;
let log: string;

beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'stepwell-log-'));
  mkdirSync(join(store, 'runs', run), { recursive: true, mode: 0o700 });
  log = join(store, 'runs', run, 'output.log');
});
afterEach(() => rmSync(store, { recursive: true, force: true }));

const at = Date.UTC(2026, 0, 1, 12, 30, 15, 250);
const record = (stream: string, place: string, text: string) => `${at} ${stream} ${place} 0 ${text}\n`;

test('lines that have no end yet come last, as far as they have come, and are one line when they are whole', () => {
  const text = new LogText(store, { run });
  expect(text.refresh()).toBe(false);
  expect(text.text).toBe('');
  appendFileSync(log, record('out+', 'a/0', 'name? '));
  expect(text.refresh()).toBe(true);
  expect(text.text).toBe('12:30:15.250 a/0 name? \n');
  appendFileSync(log, record('out', 'b/0', 'beside it') + record('out~+', 'a/0', 'by a child'));
  expect(text.refresh()).toBe(true);
  expect(text.text).toBe(
    '12:30:15.250 b/0 beside it\n12:30:15.250 a/0 name? \n12:30:15.250 a/0 by a child\n',
  );
  appendFileSync(log, record('out+', 'a/0', 'step') + record('out=', 'a/0', 'name? stepwell'));
  expect(text.refresh()).toBe(true);
  expect(text.text).toBe(
    '12:30:15.250 b/0 beside it\n12:30:15.250 a/0 name? stepwell\n12:30:15.250 a/0 by a child\n',
  );
  expect(text.refresh()).toBe(false);
});

test('of a task only what is its own', () => {
  appendFileSync(
    log,
    record('out', 'a/0', 'one') + record('err+', 'a/1', 'half') + record('out+', 'a/0', 'two'),
  );
  const text = new LogText(store, { run, step: 'a', task: '0' });
  text.refresh();
  expect(text.text).toBe('12:30:15.250 one\n12:30:15.250 two\n');
});

test('of very many lines the newest, and how many came before', () => {
  const lines = 120_000;
  appendFileSync(log, Array.from({ length: lines }, (_, i) => record('out', 'a/0', `line ${i}`)).join(''));
  const text = new LogText(store, { run, step: 'a' });
  for (let i = 0; i < 1_000 && !text.text.endsWith(`line ${lines - 1}\n`); i++) text.refresh();
  const [head, first] = text.text.split('\n', 2);
  expect(head).toBe(
    `… ${lines - 50_000} earlier lines are not shown here, nor found by Find: stepwell logs ${run}/a shows all`,
  );
  expect(first).toBe(`12:30:15.250 a/0 line ${lines - 50_000}`);
});
