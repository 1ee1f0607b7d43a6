import { expect, test } from 'vitest';
import { sourcePlaces } from '../../../extension/logs/source-places.js';

/** The places as `text that is linked → file line,column`. */
function found(text: string, platform: NodeJS.Platform = 'linux'): string[] {
  return sourcePlaces(text, platform).map(
    ({ start, end, file, line, column }) => `${text.slice(start, end)} → ${file} ${line},${column}`,
  );
}

test('stack frames name places', () => {
  const text = [
    'Error: the well is dry',
    '    at TrainFlow.train (/work/train.flow.ts:12:5)',
    '    at async /work/lib/a.mjs:3',
    "    at file:///work/a%20b/c.ts:7:1 and '/work/d.ts:8:2'",
    'at=/x.ts:1, twice: /y.ts:2:3 /z.ts:4',
  ].join('\n');
  expect(found(text)).toEqual([
    '/work/train.flow.ts:12:5 → /work/train.flow.ts 12,5',
    '/work/lib/a.mjs:3 → /work/lib/a.mjs 3,1',
    'file:///work/a%20b/c.ts:7:1 → /work/a b/c.ts 7,1',
    '/work/d.ts:8:2 → /work/d.ts 8,2',
    '/x.ts:1 → /x.ts 1,1',
    '/y.ts:2:3 → /y.ts 2,3',
    '/z.ts:4 → /z.ts 4,1',
  ]);
});

test('on Windows they begin with a drive', () => {
  expect(found('at f (C:\\work\\a.ts:1:2) file:///D:/b%20c.ts:3:4 c:/d.ts:5', 'win32')).toEqual([
    'C:\\work\\a.ts:1:2 → C:\\work\\a.ts 1,2',
    'file:///D:/b%20c.ts:3:4 → D:/b c.ts 3,4',
    'c:/d.ts:5 → c:/d.ts 5,1',
  ]);
  expect(
    found('\\\\host\\share\\a.ts:1 //host/share/a.ts:1 /a.ts:1 C:\\NUL:1 C:\\a\\con.ts:1', 'win32'),
  ).toEqual([]);
});

test('only files of this machine are places', () => {
  const others = [
    'file://host/share/a.ts:1:1',
    'http://localhost:3000/a.ts:1',
    'https://example.org/a.ts:1:1',
    '//host/share/a.ts:1',
    '/dev/zero:1',
    '/proc/self/mem:1',
    '/a/../dev/zero:1',
    'file:///a%2fb.ts:1',
    'file:///a%00.ts:1',
    'file:///C:/a.ts:1:1',
    'a.ts:1:1',
    'src/a.ts:1:1',
    './src/a.ts:1:1',
    'command:workbench.action.quit',
    '/a.ts:0:1',
    '/a.ts:99999999',
    `/${'a'.repeat(2_000)}:1`,
  ];
  for (const text of others) expect(found(text), text).toEqual([]);
});

test('an odd address takes none of the others away', () => {
  expect(found('file:///%:1 file:///%ff%:2 file://:3 file:///ok.ts:4:1')).toEqual([
    'file:///ok.ts:4:1 → /ok.ts 4,1',
  ]);
});

test('places are apart from each other', () => {
  for (const text of [
    '/a:1/b:2:3/c:4',
    '/a:1:2:/b:3',
    'file:file:///a:1:2:3:/b:4',
    '///a:1///b:2',
    '/a:1:/b:2:/c',
  ]) {
    let last = -1;
    for (const { start, end } of sourcePlaces(text, 'linux')) {
      expect(start, text).toBeGreaterThanOrEqual(last);
      expect(end, text).toBeGreaterThan(start);
      last = end;
    }
  }
});

test('of a long line only the beginning is looked at, and no more places are found than anybody follows', () => {
  expect(found(`${'x '.repeat(2_500)}/a.ts:1`)).toEqual([]);
  expect(found(`/a.ts:1 ${'x '.repeat(2_500)}\n/b.ts:2`)).toHaveLength(2);
  expect(sourcePlaces('/a.ts:1\n'.repeat(50_000), 'linux')).toHaveLength(2_000);
  expect(sourcePlaces('/a.ts:1 '.repeat(50_000), 'linux').length).toBeLessThan(2_000);
});

/** What the way from text to places was quadratic in, or may be: runs of each sign that means something in one. */
const adversarial: Readonly<Record<string, string>> = {
  slashes: '/',
  colons: ':',
  'a path without an end': '/a',
  'many paths': '/a:',
  numbers: '/a:1',
  'long numbers': '1',
  'file addresses': 'file://',
  'more file addresses': 'file:///a:x',
  percents: 'file:///%',
  drives: 'C:\\',
  quotes: '"/a:',
};

test.each(Object.entries(adversarial))('10 MB of %s cost no more than ten times 1 MB', (_, piece) => {
  const line = piece.repeat(Math.ceil(3_999 / piece.length)).slice(0, 3_999);
  const text = (megabytes: number) => `${line}\n`.repeat(250 * megabytes);
  const cost = (megabytes: number) => {
    const made = text(megabytes);
    const before = process.cpuUsage();
    sourcePlaces(made, 'linux');
    const { user } = process.cpuUsage(before);
    return user;
  };
  cost(1);
  const small = Math.max(1_000, cost(1), cost(1), cost(1));
  // Quadratic would be a hundred times; a busy machine may make some more of ten.
  expect(cost(10) / small).toBeLessThan(40);
  expect(sourcePlaces(piece.repeat(10_000_000 / piece.length), 'linux').length).toBeLessThan(2_001);
});
