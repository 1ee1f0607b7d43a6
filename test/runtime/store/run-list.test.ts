import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Index } from '../../../runtime/store/index-db.js';
import { runIds } from '../../../runtime/store/run-ids.js';
import { RunList } from '../../../runtime/store/run-list.js';

test('a long list is made in turns, and is the same', () => {
  const store = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  onTestFinished(() => rmSync(store, { recursive: true, force: true }));
  const folder = (i: number) => join(store, 'runs', `20260101t000000000-${String(i).padStart(8, '0')}`);
  mkdirSync(join(store, 'runs'));
  for (let i = 0; i < 2_000; i++) mkdirSync(folder(i));
  mkdirSync(join(store, 'runs', 'no run'));
  const list = new RunList(store, 1_000_000);
  let turns = 1;
  let found = list.news(0);
  for (; found === 'unfinished'; turns++) found = list.news(0);
  expect(turns).toBeGreaterThan(5);
  expect(found).toHaveLength(2_000);
  expect(found).toEqual(runIds(store));

  // An index that has no time to list all at once has all of them in the end, and lets go of what it began.
  const index = new Index(store, { untouched: true });
  while (!index.refresh(performance.now())) expect(index.count()).toBe(0);
  rmdirSync(folder(7));
  index.close();
  const other = new RunList(store, 1_000_000);
  other.news(0);
  other.close();
});
