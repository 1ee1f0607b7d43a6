import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cancelRequests, requestCancel } from '../../../runtime/store/cancel.js';
import { MadeStore } from '../madeStore.js';

test('a run has been asked to stop as often as somebody asked, and twice at most', () => {
  const store = new MadeStore();
  const id = store.run();
  const seen = [cancelRequests(store.path, id)];
  for (let asked = 0; asked < 3; asked++) {
    requestCancel(store.path, id);
    seen.push(cancelRequests(store.path, id));
  }
  expect(seen).toEqual([0, 1, 2, 2]);
});

test('what is no file asks for nothing', () => {
  const store = new MadeStore();
  const [folder, none] = [store.run(), store.run()];
  mkdirSync(store.file(folder, 'cancel'));
  writeFileSync(store.file(none, 'cancel'), '');
  expect([cancelRequests(store.path, folder), cancelRequests(store.path, none)]).toEqual([0, 0]);
});
