import { posix, win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileAndFlow } from '../../../runtime/cli/arguments.js';
import { CommandLine } from '../../../runtime/cli/line.js';
import { isOwnSource, loaderOf } from '../../../runtime/local/lower.js';
import { isRunId } from '../../../runtime/model/names.js';
import { newRunId } from '../../../runtime/store/run-id.js';
import { mapSource, sourcePath } from '../../../runtime/workers/map-source.js';
import { describeError } from '../../../runtime/workers/thrown.js';

/** What a name may not hold anywhere: Windows refuses these, and a dot at the end; some systems know no capitals. */
const nowhere = /[<>:"/\\|?*\u0000-\u001fA-Z]|[. ]$/;

test('what the runtime names files by is a name on every system', () => {
  for (const now of [0, Date.UTC(2026, 2, 14), Date.UTC(9999, 11, 31)]) {
    const id = newRunId(now);
    expect(id).not.toMatch(nowhere);
    expect(isRunId(id)).toBe(true);
  }
});

describe('sources in a map, there and back', () => {
  test.each([
    [
      'C:\\shop\\.stepwell\\cache\\0f',
      'C:\\shop\\src\\öne 100%.flow.ts',
      '../../../src/%C3%B6ne%20100%25.flow.ts',
      win32,
    ],
    ['C:\\shop\\.stepwell\\cache\\0f', 'D:\\shared\\a b.ts', 'file:///D:/shared/a%20b.ts', win32],
    ['C:\\shop\\cache', '\\\\server\\share\\a.ts', 'file://server/share/a.ts', win32],
    ['c:\\shop\\cache', 'C:\\Shop\\a.ts', '../a.ts', win32],
    ['/shop/.stepwell/cache/0f', '/shop/src/a#b.ts', '../../../src/a%23b.ts', posix],
  ])('%s to %s', (folder, source, named, on) => {
    expect(mapSource(folder, source, on)).toBe(named);
    expect(sourcePath(folder, named, on).toLowerCase()).toBe(source.toLowerCase());
  });

  test('a name that is no URL stands for itself', () => {
    expect(sourcePath('C:\\shop', '100%.ts', win32)).toBe('C:\\shop\\100%.ts');
  });
});

test.each([
  ['at Flow.start (C:\\shop\\a b.flow.ts:3:7)', 'C:\\shop\\a b.flow.ts'],
  ['at async Flow.start (c:/shop/a.flow.ts:3:7)', 'c:/shop/a.flow.ts'],
  ['at C:\\shop\\a.flow.ts:3:7', 'C:\\shop\\a.flow.ts'],
  ['at Flow.start (\\\\server\\share\\a.flow.ts:3:7)', '\\\\server\\share\\a.flow.ts'],
])('the position of an error: %s', (frame, file) => {
  const error = Object.assign(new Error('no'), {
    stack: `Error: no\n    at helper (C:\\shop\\node_modules\\x\\index.js:1:1)\n    ${frame}`,
  });
  expect(describeError(error).at).toEqual({ file, line: 3, column: 7 });
});

test.each([
  ['C:\\shop\\a.flow.ts', null],
  ['C:\\shop\\a.flow.ts:Hello', 'Hello'],
  ['C:/shop/a.flow.ts:Hello', 'Hello'],
  ['\\\\server\\share\\a.flow.ts:Hello', 'Hello'],
  ['C:a', null],
])('FILE:Flow where a path has colons of its own: %s', (text, flow) => {
  const line = new CommandLine('run', { options: [], most: 1 }, [text]);
  expect(fileAndFlow(line).flow).toBe(flow);
});

test.each([
  ['C:\\shop\\a.flow.ts', true, 'ts'],
  ['C:/shop/a.flow.mts', true, 'ts'],
  ['C:\\shop\\a.cjs', true, 'js'],
  ['C:\\shop\\a.tsx', true, 'tsx'],
  ['C:\\shop\\node_modules\\x\\a.ts', false, 'ts'],
  ['C:\\my_node_modules\\a.jsx', true, 'jsx'],
])("one's own sources: %s", (file, own, loader) => {
  expect(isOwnSource(file)).toBe(own);
  expect(loaderOf(file)).toBe(loader);
});
