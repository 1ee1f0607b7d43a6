import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isOwnStore, prepareStore, refuseForeign } from '../../../runtime/store/home.js';

function project(): { folder: string; store: string } {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = join(folder, 'project', '.stepwell');
  mkdirSync(join(folder, 'project'));
  prepareStore(store);
  return { folder, store };
}

test('a store of one’s own may be changed, through whatever link its project is reached', () => {
  const { folder, store } = project();
  expect(isOwnStore(store)).toBe(true);
  symlinkSync('project', join(folder, 'link'));
  expect(isOwnStore(join(folder, 'link', '.stepwell'))).toBe(true);
});

test.skipIf(process.platform === 'win32')(
  'one that everybody may write into, or put another in its place, only by name',
  () => {
    const { folder, store } = project();
    chmodSync(store, 0o777);
    expect(() => refuseForeign(store, false)).toThrow(
      /may be written by everybody: nothing was changed in it/,
    );
    expect(() => refuseForeign(store, true)).not.toThrow();
    chmodSync(store, 0o700);
    chmodSync(join(folder, 'project'), 0o777);
    expect(() => refuseForeign(store, false)).toThrow(/lies in a folder that everybody may write into/);
    // Who may write there may write the flow itself: to run it is no other matter.
    expect(() => prepareStore(store)).not.toThrow();
    // In a folder like /tmp nobody moves what is another's; and members of a group are trusted.
    chmodSync(join(folder, 'project'), 0o1777);
    expect(isOwnStore(store)).toBe(true);
    chmodSync(join(folder, 'project'), 0o775);
    expect(isOwnStore(store)).toBe(true);
  },
);

test.skipIf(process.platform === 'win32')(
  'where a file system shows everything as open to all, that says nothing',
  () => {
    const { folder, store } = project();
    for (const path of [join(folder, 'project'), store, join(store, 'format')]) chmodSync(path, 0o777);
    expect(isOwnStore(store)).toBe(true);
    expect(() => refuseForeign(store, false)).not.toThrow();
  },
);
