import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isLocalPath, ownFile, whyForeign } from '../../../extension/runs/own-file.js';

function project() {
  const root = mkdtempSync(path.join(tmpdir(), 'stepwell-own-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = path.join(root, 'project');
  mkdirSync(path.join(home, '.stepwell'), { recursive: true });
  writeFileSync(path.join(home, 'a.flow.ts'), '');
  writeFileSync(path.join(root, 'secret.ts'), '');
  return { root, home, store: path.join(home, '.stepwell'), at: (name: string) => path.join(home, name) };
}

test('a source below the folder of the store, or of the workspace, is one of the project', () => {
  const { root, store, at } = project();
  expect(ownFile(at('a.flow.ts'), store, [])).toEqual({ ok: true, path: at('a.flow.ts') });
  expect(ownFile(at('a.flow.ts'), '/elsewhere/.stepwell', [root])).toMatchObject({ ok: true });
});

test('everything else is not, and it is said why', () => {
  const { root, home, store } = project();
  const outside = [`${root}/secret.ts`, `${home}/../secret.ts`, `${home}-2/a.ts`, home, '/etc/passwd'];
  for (const file of outside)
    expect(ownFile(file, store, []), file).toMatchObject({ ok: false, why: /no folder of this workspace/ });
  const foreign = [
    'a.flow.ts',
    '',
    '//host/share/a.ts',
    '\\\\host\\share\\a.ts',
    '/dev/zero',
    '/proc/self/environ',
  ];
  for (const file of [...foreign, `${home}/a\n.ts`, `/${'x'.repeat(5_000)}`])
    expect(ownFile(file, store, ['/']), file).toMatchObject({ ok: false, why: /no file of this machine/ });
});

test.skipIf(process.platform === 'win32')('what is no regular file is not opened', () => {
  const { store, at } = project();
  execFileSync('mkfifo', [at('pipe.ts')]);
  mkdirSync(at('folder.ts'));
  for (const name of ['pipe.ts', 'folder.ts'])
    expect(ownFile(at(name), store, []), name).toMatchObject({ ok: false, why: /is not a file/ });
  expect(ownFile(at('gone.ts'), store, [])).toMatchObject({ ok: false, why: /no longer there/ });
  symlinkSync(at('a.flow.ts'), at('link.ts'));
  expect(ownFile(at('link.ts'), store, [])).toMatchObject({ ok: true });
});

test.skipIf(process.platform === 'win32')('a link out of the project is no file of the project', () => {
  const { store, at } = project();
  const { at: elsewhere } = project();
  symlinkSync(elsewhere('a.flow.ts'), at('out.ts'));
  symlinkSync(elsewhere('.'), at('folder'));
  symlinkSync('/dev/zero', at('zero.ts'));
  for (const name of ['out.ts', 'folder/a.flow.ts'])
    expect(ownFile(at(name), store, []), name).toMatchObject({
      ok: false,
      why: /no folder of this workspace/,
    });
  expect(ownFile(at('zero.ts'), store, [])).toMatchObject({ ok: false, why: /no file of this machine/ });
});

test('on Windows neither shares nor devices count', () => {
  const isLocal = (file: string) => isLocalPath(file, 'win32');
  expect(isLocal('C:\\work\\a.ts')).toBe(true);
  expect(isLocal('c:/work/console.ts')).toBe(true);
  for (const file of [
    '\\\\host\\share\\a.ts',
    '//host/share/a.ts',
    '\\\\?\\C:\\a.ts',
    '\\\\.\\pipe\\x',
    'C:a.ts',
    '\\a.ts',
    'C:\\work\\NUL',
    'C:\\work\\com1.ts',
    'C:\\aux \\a.ts',
    'C:\\a.ts:stream',
  ])
    expect(isLocal(file), file).toBe(false);
  expect(whyForeign('C:\\work\\sub\\a.ts', ['c:\\Work'], 'win32')).toBeNull();
  expect(whyForeign('D:\\work\\a.ts', ['C:\\work'], 'win32')).toMatch(/no folder of this workspace/);
});

test('what is said of a path is text that does nothing', () => {
  const why = whyForeign('/x/[a](command:quit)\u202e$(error)', ['/y']);
  expect(why).not.toMatch(/\]\(|\$\(|\u202e/);
});
