import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileModules } from '../../../server/files/file-sources.js';
import { ModulePaths } from '../../../server/files/module-paths.js';
import { parseFile } from '../../../server/files/parse-file.js';
import { type FlowsResult, flowsRequest } from '../../../server/protocol.js';
import { Client } from '../client.js';

/** Ways in which what lies under a file's name is none: each has kept a reader that trusted it for ever, or until memory ran out. */
const odd: Readonly<Record<string, (at: string) => void>> = {
  'a device without an end': at => symlinkSync('/dev/zero', at),
  'a pipe that nobody writes to': at => void execFileSync('mkfifo', [at]),
  'a terminal': at => symlinkSync('/dev/tty', at),
  'a folder': at => mkdirSync(at),
  'a link to itself': at => symlinkSync(at, at),
  'a link to nothing': at => symlinkSync('/nowhere', at),
  'a file of many gigabytes': at => {
    writeFileSync(at, '');
    truncateSync(at, 5_000_000_000);
  },
  'a file without rights': at => writeFileSync(at, 'x', { mode: 0 }),
};
const oddities = Object.entries(odd);

function folder(files: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(path.join(tmpdir(), 'stepwell-foreign-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const at = (name: string) => path.join(root, name);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
  return { root, at };
}

const base =
  "import { Flow, step } from 'stepwell';\nexport class Base extends Flow {\n  @step() start() {}\n}\n";
const heir = (from: string) => `import { Base } from '${from}';\nexport class Heir extends Base {}\n`;

const resolved = (file: string, specifier = '@lib/base') => new ModulePaths().resolve(specifier, file);
const paths = JSON.stringify({ compilerOptions: { paths: { '@lib/*': ['./lib/*'] } } });

// Windows has neither pipes nor devices in folders.
describe.skipIf(process.platform === 'win32')('what is no file is not read', () => {
  test.each(oddities)('a tsconfig that is %s', (_, make) => {
    const { at } = folder({ 'lib/base.ts': base });
    make(at('tsconfig.json'));
    expect(resolved(at('a.ts'))).toBeNull();
  });

  test.each(oddities)('a tsconfig that extends %s', (_, make) => {
    const { at } = folder({
      'lib/base.ts': base,
      'tsconfig.json': paths.replace('{', '{"extends":"./other.json",'),
    });
    make(at('other.json'));
    expect(resolved(at('a.ts'))).toBe(at('lib/base.ts'));
  });

  test.each(oddities)('a package.json that is %s', (_, make) => {
    const { at } = folder({ 'tsconfig.json': paths, 'lib/base.ts': base });
    make(at('package.json'));
    expect(resolved(at('a.ts'))).toBe(at('lib/base.ts'));
    expect(resolved(at('a.ts'), '#base')).toBeNull();
  });

  test.each(oddities)('a map of declarations that is %s', (_, make) => {
    const { at } = folder({ 'tsconfig.json': paths, 'lib/base.d.ts': 'export {};' });
    make(at('lib/base.d.ts.map'));
    expect(resolved(at('a.ts'))).toBeNull();
  });

  test.each(oddities)('an import of %s, by its path and by a name', (_, make) => {
    const { at } = folder({ 'tsconfig.json': paths, 'lib/x.ts': '' });
    make(at('base.ts'));
    make(at('lib/base.ts'));
    for (const specifier of ['./base', './base.js', '@lib/base', at('base.ts')])
      expect(parseFile(heir(specifier), at('a.ts')).flows).toEqual([]);
  });

  test('a map of declarations that leads to a device', () => {
    const map = JSON.stringify({ sources: ['/dev/zero'] });
    const { at } = folder({ 'tsconfig.json': paths, 'lib/base.d.ts': '', 'lib/base.d.ts.map': map });
    const sources = new FileModules().sourcesOf(at('a.ts'));
    expect(sources.module('@lib/base', null)).toBeNull();
  });

  test('a workspace with all of them is looked through to its end', async () => {
    const { root, at } = folder({ 'a.flow.ts': base, 'deep/b.flow.ts': base.replace('Base', 'Deep') });
    for (const [i, [, make]] of oddities.entries()) make(at(`odd${i}.flow.ts`));
    symlinkSync(root, at('deep/around'));
    symlinkSync('/', at('deep/out'));
    const client = new Client();
    await client.start([{ uri: pathToFileURL(root).href, name: 'odd' }]);
    onTestFinished(() => client.stop());
    const changes = oddities.map((_, i) => ({ uri: pathToFileURL(at(`odd${i}.flow.ts`)).href, type: 1 }));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    const flows = await client.ask<FlowsResult>(flowsRequest, null);
    expect(flows.map(({ flow }) => flow)).toEqual(['Base', 'Deep']);
  });

  test('a link to a source is one', () => {
    const { at } = folder({ 'real/base.ts': base });
    symlinkSync(at('real/base.ts'), at('base.ts'));
    expect(parseFile(heir('./base'), at('a.ts')).flows.map(({ graph }) => graph.flow)).toEqual(['Heir']);
  });
});

test('a tsconfig that extends itself, or others in a circle, says what it says', () => {
  const circle = (next: string) => paths.replace('{', `{"extends":"${next}",`);
  const { at } = folder({
    'lib/base.ts': base,
    'tsconfig.json': circle('./tsconfig.json'),
    'round/lib/base.ts': base,
    'round/tsconfig.json': circle('./b.json'),
    'round/b.json': circle('./c.json'),
    'round/c.json': circle('./tsconfig.json'),
  });
  expect(resolved(at('a.ts'))).toBe(at('lib/base.ts'));
  expect(resolved(at('round/a.ts'))).toBe(at('round/lib/base.ts'));
});

test('of a chain of a thousand only its beginning is read, and of a tree of them as much', () => {
  const files: Record<string, string> = { 'lib/base.ts': base, 'tree/lib/base.ts': base };
  for (let i = 0; i < 1_000; i++) files[`c${i}.json`] = `{"extends":"./c${i + 1}.json"}`;
  files['tsconfig.json'] = paths.replace('{', '{"extends":"./c0.json",');
  // Each of thirty extends the next one twice: read one by one, those were a thousand million files.
  for (let i = 0; i < 30; i++)
    files[`tree/t${i}.json`] = `{"extends":["./t${i + 1}.json","./t${i + 1}.json"]}`;
  files['tree/tsconfig.json'] = paths.replace('{', '{"extends":"./t0.json",');
  const { at } = folder(files);
  expect(resolved(at('a.ts'))).toBe(at('lib/base.ts'));
  expect(resolved(at('tree/a.ts'))).toBe(at('tree/lib/base.ts'));
});

test('a tsconfig nested too deeply to be read says nothing', () => {
  const deep = `{"compilerOptions":${'['.repeat(200_000)}`;
  const { at } = folder({ 'tsconfig.json': deep, 'lib/base.ts': base });
  expect(resolved(at('a.ts'))).toBeNull();
});

test('no other machine is asked for a file', () => {
  const { at } = folder({
    'tsconfig.json': JSON.stringify({
      extends: '//host/share/tsconfig.json',
      compilerOptions: { paths: { '@lib/*': ['//host/share/*', './lib/*'] } },
    }),
    'lib/base.ts': base,
  });
  expect(resolved(at('a.ts'))).toBe(at('lib/base.ts'));
  expect(resolved(at('a.ts'), '//host/share/base')).toBeNull();
  expect(resolved(at('a.ts'), '\\\\host\\share\\base')).toBeNull();
});

test('a source larger than people write is none', () => {
  const { at } = folder({ 'base.ts': `${base}//${'x'.repeat(4_100_000)}` });
  expect(parseFile(heir('./base'), at('a.ts')).flows).toEqual([]);
});
